/**
 * What a fix is: which facts it needs, and what it would change, as plain values. One line each in all-recipes.ts.
 * Must stay true: pure; a recipe names only paths of ours and commands of ours; a value it cannot know is a refusal.
 */
import type { FindingArgs } from '#shared/domain/finding.ts';
import type { FixRefusal } from '#shared/domain/fix.ts';
import type { PoolKind } from '#shared/domain/worker.ts';

export type WorkerFacts = {
  readonly node: string;
  readonly pool: PoolKind;
  /** Processes of its pool; null when not known. */
  readonly concurrency: number | null;
  readonly autoscale: boolean;
};
export type HostFacts = { readonly memTotalKiB: number | null; readonly cores: number | null; /** Pool processes of all workers of the host, solo workers counting one. */ readonly poolProcesses: number };
export type FixFacts = { readonly host: HostFacts; readonly worker: WorkerFacts | null; readonly args: FindingArgs };

/** `does`: a sentence of shared/fix-words, with its arguments. */
export type Wanted = { readonly name: string; readonly value: string; readonly does: string; readonly args?: FindingArgs };

export type Recipe =
  /** Flags and environment of a worker, by a file of ours beside the user's (systemd, supervisord, Compose); the worker is restarted and must come back. */
  | { readonly kind: 'worker'; readonly want: (facts: FixFacts & { readonly worker: WorkerFacts }) => { readonly flags: readonly Wanted[]; readonly environment: readonly Wanted[] } | FixRefusal }
  /** Settings of a worker's program under supervisord; its program is restarted for them. */
  | { readonly kind: 'program'; readonly settings: (args: FindingArgs) => readonly Wanted[] | FixRefusal }
  /** Settings of a worker's service in Compose; its container is made anew for them. */
  | { readonly kind: 'compose'; readonly settings: (args: FindingArgs) => readonly Wanted[] | FixRefusal }
  /** Settings of a unit that need no restart: how it is stopped and started again. `unit` null: the worker's own. */
  | { readonly kind: 'unit'; readonly unit: (args: FindingArgs) => string | null; readonly settings: (args: FindingArgs) => readonly Wanted[] | FixRefusal }
  /** Values of Redis' configuration, set live; lasting where Redis runs under a simple unit of systemd. */
  | { readonly kind: 'redis'; readonly values: readonly Wanted[] }
  /** A kernel value, live and in a file of ours. */
  | { readonly kind: 'sysctl'; readonly name: string; readonly value: string; readonly does: string }
  /** A setting of the system with a command to read it, one to set it and one to take it back. */
  | { readonly kind: 'system'; readonly read: (args: FindingArgs) => readonly string[] | null; readonly isSo: (said: string) => boolean; readonly set: (args: FindingArgs) => readonly string[]; readonly unset: (args: FindingArgs) => readonly string[]; readonly what: string; readonly before: string; readonly after: string; readonly does: string; readonly file?: { readonly path: string; readonly text: string } }
  /** The size of the pool, live, until the worker's next start. */
  | { readonly kind: 'pool'; readonly size: (facts: FixFacts & { readonly worker: WorkerFacts }) => number | FixRefusal };
