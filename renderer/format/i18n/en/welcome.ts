/** Words: welcome, English: the source of the keys. */
export const welcome = {
} as const;
