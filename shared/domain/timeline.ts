/**
 * The past of the whole fleet on one time axis, and the fleet as it was at one moment.
 * Must stay true: time nobody watched is a hole, never the verdict before it carried on.
 */
import { z } from 'zod';
import { Alert } from './alert.ts';
import { HostId, WorkerKey } from './ids.ts';
import { Bytes, EpochMs, Percent } from './units.ts';
import { VerdictKind, VerdictReason } from './worker.ts';

/** `lost`: on the list and switched on, but not connected. `off`: switched off by the operator. */
export const HostPresence = z.enum(['connected', 'lost', 'off']);
export type HostPresence = z.infer<typeof HostPresence>;

/** `to` is the end of what was asked for when the span still stands. */
export const VerdictBand = z.object({ from: EpochMs, to: EpochMs, verdict: VerdictKind, reason: VerdictReason });
export type VerdictBand = z.infer<typeof VerdictBand>;
export const PresenceBand = z.object({ from: EpochMs, to: EpochMs, presence: HostPresence });
export type PresenceBand = z.infer<typeof PresenceBand>;

export const TimelineMark = z.object({
  at: EpochMs,
  kind: z.enum(['main-died', 'worker-stopped', 'child-died', 'worker-started', 'host-lost', 'host-back', 'action', 'throttled', 'incident', 'deploy', 'engine-started']),
  host: HostId.nullable(),
  worker: WorkerKey.nullable(),
  /** Foreign text. */
  label: z.string().max(300),
});
export type TimelineMark = z.infer<typeof TimelineMark>;

/** Names are those of the time asked for: hosts and workers that are gone today are still here. */
export const Timeline = z.object({
  from: EpochMs,
  to: EpochMs,
  hosts: z.array(z.object({ host: HostId, name: z.string().max(500), bands: z.array(PresenceBand).max(5000) })).max(2000),
  workers: z.array(z.object({ worker: WorkerKey, name: z.string().max(600), host: HostId.nullable(), bands: z.array(VerdictBand).max(5000) })).max(20_000),
  marks: z.array(TimelineMark).max(20_000),
  alerts: z.array(Alert).max(20_000),
  /** Time the engine itself was not running. */
  unwatched: z.array(z.object({ from: EpochMs, to: EpochMs })).max(5000),
});
export type Timeline = z.infer<typeof Timeline>;

/** The fleet as it was. `isWatched` false: the engine was not running then, and the rest is empty. */
export const FleetMoment = z.object({
  at: EpochMs,
  isWatched: z.boolean(),
  hosts: z.array(z.object({
    host: HostId, name: z.string().max(500), presence: HostPresence,
    cpu: Percent.nullable(), memory: Percent.nullable(), load1: z.number().nullable(), temperatureC: z.number().nullable(),
  })).max(2000),
  workers: z.array(z.object({
    worker: WorkerKey, name: z.string().max(600), host: HostId.nullable(), verdict: VerdictKind, reason: VerdictReason, since: EpochMs,
    rss: Bytes.nullable(), cpu: Percent.nullable(),
  })).max(20_000),
  alerts: z.array(Alert).max(20_000),
});
export type FleetMoment = z.infer<typeof FleetMoment>;
