/**
 * Fixes: changes that the panel makes beside the user's files, verifies, and takes back. Source of every rule: docs/spec/fixes.md.
 * Must stay true: a plan holds all that would change, before anything does; files of the user's are never among it.
 */
import { z } from 'zod';
import { FindingArgs, FixRef } from './finding.ts';
import { HostId, WorkerKey } from './ids.ts';
import { EpochMs, Milliseconds } from './units.ts';
import { PoolKind } from './worker.ts';

/** As it is called on the Pi too: a folder and a systemd timer bear this name. */
export const FixId = z.string().regex(/^[a-z0-9][a-z0-9-]{1,79}$/).brand<'FixId'>();
export type FixId = z.infer<typeof FixId>;
export const FixPlanId = z.string().min(1).max(100).brand<'FixPlanId'>();
export type FixPlanId = z.infer<typeof FixPlanId>;

export const FixRequest = z.object({ host: HostId, worker: WorkerKey.nullable(), fix: FixRef });
export type FixRequest = z.infer<typeof FixRequest>;

/**
 * `file`: a drop-in of ours, whole. `flag`, `environment`: of the worker, at exec time. `redis`: a value of its configuration.
 * `kernel`, `system`: a setting of the host. `pool`: the size of the pool, live. `does` names a sentence of shared/fix-words.
 */
export const FixChange = z.object({
  kind: z.enum(['file', 'flag', 'environment', 'redis', 'kernel', 'system', 'pool']),
  what: z.string().max(600),
  /** null: it is not set. */
  before: z.string().max(20_000).nullable(),
  after: z.string().max(20_000).nullable(),
  does: z.string().max(60).nullable(),
  args: FindingArgs,
});
export type FixChange = z.infer<typeof FixChange>;

/** Why nothing can be applied here; each has a sentence in shared/fix-words. */
export const FixRefusal = z.enum([
  'unknown-fix', 'host-away', 'worker-away', 'broker-away', 'needs-root', 'no-python', 'no-systemd', 'not-a-systemd-unit', 'no-include', 'group-of-several', 'compose-own-override', 'compose-other-files', 'compose-elsewhere', 'compose-several', 'compose-shared', 'compose-absent', 'compose-changed', 'compose-not-writable', 'secret-in-line', 'unit-not-simple', 'other-drop-in', 'nothing-to-change', 'value-unknown', 'pool-ignores-it', 'cannot-look', 'redis-refuses',
]);
export type FixRefusal = z.infer<typeof FixRefusal>;

/**
 * One value of the field report that a profile comes from. `effect`: what the plan does with it; `elsewhere`: sound or mended, but
 * not by this fix. `reportedActs`: whether the report's value would do anything in the pool that runs now; null: not said there.
 */
export const ReportRow = z.object({
  name: z.string().max(100),
  reported: z.string().max(200).nullable(),
  now: z.string().max(600).nullable(),
  proposed: z.string().max(200).nullable(),
  effect: z.enum(['acts', 'same-already', 'left-out', 'elsewhere']),
  pool: PoolKind,
  reportedActs: z.boolean().nullable(),
});
export type ReportRow = z.infer<typeof ReportRow>;

export const FixPlan = z.object({
  id: FixPlanId,
  at: EpochMs,
  until: EpochMs,
  host: HostId,
  worker: WorkerKey.nullable(),
  fix: FixRef,
  changes: z.array(FixChange).max(40),
  /** Of a profile: the report's values beside ours. */
  report: z.array(ReportRow).max(40),
  /** Commands that will be run, for the eye: never parsed. */
  commands: z.array(z.string().max(600)).max(40),
  /** The worker that is restarted by it. */
  restarts: WorkerKey.nullable(),
  /** Its container is made anew by Compose: what was written in it, outside volumes, goes with the old one, which is killed after so long. */
  remakes: z.object({ service: z.string().max(200), killsAfterMs: Milliseconds }).nullable(),
  /** Without a proof that all is well it is taken back by itself after this long, also when nobody is connected. null: nothing to prove. */
  provingMs: Milliseconds.nullable(),
  /** Undone at the host's or Redis' next start. */
  isLasting: z.boolean(),
  /** `byHand`: what to merge into the user's own file to the same end; null: not known. */
  refused: z.object({ because: FixRefusal, about: z.string().max(300), byHand: z.string().max(20_000).nullable() }).nullable(),
});
export type FixPlan = z.infer<typeof FixPlan>;

export const FixState = z.enum(['proving', 'in-force', 'rolled-back', 'rolled-back-by-itself', 'failed']);
export type FixState = z.infer<typeof FixState>;

/** As the host itself keeps it: another panel sees the same. Names are foreign text. */
export const AppliedFix = z.object({
  id: FixId,
  host: HostId,
  fix: z.string().max(60),
  label: z.string().max(600),
  worker: WorkerKey.nullable(),
  who: z.string().max(300),
  /** Host's clock. */
  at: EpochMs,
  state: FixState,
  deadline: EpochMs.nullable(),
  endedAt: EpochMs.nullable(),
  changes: z.array(FixChange).max(40),
  /** Files that somebody changed since: they were left as they are. */
  left: z.array(z.string().max(600)).max(40),
});
export type AppliedFix = z.infer<typeof AppliedFix>;

/** Changes one worker: there is no plan without naming it. The others concern a host, a unit or a Redis. */
export const isOfWorker = (fix: string): boolean => /^(?:worker|profile)-|^(?:thread-caps|pool-shrink|program-stop-settings|compose-grace-period)$/.test(fix);

const composeFile = /\/(?:docker-)?compose\.override\.ya?ml$/;
/** Its way back restarts the worker. */
export const isBackRestart = ({ worker, changes }: Pick<AppliedFix, 'worker' | 'changes'>): boolean => worker !== null && changes.some(({ kind, what }) => kind === 'flag' || kind === 'environment' || (kind === 'file' && (what.includes('/zz-fleetbeat-') || composeFile.test(what))));
/** Its way back makes the worker's container anew. */
export const isBackRemake = ({ changes }: Pick<AppliedFix, 'changes'>): boolean => changes.some(({ kind, what }) => kind === 'file' && composeFile.test(what));
