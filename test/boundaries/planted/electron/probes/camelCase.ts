// plants: house kebab-case
export const one = 1;
