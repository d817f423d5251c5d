// plants: house disable-reason
// oxlint-disable-next-line eqeqeq
export const same = (a: unknown, b: unknown): boolean => a == b;
