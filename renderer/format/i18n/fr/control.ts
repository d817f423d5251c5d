/** Words of the control screen, French. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { control as english } from '#renderer/format/i18n/en/control.ts';

export const control: SameKeys<typeof english> = {
};
