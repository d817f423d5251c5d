/** Evidence of Celery's processes on the host. A process is known by pid + start time; sizes in bytes. */
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { BackendKind, PoolKind } from '#shared/domain/worker.ts';
import type { Piece, Twice } from './evidence.ts';

export type ProcessEvidence = {
  readonly mains: Piece<readonly MainProcess[]>;
  readonly beats: Piece<readonly OneProcess[]>;
  /** Pool children whose main is gone: parent 1 (or a subreaper) and a worker's command line. */
  readonly orphans: Piece<readonly OneProcess[]>;
  /** Flower, celery multi, home-made supervisors (`celery_supervisor.py`) and the like. */
  readonly companions: Piece<readonly OneProcess[]>;
  /** Redis servers on this host. */
  readonly redisServers: Piece<readonly OneProcess[]>;
  readonly zombies: Piece<readonly { readonly pid: number; readonly parent: number; readonly name: string; readonly parentName: string; readonly forS: number | null }[]>;
  /** pid files named on command lines, and whether what they name lives. */
  readonly pidFiles: Piece<readonly { readonly path: string; readonly pid: number | null; readonly isAlive: boolean | null; readonly isCelery: boolean | null; readonly ofPid: number | null }[]>;
  /** False: hidepid or other users' processes; absence then proves nothing. */
  readonly isComplete: boolean;
};

export type OneProcess = {
  readonly pid: number;
  readonly startTicks: number;
  readonly parent: number;
  /** Names up the parent chain, nearest first. */
  readonly parents: readonly { readonly pid: number; readonly name: string; readonly argv: readonly string[] }[];
  readonly upS: number | null;
  /** Passwords in URLs masked. */
  readonly argv: readonly string[];
  readonly cwd: string | null;
  readonly user: string | null;
  readonly uid: number | null;
  readonly stat: Piece<Twice<{ readonly state: string; readonly userTicks: number; readonly systemTicks: number; readonly threads: number; readonly rssPages: number }>>;
  /** As /proc/PID/status names them, sizes in bytes: VmSize, VmHWM, VmRSS, VmSwap, Threads, voluntary_ctxt_switches … */
  readonly status: Piece<Readonly<Record<string, number>>>;
  /** Only names of the list in docs/spec/diagnosis.md leave the Pi; a name that is absent was not set. */
  readonly environ: Piece<Readonly<Record<string, string>>>;
  /** Soft and hard by the kernel's name: `Max open files`, `Max address space` (bytes), `Max processes`; null: unlimited. */
  readonly limits: Piece<Readonly<Record<string, { readonly soft: number | null; readonly hard: number | null }>>>;
  readonly wchan: Piece<string>;
  /** Count of all, and where 0, 1 and 2 lead: `pipe:[123]`, `/var/log/x.log`, `socket:[9]`, `/dev/null`. */
  readonly fds: Piece<{ readonly count: number; readonly standard: readonly (string | null)[]; readonly sockets: number; readonly deleted: readonly string[] }>;
  /** Sonames and paths mapped, without duplicates, at most 400; `deleted`: replaced on disk since. */
  readonly libraries: Piece<readonly { readonly path: string; readonly isDeleted: boolean }[]>;
  readonly cgroup: Piece<{ readonly path: string; readonly memory: Readonly<Record<string, number | null>> | null; readonly events: Readonly<Record<string, number>> | null; readonly pidsCurrent: number | null; readonly pidsMax: number | null }>;
  readonly smaps: Piece<{ readonly pssBytes: number; readonly swapBytes: number; readonly anonBytes: number }>;
  readonly exe: Piece<{ readonly path: string; readonly isDeleted: boolean; readonly elfBits: number | null; readonly machine: string | null }>;
  readonly oomScoreAdj: Piece<number>;
  /** Longest-lived first; only for mains. */
  readonly children: readonly OneProcess[];
};

export type MainProcess = OneProcess & {
  readonly worker: WorkerKey | null;
  /** Node name, said or predicted from the command line. */
  readonly node: string | null;
  readonly backend: { readonly kind: BackendKind; readonly unit: string | null };
  readonly container: string | null;
  readonly innerPid: number;
  /** What its command line asks for; null: not given. */
  readonly asked: AskedOptions;
  /** Versions by distribution name, from the site-packages of its own interpreter: celery, kombu, billiard, redis, numpy, opencv-python … */
  readonly packages: Piece<Readonly<Record<string, string>>>;
  readonly python: Piece<string>;
  readonly sockets: Piece<readonly { readonly localPort: number; readonly remoteHost: string; readonly remotePort: number }[]>;
};

export type AskedOptions = {
  readonly app: string | null;
  readonly pool: PoolKind;
  /** The word after --pool, as it stands there; absent in evidence of older versions. */
  readonly poolSaid?: string | null;
  readonly concurrency: number | null;
  readonly autoscale: { readonly min: number; readonly max: number } | null;
  readonly queues: readonly string[] | null;
  readonly maxTasksPerChild: number | null;
  readonly maxMemoryPerChildKiB: number | null;
  readonly softTimeLimitS: number | null;
  readonly hardTimeLimitS: number | null;
  readonly heartbeatIntervalS: number | null;
  readonly prefetchMultiplier: number | null;
  readonly withoutHeartbeat: boolean;
  readonly withoutGossip: boolean;
  readonly withoutMingle: boolean;
  readonly withEvents: boolean;
  /** `-B`: a beat inside the worker. */
  readonly withBeat: boolean;
  readonly logFile: string | null;
  readonly pidFile: string | null;
  readonly logLevel: string | null;
  readonly stateDb: string | null;
  readonly optimization: string | null;
};
