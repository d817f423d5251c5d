/** Words: errors, French. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { errors as english } from '#renderer/format/i18n/en/errors.ts';

export const errors: SameKeys<typeof english> = {
};
