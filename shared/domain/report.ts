/** What happened in a day, as sentences a face can say in its own language: a code, its figures, and whom it is about. */
import { z } from 'zod';
import { Severity } from './alert.ts';
import { HostId, WorkerKey } from './ids.ts';
import { EpochMs } from './units.ts';

/** `2026-11-21` by the clock of the engine's machine. */
export const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export type Day = z.infer<typeof Day>;

/**
 * Params by code. all-well: workers, hosts. nothing-watched: -. partly-watched: hours, outOfHours. alerts-fired: count, critical. alert-often: rule, count.
 * worker-down: verdict, minutes, times. worker-restarted: count. child-deaths: count. host-lost: times, minutes. broker-lost: times, minutes, name.
 * under-voltage: times. still-open: rule, hours. new-worker / new-host: -.
 */
export const ReportCode = z.enum([
  'all-well', 'nothing-watched', 'partly-watched', 'alerts-fired', 'alert-often', 'worker-down', 'worker-restarted', 'child-deaths',
  'host-lost', 'broker-lost', 'under-voltage', 'still-open', 'new-worker', 'new-host',
]);
export type ReportCode = z.infer<typeof ReportCode>;

export const ReportSentence = z.object({
  code: ReportCode,
  severity: Severity,
  host: HostId.nullable(),
  worker: WorkerKey.nullable(),
  /** Its name at that time; foreign text. Empty when the sentence is about the fleet. */
  name: z.string().max(600),
  params: z.record(z.string(), z.union([z.string().max(600), z.number()])),
});
export type ReportSentence = z.infer<typeof ReportSentence>;

export const DayReport = z.object({
  from: EpochMs,
  to: EpochMs,
  /** Share of the time the engine was running, 0..1. */
  watched: z.number().min(0).max(1),
  hosts: z.number().int().nonnegative(),
  workers: z.number().int().nonnegative(),
  /** Share of watched worker time spent working, idle or busy, 0..1; null when nothing was watched. */
  wellShare: z.number().min(0).max(1).nullable(),
  /** The gravest first. */
  sentences: z.array(ReportSentence).max(500),
});
export type DayReport = z.infer<typeof DayReport>;
