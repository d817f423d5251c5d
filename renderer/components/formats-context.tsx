/** The language's formats for every component below: built once a language, never once a cell. */
import type { ReactNode } from 'react';
import { createContext, useContext } from 'react';
import type { Formats } from '#renderer/format/create-formats.ts';

const FormatsContext = createContext<Formats | null>(null);

export function FormatsProvider({ formats, children }: { formats: Formats; children: ReactNode }) {
  return <FormatsContext value={formats}>{children}</FormatsContext>;
}

export function useFormats(): Formats {
  const formats = useContext(FormatsContext);
  if (formats === null) throw new Error('FormatsProvider is missing');
  return formats;
}
