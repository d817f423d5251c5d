/** Applies language and theme from the engine's settings to everything below; `auto` follows the system. */
import type { ReactNode } from 'react';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { FormatsProvider } from '#renderer/components/formats-context.tsx';
import { WordsProvider } from '#renderer/components/words-context.tsx';
import { createFormats } from '#renderer/format/create-formats.ts';
import { chooseLanguage, createWords, namespaces } from '#renderer/format/i18n/create-words.ts';
import { useApp } from '#renderer/state/hooks.tsx';
import { applyTheme, keepLook, readLook } from './remembered-look.ts';

export function LookProvider({ children }: { children: ReactNode }) {
  const settings = useApp((state) => state.replica.engine?.settings ?? null);
  const remembered = useMemo(() => readLook(window.localStorage), []);
  const theme = settings?.theme ?? remembered.theme;
  const systemLanguages = useSyncExternalStore(onLanguageChange, () => navigator.languages.join(','));
  const language = chooseLanguage(settings?.language ?? remembered.language, systemLanguages.split(','));
  const words = useMemo(() => createWords(language), [language]);
  const formats = useMemo(() => createFormats(language), [language]);

  useEffect(() => applyTheme(document.documentElement, theme), [theme]);
  useEffect(() => { document.documentElement.lang = language; }, [language]);
  useEffect(() => { if (settings !== null) keepLook(window.localStorage, settings); }, [settings]);

  return <WordsProvider words={words} namespaces={namespaces}><FormatsProvider formats={formats}>{children}</FormatsProvider></WordsProvider>;
}

function onLanguageChange(listen: () => void): () => void {
  window.addEventListener('languagechange', listen);
  return () => window.removeEventListener('languagechange', listen);
}
