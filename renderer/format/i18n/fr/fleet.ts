/** Words: fleet, French. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { fleet as english } from '#renderer/format/i18n/en/fleet.ts';

export const fleet: SameKeys<typeof english> = {
};
