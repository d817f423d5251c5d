// plants: oxlint no-restricted-globals
export const later = (work: () => void): void => void setTimeout(work, 1);
