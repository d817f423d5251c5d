/** Words of the questions screen, English: the source of the keys. */
export const questions = {
} as const;
