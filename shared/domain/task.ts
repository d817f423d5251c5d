/**
 * Tasks as Celery reports them. Names, args and results are foreign text, cut to the stated length.
 */
import { z } from 'zod';
import { TaskId, WorkerKey } from './ids.ts';
import { EpochMs, Milliseconds } from './units.ts';

export const TaskState = z.enum(['active', 'reserved', 'scheduled', 'received', 'started', 'succeeded', 'failed', 'retried', 'revoked', 'rejected']);
export type TaskState = z.infer<typeof TaskState>;

export const TaskView = z.object({
  id: TaskId,
  name: z.string().max(500).nullable(),
  state: TaskState,
  /** Cut to 300 characters; a Python repr, maybe truncated by Celery itself. */
  args: z.string().max(300).nullable(),
  kwargs: z.string().max(300).nullable(),
  startedAt: EpochMs.nullable(),
  /** Due time of a scheduled task. */
  eta: EpochMs.nullable(),
  runtimeMs: Milliseconds.nullable(),
  queue: z.string().max(500).nullable(),
  childPid: z.number().int().nullable(),
  acknowledged: z.boolean().nullable(),
  redelivered: z.boolean().nullable(),
  /** Exception of a failure, cut to 300 characters. */
  problem: z.string().max(300).nullable(),
  seenAt: EpochMs,
});
export type TaskView = z.infer<typeof TaskView>;

/** Lists are cut to 200 each; `total` says how many there were. */
export const TaskList = z.object({ total: z.number().int(), tasks: z.array(TaskView).max(200) });
export type TaskList = z.infer<typeof TaskList>;

export const WorkerTasks = z.object({
  worker: WorkerKey,
  at: EpochMs,
  /** The worker answered this time; otherwise the lists are the last known, or null when never known. */
  answered: z.boolean(),
  active: TaskList.nullable(),
  reserved: TaskList.nullable(),
  scheduled: TaskList.nullable(),
  /** From task events, newest first; null while task events are off. */
  recent: TaskList.nullable(),
});
export type WorkerTasks = z.infer<typeof WorkerTasks>;
