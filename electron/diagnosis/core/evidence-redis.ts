/** Evidence of one Redis, over the panel's own connection. Read-only commands only; nothing of a task's arguments. */
import type { BrokerId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import type { Piece } from './evidence.ts';

export type RedisEvidence = {
  readonly broker: BrokerId;
  /** `redis://127.0.0.1:6379/0`, no password. */
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly isUnixSocket: boolean;
  readonly isTls: boolean;
  /** Reached through this host: it most likely runs here. */
  readonly isOnThisHost: boolean | null;
  /** The panel needed no password. */
  readonly isWithoutPassword: boolean | null;
  /** null: connected. Else the last failure, and since when. */
  readonly trouble: { readonly error: AppError; readonly sinceMs: number } | null;
  readonly ping: Piece<{ readonly ms: number; readonly said: string }>;
  /** `field: value` of all sections, as text: `used_memory`, `maxmemory_policy`, `db0`. */
  readonly info: Piece<Readonly<Record<string, string>>>;
  /** Text values of CONFIG GET: maxmemory, maxmemory-policy, timeout, tcp-keepalive, save, appendonly, appendfsync, maxclients, bind, protected-mode, dir … */
  readonly config: Piece<Readonly<Record<string, string>>>;
  readonly clients: Piece<readonly { readonly address: string; readonly name: string; readonly db: number; readonly command: string; readonly flags: string; readonly ageS: number; readonly idleS: number; readonly outputBytes: number; readonly isOurs: boolean }[]>;
  readonly slowLog: Piece<{ readonly length: number }>;
  readonly latency: Piece<readonly { readonly event: string; readonly atS: number; readonly latestMs: number; readonly maxMs: number }[]>;
  /** Queues by the bindings, the workers' words, and the fleet. `kind`: what Redis says the key is. */
  readonly queues: Piece<readonly { readonly name: string; readonly depth: number; readonly byPriority: readonly number[]; /** Mean size of a message; null: not asked. */ readonly headBytes: number | null; readonly kind: string }[]>;
  readonly unacked: Piece<{ readonly count: number; readonly indexCount: number; readonly oldestScoreS: number | null; readonly mutexHeld: boolean }>;
  /** Members of the control binding: nodes that once listened. */
  readonly controlBindings: Piece<readonly string[]>;
  /** `PUBSUB NUMSUB` of the control channel: nodes that listen now. */
  readonly listeners: Piece<number>;
  /** Bindings by exchange, at most 200. */
  readonly bindings: Piece<readonly { readonly exchange: string; readonly queues: readonly string[] }[]>;
  /** A sample of keys by SCAN within its budget: results with and without an expiry, sizes of the largest. */
  readonly keySample: Piece<{ readonly scanned: number; readonly isWhole: boolean; readonly results: number; readonly resultsWithoutExpiry: number; readonly replyQueues: number; readonly largest: readonly { readonly key: string; readonly kind: string; readonly bytes: number }[] }>;
  /** Of the panel's account: `ACL WHOAMI`, and the default user's flags where it may be read. */
  readonly acl: Piece<{ readonly user: string; readonly defaultIsOpen: boolean | null }>;
};
