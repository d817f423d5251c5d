/** Words: app, French. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { app as english } from '#renderer/format/i18n/en/app.ts';

export const app: SameKeys<typeof english> = {
};
