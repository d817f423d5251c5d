// plants: oxlint unused-disable
// oxlint-disable-next-line eqeqeq -- planted: there is nothing to disable
export const one = 1;
