/** Words: welcome, French. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { welcome as english } from '#renderer/format/i18n/en/welcome.ts';

export const welcome: SameKeys<typeof english> = {
};
