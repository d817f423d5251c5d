/**
 * Live control of one worker (Celery's remote control) and what each pool really supports.
 * Source: Celery 5.2.6 and 5.5.3 verified live; see docs/spec/celery-control.md.
 */
import { z } from 'zod';
import { TaskId, WorkerKey } from './ids.ts';
import { EpochMs } from './units.ts';

const count = z.number().int().min(1).max(100);

export const ControlAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pool-grow'), by: count }),
  z.object({ kind: z.literal('pool-shrink'), by: count }),
  z.object({ kind: z.literal('autoscale'), min: z.number().int().min(0).max(1000), max: z.number().int().min(1).max(1000) }),
  /** `10/s`, `5/m`, `100/h`, or `0` for no limit. */
  z.object({ kind: z.literal('rate-limit'), task: z.string().min(1).max(500), rate: z.string().regex(/^(0|\d+(\.\d+)?(\/[smh])?)$/) }),
  /** Seconds; null = none. */
  z.object({ kind: z.literal('time-limit'), task: z.string().min(1).max(500), softS: z.number().positive().nullable(), hardS: z.number().positive().nullable() }),
  z.object({ kind: z.literal('add-consumer'), queue: z.string().min(1).max(500) }),
  z.object({ kind: z.literal('cancel-consumer'), queue: z.string().min(1).max(500) }),
  z.object({ kind: z.literal('revoke'), tasks: z.array(TaskId).min(1).max(100), terminate: z.boolean(), signal: z.enum(['SIGTERM', 'SIGKILL']) }),
  z.object({ kind: z.literal('enable-events') }),
  z.object({ kind: z.literal('disable-events') }),
]);
export type ControlAction = z.infer<typeof ControlAction>;
export type ControlKind = ControlAction['kind'];

export const ControlRequest = z.object({ worker: WorkerKey, action: ControlAction });
export type ControlRequest = z.infer<typeof ControlRequest>;

/** `unanswered`: sent, and it may still be carried out later; never repeated by itself. */
export const ControlReceipt = z.object({
  worker: WorkerKey,
  at: EpochMs,
  outcome: z.enum(['done', 'unanswered']),
  /** The worker's own words, cut to 300 characters. */
  said: z.string().max(300),
});
export type ControlReceipt = z.infer<typeof ControlReceipt>;
