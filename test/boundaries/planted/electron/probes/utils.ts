// plants: house banned-name
export const one = 1;
