/**
 * One i18next instance per window (or test). Values are not escaped here because React escapes; foreign text
 * must go through isolateForeign before it enters a sentence.
 */
import type { i18n } from 'i18next';
import i18next from 'i18next';
import type { Language } from '#renderer/format/create-formats.ts';
import type { Namespace } from './english.ts';
import type { Texts } from './texts.ts';

export type { i18n as I18n, TFunction } from 'i18next';

export function createWords(language: Language, texts: Texts): i18n {
  const words = i18next.createInstance();
  void words.init({
    lng: language,
    fallbackLng: false,
    supportedLngs: ['en', 'fr'],
    ns: Object.keys(texts) as Namespace[],
    defaultNS: 'app',
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: { [language]: language === 'fr' ? withMany(texts) : texts },
  });
  return words;
}

/** French has a third plural for round millions; it reads like the second. */
function withMany<T extends object>(tree: T): T {
  const entries = Object.entries(tree).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
    if (typeof value === 'object' && value !== null) return [[key, withMany(value)]];
    return key.endsWith('_other') ? [[key, value], [key.replace(/_other$/, '_many'), value]] : [[key, value]];
  });
  return Object.fromEntries(entries) as T;
}

/** `auto` follows the system's first preferred language that we speak. */
export function chooseLanguage(setting: 'auto' | Language, preferred: readonly string[]): Language {
  if (setting !== 'auto') return setting;
  for (const one of preferred) {
    if (one.toLowerCase().startsWith('fr')) return 'fr';
    if (one.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}
