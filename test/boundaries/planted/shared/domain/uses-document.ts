// plants: types shared
export const title = (): string => document.title;
