// plants: oxlint no-restricted-imports
import { a } from '#electron/adapters/redis/x.ts';
export const b = a;
