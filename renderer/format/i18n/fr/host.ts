/** Words of the host screen, French. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { host as english } from '#renderer/format/i18n/en/host.ts';

export const host: SameKeys<typeof english> = {
};
