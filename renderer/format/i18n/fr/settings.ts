/** Words: settings, French. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { settings as english } from '#renderer/format/i18n/en/settings.ts';

export const settings: SameKeys<typeof english> = {
};
