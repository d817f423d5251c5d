/** Words of the questions screen, French. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { questions as english } from '#renderer/format/i18n/en/questions.ts';

export const questions: SameKeys<typeof english> = {
};
