/**
 * What supervises a worker, what may be done to it, and what doing it would cost. Source of every rule: docs/spec/supervision.md.
 * Must stay true: what the account may not do is said before the click; a figure nobody could read is null.
 */
import { z } from 'zod';
import { SupervisionRefusal } from '#shared/errors.ts';
import { HostId, TaskId, WorkerKey, WorkerName } from './ids.ts';
import { OperationId } from './operation.ts';
import { EpochMs, Milliseconds } from './units.ts';

export const SupervisionVerb = z.enum(['start', 'stop', 'restart', 'pause-intake', 'resume-intake', 'drain']);
export type SupervisionVerb = z.infer<typeof SupervisionVerb>;

export const SupervisionKind = z.enum(['systemd-system', 'systemd-user', 'supervisord', 'docker', 'compose', 'fleetbeat-supervisor', 'celery-supervisor-py', 'plain', 'unknown']);
export type SupervisionKind = z.infer<typeof SupervisionKind>;

/** One layer around the main process. All names are foreign text. */
export const SupervisionLayer = z.object({
  kind: SupervisionKind,
  /** Unit, `group:program`, container or service name, script; empty when it has none. */
  name: z.string().max(600),
  foundBy: z.enum(['cgroup', 'environment', 'parent', 'labels', 'socket', 'command-line', 'remembered']),
});
export type SupervisionLayer = z.infer<typeof SupervisionLayer>;

export const SupervisionBackendView = z.object({
  kind: SupervisionKind,
  name: z.string().max(600),
  /** Outermost first; the last one owns the main process and is the one acted on. */
  layers: z.array(SupervisionLayer).max(8),
  /** It starts the worker again by itself after a clean exit; null: not known. */
  restartsByItself: z.boolean().nullable(),
  /** After its own stop signal it waits so long before KILL; null: not known or never. */
  killsAfterMs: Milliseconds.nullable(),
  /** Its stop signal reaches the pool's children too, which ends running tasks; null: not known. */
  signalsChildren: z.boolean().nullable(),
  /** Other Celery mains that stopping it ends as well (beat, a second worker), as text for people. */
  alsoStops: z.array(z.string().max(300)).max(50),
  user: z.string().max(100).nullable(),
});
export type SupervisionBackendView = z.infer<typeof SupervisionBackendView>;

export const RefusalReason = SupervisionRefusal;
export type RefusalReason = SupervisionRefusal;

/** What the operator can grant on the host to be allowed. `file` null: commands to run, not a file to write. */
export const Grant = z.object({ file: z.string().max(200).nullable(), lines: z.array(z.string().max(1000)).max(40) });
export type Grant = z.infer<typeof Grant>;

export const Ability = z.object({
  verb: SupervisionVerb,
  isAllowed: z.boolean(),
  /** null when allowed. */
  because: RefusalReason.nullable(),
  /** Foreign text that goes with the reason: a unit, a user. */
  about: z.string().max(300),
  grant: Grant.nullable(),
});
export type Ability = z.infer<typeof Ability>;

/** Which rungs of the stop ladder can be climbed here: signals to the main process alone. */
export const LadderRung = z.enum(['pause-intake', 'warm', 'backend', 'cold', 'kill']);
export type LadderRung = z.infer<typeof LadderRung>;

export const Supervision = z.object({
  worker: WorkerKey,
  at: EpochMs,
  backend: SupervisionBackendView,
  /** As the backend itself says, in its own words (`active (running)`, `RUNNING`, `Up`); empty when not asked. */
  status: z.string().max(300),
  process: z.object({ pid: z.number().int(), startTicks: z.number(), bootId: z.string().max(100) }).nullable(),
  abilities: z.array(Ability).max(20),
  rungs: z.array(LadderRung).max(10),
  /** Who holds the worker at this moment, and until when at the latest; null: nobody. */
  lockedBy: z.object({ who: z.string().max(300), until: EpochMs }).nullable(),
});
export type Supervision = z.infer<typeof Supervision>;

export const StopLadder = z.object({
  /** Longest wait at each rung. */
  idleMs: z.number().int().min(0).max(86_400_000),
  warmMs: z.number().int().min(0).max(86_400_000),
  coldMs: z.number().int().min(0).max(3_600_000),
  /** May QUIT be sent when warm did not do? Running acks-late tasks then go back to the queue, acks-early ones are lost. */
  cold: z.enum(['ask', 'allow', 'never']),
  kill: z.enum(['ask', 'never']),
  pauseFirst: z.boolean(),
});
export type StopLadder = z.infer<typeof StopLadder>;
export const defaultLadder: StopLadder = { idleMs: 60_000, warmMs: 120_000, coldMs: 30_000, cold: 'ask', kill: 'ask', pauseFirst: true };

