// plants: oxlint unicorn(no-abusive-eslint-disable)
/* eslint-disable */
export const one = 1;
