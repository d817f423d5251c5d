/** Words: app, English: the source of the keys. */
export const app = {
} as const;
