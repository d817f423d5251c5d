/** Words: fleet, English: the source of the keys. */
export const fleet = {
} as const;
