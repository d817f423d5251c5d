// plants: oxlint no-restricted-imports
import type { Clock } from '#electron/ports/clock.ts';
export type A = Clock;
