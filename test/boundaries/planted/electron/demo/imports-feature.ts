// plants: oxlint no-restricted-imports
import { a } from '#electron/probes/core/x.ts';
export const b = a;
