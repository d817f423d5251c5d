/** Words: settings, English: the source of the keys. */
export const settings = {
} as const;
