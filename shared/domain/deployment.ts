/**
 * Putting Fleetbeat's supervisor on a Pi, updating it and taking it away: what would change, before anything does.
 * Must stay true: a plan is complete (each file, each command, each worker touched, each refusal); it holds no secret,
 * and it is applied only to the Pi as it was when the plan was made.
 */
import { z } from 'zod';
import { HostId, WorkerKey } from './ids.ts';
import { EpochMs } from './units.ts';

export const DeployPlanId = z.string().min(1).max(100).brand<'DeployPlanId'>();
export type DeployPlanId = z.infer<typeof DeployPlanId>;

/** `auto`: a system unit where sudo allows it, else a user unit where systemd runs one, else a start line. */
export const DeployForm = z.enum(['system-unit', 'user-unit', 'start-line']);
export type DeployForm = z.infer<typeof DeployForm>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const path = z.string().min(1).max(1000);
const word = z.string().max(4000);
export const ProgramName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);
export type ProgramName = z.infer<typeof ProgramName>;

/** Limits of one supervised program; null: the supervisor's own default, which the plan's configuration shows. */
export const ProgramLimits = z.object({
  memoryLimitMb: z.number().int().min(16).max(1_000_000).nullable(),
  stopTimeoutS: z.number().min(1).max(86_400).nullable(),
  /** A running task older than this is revoked and written down for a manual retry. */
  stuckAfterS: z.number().min(10).max(604_800).nullable(),
  recycleAfterTasks: z.number().int().min(1).max(1_000_000).nullable(),
  recycleAboveKiB: z.number().int().min(1024).max(1_000_000_000).nullable(),
  /** Sets one thread each for OpenMP, OpenBLAS and their like, and Malloc's arenas. */
  capsThreads: z.boolean(),
});
export type ProgramLimits = z.infer<typeof ProgramLimits>;

export const DeployProgram = z.discriminatedUnion('kind', [
  /**
   * Like a worker that runs now: its command, folder and environment are read on the Pi and shown masked. `takesOver`: that
   * very process is adopted without being stopped, which a worker that something else restarts does not allow.
   */
  z.object({ kind: z.literal('like-worker'), name: ProgramName, worker: WorkerKey, takesOver: z.boolean(), limits: ProgramLimits }),
  z.object({
    kind: z.literal('written'), name: ProgramName, role: z.enum(['worker', 'beat']),
    command: z.array(word).min(1).max(200), directory: path, environment: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,199}$/), word), limits: ProgramLimits,
  }),
]);
export type DeployProgram = z.infer<typeof DeployProgram>;

/** `programs` null: keep the configuration that is there, or start with none. `directory` null: `.fleetbeat` in the home. */
export const DeployRequest = z.object({ host: HostId, form: DeployForm.nullable(), directory: z.string().max(500).regex(/^\/[A-Za-z0-9_./@+-]+$/).nullable(), programs: z.array(DeployProgram).max(50).nullable() });
export type DeployRequest = z.infer<typeof DeployRequest>;

/** `remove`: only what the plan of a deploy had put there, and what the supervisor wrote itself. */
export const FileChange = z.object({
  path,
  change: z.enum(['create', 'replace', 'remove', 'same']),
  oldSha256: sha256.nullable(),
  newSha256: sha256.nullable(),
  /** As `0600`. */
  oldMode: z.string().max(6).nullable(),
  newMode: z.string().max(6).nullable(),
  bytes: z.number().int().nonnegative(),
  /** Unified; values of secret names and passwords in addresses are masked. Empty when nothing changes. */
  diff: z.string().max(200_000),
  isDiffCut: z.boolean(),
  needsRoot: z.boolean(),
});
export type FileChange = z.infer<typeof FileChange>;

/** In the order they run. `why` is a word of ours, not of the Pi. */
export const PlannedCommand = z.object({
  text: z.string().max(2000),
  needsRoot: z.boolean(),
  why: z.enum(['make-folder', 'check-config', 'reload-systemd', 'enable-unit', 'start-supervisor', 'update-in-place', 'stop-supervisor', 'disable-unit', 'remove-files', 'enable-linger', 'adopt-worker']),
});
export type PlannedCommand = z.infer<typeof PlannedCommand>;

/** What happens to a worker: `keeps-running` and `adopted` never stop it. */
export const PlannedWorker = z.object({ program: z.string().max(200), pid: z.number().int().nullable(), effect: z.enum(['starts', 'keeps-running', 'adopted', 'restarts', 'stops', 'left-alone']) });
export type PlannedWorker = z.infer<typeof PlannedWorker>;

/** Why a plan cannot be applied. `about` is foreign text: a path, a version, a unit. */
export const DeployRefusal = z.object({
  because: z.enum([
    'no-python', 'python-too-old', 'no-space', 'folder-not-writable', 'folder-not-ours', 'no-sudo', 'no-user-systemd', 'unit-not-ours', 'config-invalid', 'program-not-startable',
    'worker-not-running', 'worker-in-container', 'worker-supervised', 'worker-not-yours', 'environment-not-readable', 'newer-installed', 'not-installed', 'file-changed-by-hand',
  ]),
  about: z.string().max(500),
});
export type DeployRefusal = z.infer<typeof DeployRefusal>;

export const DeployAdvice = z.object({ kind: z.enum(['linger', 'start-at-boot', 'no-memory-control', 'log-in-memory', 'same-node-name', 'stop-timeout-short', 'python-untested']), about: z.string().max(1000) });
export type DeployAdvice = z.infer<typeof DeployAdvice>;

export const DeployPlan = z.object({
  id: DeployPlanId,
  host: HostId,
  kind: z.enum(['deploy', 'update', 'remove']),
  madeAt: EpochMs,
  /** Until then it may be applied. */
  validUntil: EpochMs,
  directory: path,
  form: DeployForm,
  python: z.object({ path, version: z.string().max(40) }).nullable(),
  installedVersion: z.string().max(40).nullable(),
  newVersion: z.string().max(40).nullable(),
  freeBytes: z.number().nonnegative().nullable(),
  neededBytes: z.number().nonnegative(),
  files: z.array(FileChange).max(200),
  unit: z.object({ name: z.string().max(200), path, text: z.string().max(20_000) }).nullable(),
  /** How it is started where no systemd does it. */
  startLine: z.string().max(2000).nullable(),
  commands: z.array(PlannedCommand).max(50),
  workers: z.array(PlannedWorker).max(200),
  /** Empty: it may be applied. */
  refused: z.array(DeployRefusal).max(50),
  advice: z.array(DeployAdvice).max(50),
});
export type DeployPlan = z.infer<typeof DeployPlan>;
