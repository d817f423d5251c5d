/** Words: verdicts, English: the source of the keys. */
export const verdicts = {
} as const;
