// plants: types pure
export const home = (): unknown => process.env;
