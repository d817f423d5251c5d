/** The words of one language without waiting for them. */
import type { Language } from '#renderer/format/create-formats.ts';
import { createWords, type I18n } from '#renderer/format/i18n/create-words.ts';
import { english } from '#renderer/format/i18n/english.ts';
import { french } from '#renderer/format/i18n/french.ts';

export const makeWords = (language: Language): I18n => createWords(language, language === 'fr' ? french : english);
