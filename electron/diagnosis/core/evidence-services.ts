/** Evidence of what supervises: Docker, systemd, supervisord. Names and texts are foreign. */
import type { Piece } from './evidence.ts';

export type ContainerFact = {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: string;
  /** `healthy`, `unhealthy`, `starting`; null: no health check. */
  readonly health: string | null;
  readonly healthCheck: { readonly test: readonly string[]; readonly intervalS: number; readonly timeoutS: number; readonly startPeriodS: number; readonly retries: number } | null;
  readonly failingStreak: number | null;
  readonly restartCount: number;
  readonly isRestarting: boolean;
  readonly oomKilled: boolean;
  readonly exitCode: number | null;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  readonly pid: number;
  readonly command: readonly string[];
  readonly hasInit: boolean | null;
  readonly restartPolicy: string;
  readonly memoryBytes: number;
  readonly memorySwapBytes: number;
  readonly nanoCpus: number;
  readonly pidsLimit: number | null;
  readonly stopTimeoutS: number | null;
  readonly stopSignal: string | null;
  readonly logDriver: string;
  readonly logOptions: Readonly<Record<string, string>>;
  readonly architecture: string | null;
  readonly ports: readonly { readonly address: string; readonly port: number; readonly inner: number; readonly protocol: string }[];
  readonly networkMode: string;
  readonly composeProject: string | null;
  readonly composeService: string | null;
  readonly composeFiles: readonly string[];
  readonly composeDir: string | null;
  /** Runs Celery or Redis, by its command, image or processes. */
  readonly isOurs: boolean;
};

export type DockerEvidence = {
  readonly version: Piece<{ readonly server: string; readonly api: string }>;
  /** Memory limit support, cgroup driver and version, storage driver, its own warnings. */
  readonly daemon: Piece<{ readonly memoryLimit: boolean; readonly swapLimit: boolean; readonly cgroupVersion: string; readonly cgroupDriver: string; readonly storageDriver: string; readonly loggingDriver: string; readonly architecture: string; readonly warnings: readonly string[]; readonly liveRestore: boolean }>;
  readonly containers: Piece<readonly ContainerFact[]>;
};

export type UnitFact = {
  readonly name: string;
  readonly isUserUnit: boolean;
  /** Every property that was asked, as systemctl prints it: ActiveState, SubState, Result, NRestarts, MemoryMax, OOMPolicy, KillMode, Restart … */
  readonly properties: Readonly<Record<string, string>>;
  readonly startedAtMs: number | null;
  readonly environmentFiles: readonly string[];
  /** Holds a worker, beat, Redis, supervisord or Docker, and which. */
  readonly role: 'worker' | 'beat' | 'redis' | 'supervisord' | 'docker' | 'other';
  readonly pids: readonly number[];
};

export type SystemdEvidence = {
  readonly version: Piece<string>;
  /** Units that hold Celery, Redis, supervisord or Docker. */
  readonly units: Piece<readonly UnitFact[]>;
  /** All failed units of the system. */
  readonly failed: Piece<readonly { readonly name: string; readonly description: string }[]>;
  /** Of the account that runs user units. */
  readonly linger: Piece<boolean>;
  /** starting, running, degraded … */
  readonly systemState: Piece<string>;
  /** Journal lines of units of ours about starts, limits and kills in the last day, newest last. */
  readonly unitLines: Piece<readonly { readonly unit: string; readonly atMs: number; readonly text: string }[]>;
};

export type ProgramFact = { readonly name: string; readonly group: string; readonly state: string; readonly pid: number; readonly exitStatus: number | null; readonly spawnError: string; readonly startedAtMs: number | null; readonly stoppedAtMs: number | null; readonly description: string; readonly logFile: string | null };

export type SupervisordEvidence = {
  /** supervisord processes and their configuration files. */
  readonly daemons: Piece<readonly { readonly pid: number; readonly configPath: string | null; readonly version: string | null; readonly state: string | null }[]>;
  readonly programs: Piece<readonly ProgramFact[]>;
  /** Options by `program:x` section, from the configuration files where they may be read; includes followed. */
  readonly config: Piece<Readonly<Record<string, Readonly<Record<string, string>>>>>;
  /** Ends and starts by program in the last day, from its own log. */
  readonly flaps: Piece<Readonly<Record<string, { readonly exited: number; readonly spawned: number; readonly signals: number; readonly gaveUp: number; readonly lastAtMs: number | null }>>>;
};
