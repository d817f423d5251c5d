/** Applies language and theme from the engine's settings to everything below; `auto` follows the system. */
import type { ReactNode } from 'react';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { FormatsProvider } from '#renderer/components/formats-context.tsx';
import { WordsProvider } from '#renderer/components/words-context.tsx';
import { createFormats, type Language } from '#renderer/format/create-formats.ts';
import { chooseLanguage, type I18n } from '#renderer/format/i18n/create-words.ts';
import { loadWords } from '#renderer/format/i18n/load-words.ts';
import { useApp } from '#renderer/state/hooks.tsx';
import { applyTheme, keepLook, readLook } from './remembered-look.ts';

/** `first`: the words of the first paint. Others are fetched when they are wanted; until they are here, and if they never come, the old ones stay. */
export function LookProvider({ first, children }: { first: I18n; children: ReactNode }) {
  const settings = useApp((state) => state.replica.engine?.settings ?? null);
  const remembered = useMemo(() => readLook(window.localStorage), []);
  const theme = settings?.theme ?? remembered.theme;
  const systemLanguages = useSyncExternalStore(onLanguageChange, () => navigator.languages.join(','));
  const wanted = chooseLanguage(settings?.language ?? remembered.language, systemLanguages.split(','));
  const [words, setWords] = useState(first);
  const language = words.language as Language;
  const formats = useMemo(() => createFormats(language), [language]);

  useEffect(() => {
    if (words.language === wanted) return undefined;
    let isWanted = true;
    loadWords(wanted).then((spoken) => { if (isWanted) setWords(spoken); }).catch(() => undefined);
    return () => { isWanted = false; };
  }, [wanted, words]);
  useEffect(() => applyTheme(document.documentElement, theme), [theme]);
  useEffect(() => { document.documentElement.lang = language; }, [language]);
  useEffect(() => { if (settings !== null) keepLook(window.localStorage, settings); }, [settings]);

  return <WordsProvider words={words}><FormatsProvider formats={formats}>{children}</FormatsProvider></WordsProvider>;
}

function onLanguageChange(listen: () => void): () => void {
  window.addEventListener('languagechange', listen);
  return () => window.removeEventListener('languagechange', listen);
}
