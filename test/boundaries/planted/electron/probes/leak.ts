// plants: nothing
export const leak = 1;
