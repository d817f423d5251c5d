/**
 * Numbers with units. `EpochMs` is the engine's wall clock; ages are computed from it, never from a Pi's clock.
 */
import { z } from 'zod';

export const EpochMs = z.number().finite();
export type EpochMs = z.infer<typeof EpochMs>;
export const Milliseconds = z.number().finite();
export type Milliseconds = z.infer<typeof Milliseconds>;
export const Bytes = z.number().finite().nonnegative();
export type Bytes = z.infer<typeof Bytes>;
/** 0..100, or above 100 for a process that uses several cores. */
export const Percent = z.number().finite();
export type Percent = z.infer<typeof Percent>;
