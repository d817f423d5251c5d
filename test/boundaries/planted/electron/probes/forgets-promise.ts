// plants: oxlint typescript(no-floating-promises)
export const go = (work: () => Promise<void>): void => {
  work();
};
