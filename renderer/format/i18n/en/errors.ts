/** Words: errors, English: the source of the keys. */
export const errors = {
} as const;
