/**
 * Where the focus goes when a layer over the window closes: to what had it when the layer opened; when that is gone too
 * (a menu's item, a first dialog that made place for the next), to what had it last below all layers; else to the screen.
 */
import { createContext, useContext, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';

const LastBelow = createContext<RefObject<HTMLElement | null> | null>(null);
const layers = '[role=dialog], [role=menu], [role=listbox]';

export function FocusMemoryProvider({ children }: { children: ReactNode }) {
  const lastBelow = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const note = ({ target }: FocusEvent): void => { if (target instanceof HTMLElement && target.closest(layers) === null) lastBelow.current = target; };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  return <LastBelow value={lastBelow}>{children}</LastBelow>;
}

/** Called inside the layer, which is drawn only while it is open. */
export function useFocusBack(): (event: Event) => void {
  const lastBelow = useContext(LastBelow);
  const [before] = useState(() => (document.activeElement instanceof HTMLElement && document.activeElement !== document.body ? document.activeElement : null));
  return (event) => {
    event.preventDefault();
    const to = [before, lastBelow?.current ?? null].find((one) => one?.isConnected === true) ?? document.querySelector<HTMLElement>('main');
    to?.focus({ preventScroll: true });
  };
}
