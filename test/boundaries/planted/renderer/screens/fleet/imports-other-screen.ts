// plants: oxlint no-restricted-imports
import { a } from '#renderer/screens/host/x.ts';
export const b = a;
