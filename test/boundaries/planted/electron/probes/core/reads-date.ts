// plants: oxlint no-restricted-globals
export const now = (): number => new Date().getTime();
