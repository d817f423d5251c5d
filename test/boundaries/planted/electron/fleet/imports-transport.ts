// plants: oxlint no-restricted-imports
import { a } from '#electron/transport/publish.ts';
export const b = a;
