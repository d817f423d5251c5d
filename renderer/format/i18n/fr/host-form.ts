/** Words of the host form, French. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { hostForm as english } from '#renderer/format/i18n/en/host-form.ts';

export const hostForm: SameKeys<typeof english> = {
};
