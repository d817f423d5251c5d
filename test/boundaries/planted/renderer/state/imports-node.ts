// plants: oxlint no-restricted-imports
import { readFileSync } from 'node:fs';
export const a = readFileSync;
