/**
 * What the probes say about a host. Facts only: no verdict is made here.
 * `at` is engine time (Clock.now) of the answer's arrival.
 */
import type { HostIdentity, HostNote, HostSample, WatchCost } from '#shared/domain/host.ts';
import type { BackendKind, PoolKind, ProcessState } from '#shared/domain/worker.ts';

export type ProcessId = { readonly pid: number; readonly startTicks: number };

/** A hint where this worker's broker is, best first. URLs may hold a password: never log, never send to a window. */
export type BrokerHint =
  | { readonly from: 'command-line' | 'environment'; readonly name: string; readonly url: string }
  /** An established connection of the worker's, from its own /proc/PID/net/tcp and fds. */
  | { readonly from: 'connection'; readonly host: string; readonly port: number }
  /** Nothing readable: the default of a local Redis is worth one PING. */
  | { readonly from: 'default'; readonly host: string; readonly port: number };

export type CeleryMain = ProcessId & {
  /** pid as the worker sees itself (last of NSpid); equal to pid outside containers. */
  readonly innerPid: number;
  readonly startedAt: number | null;
  readonly user: string | null;
  /** Passwords in URLs masked. */
  readonly argv: readonly string[];
  readonly cwd: string | null;
  /** Node name from -n/--hostname with %h %n %d filled in, `celery@host` by default; null when it cannot be known. */
  readonly predictedName: string | null;
  readonly pool: PoolKind;
  readonly concurrency: number | null;
  readonly autoscale: { readonly min: number; readonly max: number } | null;
  readonly queues: readonly string[] | null;
  /** --without-heartbeat given. */
  readonly withoutHeartbeat: boolean;
  readonly maxTasksPerChild: number | null;
  readonly maxMemoryPerChildKiB: number | null;
  readonly softTimeLimitS: number | null;
  readonly hardTimeLimitS: number | null;
  readonly app: string | null;
  readonly container: string | null;
  readonly backend: { readonly kind: BackendKind; readonly unit: string | null };
  readonly brokerHints: readonly BrokerHint[];
  /** Local ports of its established TCP connections with their far ends; null when not readable. */
  readonly sockets: readonly { readonly localPort: number; readonly remoteHost: string; readonly remotePort: number }[] | null;
  /** stdout or stderr is a pipe; null when not readable. */
  readonly hasPipeOutput: boolean | null;
};

export type CeleryBeat = ProcessId & { readonly startedAt: number | null; readonly argv: readonly string[] };

export type CeleryInventory = {
  readonly mains: readonly CeleryMain[];
  readonly beats: readonly CeleryBeat[];
  /** Mains, children and beats whose address space is limited, in bytes. */
  readonly addressLimits?: readonly (ProcessId & { readonly bytes: number })[];
  /** False when some processes could not be read (hidepid, other users): absence then proves nothing. */
  readonly isComplete: boolean;
};

export type ProcessSample = ProcessId & {
  readonly role: 'main' | 'child' | 'beat';
  /** The main it belongs to; its own pid for a main. */
  readonly mainPid: number;
  readonly startedAt: number | null;
  readonly state: ProcessState;
  /** Kernel wait channel of a suspect (sleeping main with pipe output, disk wait); null when not asked or not readable. */
  readonly wchan: string | null;
  /** 100 = one core; null on the first sample. */
  readonly cpu: number | null;
  /** utime + stime so far, in clock ticks: "did it move?" */
  readonly cpuTicks: number;
  readonly rss: number | null;
  /** Size of its address space, in bytes: what `Max address space` limits. */
  readonly virtual?: number | null;
  readonly pss: number | null;
  readonly threads: number | null;
};

export type HostObservation =
  | { readonly kind: 'identified'; readonly at: number; readonly identity: HostIdentity }
  | { readonly kind: 'sampled'; readonly at: number; readonly latencyMs: number; readonly sample: HostSample; readonly processes: readonly ProcessSample[] }
  | { readonly kind: 'inventoried'; readonly at: number; readonly inventory: CeleryInventory }
  /** A watched process ended: at once with pidfd, else at the next tick. Never said of a process merely not readable. */
  | ({ readonly kind: 'died'; readonly at: number; readonly role: 'main' | 'child' | 'beat'; readonly mainPid: number } & ProcessId)
  | { readonly kind: 'noted'; readonly at: number; readonly notes: readonly HostNote[] }
  | { readonly kind: 'cost'; readonly at: number; readonly cost: WatchCost };
