// plants: oxlint no-restricted-imports
import { a } from '#test/fakes/x.ts';
export const b = a;
