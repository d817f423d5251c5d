// plants: oxlint no-restricted-imports
import { a } from '#electron/adapters/ssh/x.ts';
export const b = a;
