/**
 * Branded identifiers. Each is a plain string on the wire; the brand stops one being passed for another.
 */
import { z } from 'zod';

const text = z.string().min(1).max(600);

/** One host (a Pi), as configured. Made by the engine, stable across renames. */
export const HostId = text.brand<'HostId'>();
export type HostId = z.infer<typeof HostId>;

/** One broker (a Redis database that Celery uses): the same Redis seen through two hosts is two brokers until proven one. */
export const BrokerId = text.brand<'BrokerId'>();
export type BrokerId = z.infer<typeof BrokerId>;

/** A Celery node name such as `w1@pi3`. Foreign text: may hold quotes, newlines, HTML. */
export const WorkerName = text.brand<'WorkerName'>();
export type WorkerName = z.infer<typeof WorkerName>;

/** One worker in the fleet: unique over all hosts and brokers, stable across restarts of the same node name. */
export const WorkerKey = z.string().min(1).max(1400).brand<'WorkerKey'>();
export type WorkerKey = z.infer<typeof WorkerKey>;

export const QuestionId = text.brand<'QuestionId'>();
export type QuestionId = z.infer<typeof QuestionId>;

export const TaskId = text.brand<'TaskId'>();
export type TaskId = z.infer<typeof TaskId>;
