// plants: knip files
export const nobodyWantsMe = 1;
