/** Going somewhere by address. The app gives the function; components and screens never touch the browser's location. */
import type { ReactNode } from 'react';
import { createContext, useContext } from 'react';

export type Navigate = (address: string) => void;
const NavigateContext = createContext<Navigate | null>(null);

export function NavigateProvider({ navigate, children }: { navigate: Navigate; children: ReactNode }) {
  return <NavigateContext value={navigate}>{children}</NavigateContext>;
}

/** `navigate(formatRoute({ screen: 'fleet' }))` */
export function useNavigate(): Navigate {
  const navigate = useContext(NavigateContext);
  if (navigate === null) throw new Error('NavigateProvider is missing');
  return navigate;
}
