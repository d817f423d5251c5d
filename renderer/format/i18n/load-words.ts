/** The words of one language, fetched when it is first spoken: the first paint waits for no other. */
import type { Language } from '#renderer/format/create-formats.ts';
import { createWords, type I18n } from './create-words.ts';

export async function loadWords(language: Language): Promise<I18n> {
  return createWords(language, language === 'fr' ? (await import('./french.ts')).french : (await import('./english.ts')).english);
}
