/**
 * Everything the verdict may look at, for one worker, with times. Built by the keeper from observations.
 * A missing proof is null and never counts against the worker.
 */
import type { PoolKind, ProcessState } from '#shared/domain/worker.ts';

export type WorkerEvidence = {
  readonly now: number;
  /** null: this worker was seen on the broker only, its host is not ours. */
  readonly host: {
    readonly isConnected: boolean;
    /** The operator switched it off. */
    readonly isOff: boolean;
    readonly since: number;
    readonly wasEverConnected: boolean;
    /** Last sample's arrival; null before the first. */
    readonly sampledAt: number | null;
    readonly staleAfterMs: number;
    /** False: some processes cannot be seen, so absence proves nothing. */
    readonly seesAll: boolean;
  } | null;
  /** null: no broker known for this worker. */
  readonly broker: { readonly isReady: boolean; readonly since: number } | null;
  readonly process: {
    readonly pid: number;
    readonly startedAt: number | null;
    /** Its start by the engine's clock, never before the end of the one it replaced (a host's boot time is known to a second). */
    readonly bornAt: number;
    readonly at: number;
    readonly state: ProcessState;
    readonly stateSince: number;
    readonly wchan: string | null;
    /** Since when no CPU tick was used. */
    readonly stillSince: number | null;
  } | null;
  /** The main process ended and none took its place. */
  readonly gone: { readonly pid: number; readonly at: number } | null;
  readonly heartbeat: {
    readonly lastAt: number | null;
    readonly intervalS: number;
    readonly offlineAt: number | null;
    /** Started with --without-heartbeat: silence of events proves nothing. */
    readonly isDisabled: boolean;
  };
  readonly reply: { readonly lastAt: number | null; readonly tookMs: number | null; readonly missesInRow: number; readonly lastMissAt: number | null };
  /** From CLIENT LIST: is one of its connections blocked in BRPOP? null waiting: cannot be told. */
  readonly connection: { readonly at: number; readonly isWaiting: boolean | null; readonly notWaitingSince: number | null; readonly count: number | null } | null;
  readonly queue: { readonly at: number; readonly depth: number } | null;
  /** When `processed` last grew. */
  readonly processedMovedAt: number | null;
  readonly activeTasks: number | null;
  /** active + reserved + scheduled, from a list asked for; a full prefetch stops BRPOP rightly. */
  readonly heldTasks: number | null;
  readonly activeQueues: readonly string[] | null;
  readonly pool: PoolKind;
  /** Its name is still in the pidbox binding set, read after `gone`; null: not read since. */
  readonly isBindingLeft: boolean | null;
};
