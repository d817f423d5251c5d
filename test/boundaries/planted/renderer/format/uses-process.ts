// plants: types glass
export const home = (): unknown => process.env;
