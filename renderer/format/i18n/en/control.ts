/** Words of the control screen, English: the source of the keys. */
export const control = {
} as const;