export const Rolling = z.object({
  /** So many workers first, alone; the rest only after they are verified. 0: no canary. */
  canary: z.number().int().min(0).max(100),
  batch: z.number().int().min(1).max(100),
  stopAtFirstFailure: z.boolean(),
  /** Between two batches. */
  pauseMs: z.number().int().min(0).max(3_600_000),
});
export type Rolling = z.infer<typeof Rolling>;
export const defaultRolling: Rolling = { canary: 1, batch: 1, stopAtFirstFailure: true, pauseMs: 0 };

export const SupervisionOptions = z.object({ ladder: StopLadder, rolling: Rolling, verifyMs: z.number().int().min(1_000).max(3_600_000) });
export type SupervisionOptions = z.infer<typeof SupervisionOptions>;
export const defaultSupervisionOptions: SupervisionOptions = { ladder: defaultLadder, rolling: defaultRolling, verifyMs: 60_000 };

/** What becomes of a task when the worker is stopped by the ladder's gentle part, and what if it must be forced. */
export const TaskFate = z.enum(['finishes', 'goes-back', 'is-lost', 'runs-twice', 'unknown']);
export type TaskFate = z.infer<typeof TaskFate>;

export const PreviewTask = z.object({
  id: TaskId,
  name: z.string().max(500),
  phase: z.enum(['running', 'reserved']),
  runningMs: Milliseconds.nullable(),
  /** null: neither the broker nor the worker showed which. */
  acksLate: z.boolean().nullable(),
  ifWarm: TaskFate,
  ifForced: TaskFate,
});
export type PreviewTask = z.infer<typeof PreviewTask>;

export const PreviewWarning = z.enum([
  'tasks-unknown', 'remap-sigterm', 'backend-kills-before-warm', 'backend-signals-children', 'only-backend-stop', 'restarts-by-itself', 'also-stops-others',
  'last-consumer', 'broker-not-connected', 'solo-answers-late', 'acks-unknown', 'restart-budget', 'output-on-terminal', 'start-not-tried', 'no-verification-by-broker',
]);
export type PreviewWarning = z.infer<typeof PreviewWarning>;

export const WorkerPreview = z.object({
  worker: WorkerKey,
  name: WorkerName,
  host: HostId.nullable(),
  backend: SupervisionBackendView.nullable(),
  ability: Ability,
  process: z.object({ pid: z.number().int(), startTicks: z.number(), bootId: z.string().max(100) }).nullable(),
  /** Running and reserved; null: the worker did not answer, so nobody knows. */
  tasks: z.array(PreviewTask).max(1000).nullable(),
  /** Tasks beyond the list. */
  moreTasks: z.number().int().min(0),
  /** After it, messages of a worker that was killed come back; null: not known. */
  visibilityTimeoutS: z.number().nullable(),
  queuesWithoutConsumer: z.array(z.string().max(500)).max(500),
  rungs: z.array(LadderRung).max(10),
  /** How long it should take; null ends: cannot be said. */
  expectedMs: z.object({ least: Milliseconds.nullable(), most: Milliseconds.nullable() }),
  warnings: z.array(PreviewWarning).max(20),
  lockedBy: z.object({ who: z.string().max(300), until: EpochMs }).nullable(),
});
export type WorkerPreview = z.infer<typeof WorkerPreview>;

export const PreviewId = z.string().min(1).max(100).brand<'PreviewId'>();
export type PreviewId = z.infer<typeof PreviewId>;

export const PreviewRequest = z.object({ verb: SupervisionVerb, workers: z.array(WorkerKey).min(1).max(200), options: SupervisionOptions.optional() });
export type PreviewRequest = z.infer<typeof PreviewRequest>;

export const Preview = z.object({
  id: PreviewId,
  verb: SupervisionVerb,
  at: EpochMs,
  /** A run that names this preview later than this is refused. */
  until: EpochMs,
  options: SupervisionOptions,
  workers: z.array(WorkerPreview).max(200),
  /** Every one that may not be done is in `workers` with its reason; true when at least one may. */
  canRun: z.boolean(),
});
export type Preview = z.infer<typeof Preview>;

/** `preview` null: without one (a script that says --yes). With one, a worker whose process changed since is refused. */
export const RunRequest = z.object({ verb: SupervisionVerb, workers: z.array(WorkerKey).min(1).max(200), options: SupervisionOptions.optional(), preview: PreviewId.nullable() });
export type RunRequest = z.infer<typeof RunRequest>;

export const RunAnswer = z.object({ operation: OperationId });
