// plants: oxlint no-restricted-imports
import { a } from '#electron/fleet/core/x.ts';
export const b = a;
