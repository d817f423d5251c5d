/** Words of the host form, English: the source of the keys. */
export const hostForm = {
} as const;
