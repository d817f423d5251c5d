/**
 * The translate function of one namespace, made once a language. For what stands in hundreds of rows: the library's
 * own hook subscribes in every component, which costs more than the row itself.
 */
import type { ReactNode } from 'react';
import { createContext, useContext, useMemo } from 'react';
import { I18nextProvider } from 'react-i18next';
import type { I18n, TFunction } from '#renderer/format/i18n/create-words.ts';
import type { Namespace } from '#renderer/format/i18n/english.ts';

type AllWords = { readonly [N in Namespace]: TFunction<N> };
const WordsContext = createContext<AllWords | null>(null);

/** `words` is a new instance for a new language. */
export function WordsProvider({ words, children }: { words: I18n; children: ReactNode }) {
  const value = useMemo(() => Object.fromEntries(([words.options.ns ?? []].flat() as readonly Namespace[]).map((namespace) => [namespace, words.getFixedT(words.language, namespace)])) as unknown as AllWords, [words]);
  return <WordsContext value={value}><I18nextProvider i18n={words}>{children}</I18nextProvider></WordsContext>;
}

export function useWords<N extends Namespace>(namespace: N): AllWords[N] {
  const words = useContext(WordsContext);
  if (words === null) throw new Error('WordsProvider is missing');
  return words[namespace];
}
