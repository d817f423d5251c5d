// plants: oxlint typescript(no-misused-promises)
export const go = (ask: () => Promise<boolean>): number => (ask() ? 1 : 2);
