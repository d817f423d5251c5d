// plants: knip exports
export const wanted = 1;
export const unwanted = 2;
