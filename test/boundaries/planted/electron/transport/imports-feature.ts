// plants: oxlint no-restricted-imports
import { a } from '#electron/fleet/x.ts';
export const b = a;
