// plants: oxlint no-restricted-imports
import { a } from '#electron/ports/clock.ts';
export const b = a;
