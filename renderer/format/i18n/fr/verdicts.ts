/** Words: verdicts, French. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { verdicts as english } from '#renderer/format/i18n/en/verdicts.ts';

export const verdicts: SameKeys<typeof english> = {
};
