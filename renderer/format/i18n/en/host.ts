/** Words of the host screen, English: the source of the keys. */
export const host = {
} as const;
