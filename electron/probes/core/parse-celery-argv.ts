/**
 * Reads the options of a `celery worker` command line in every spelling click accepts: `-c4`, `-c 4`,
 * `--concurrency=4`, clusters like `-Ec4`. What is not given is null: the app's own configuration decides then.
 * Source of the names: celery/bin/worker.py and celery/bin/celery.py of 5.2 to 5.5.
 */
import type { PoolKind } from '#shared/domain/worker.ts';

export type CeleryOptions = {
  readonly app: string | null;
  readonly broker: string | null;
  /** -n as given, not expanded. */
  readonly nodeName: string | null;
  /** null: not said; prefork said on the command line is overruled by the app's `worker_pool`. */
  readonly pool: PoolKind | null;
  readonly concurrency: number | null;
  readonly autoscale: { readonly min: number; readonly max: number } | null;
  readonly queues: readonly string[] | null;
  readonly withoutHeartbeat: boolean;
  readonly maxTasksPerChild: number | null;
  readonly maxMemoryPerChildKiB: number | null;
  readonly softTimeLimitS: number | null;
  readonly hardTimeLimitS: number | null;
};

const shortWithValue: Readonly<Record<string, string>> = {
  n: 'hostname', S: 'statedb', l: 'loglevel', O: 'optimization', c: 'concurrency', P: 'pool', Q: 'queues', X: 'exclude-queues',
  I: 'include', s: 'schedule', A: 'app', b: 'broker', f: 'logfile',
};
const longFlags = new Set([
  'detach', 'task-events', 'events', 'purge', 'discard', 'without-gossip', 'without-mingle', 'without-heartbeat', 'beat', 'no-color',
  'quiet', 'skip-checks', 'disable-prefetch', 'help', 'version',
]);

export function parseCeleryArgv(options: readonly string[]): CeleryOptions {
  const said = collect(options);
  const autoscale = said.get('autoscale')?.split(',').map(whole) ?? [];
  const [one = null, two = 0] = autoscale;
  return {
    app: said.get('app') ?? null,
    broker: said.get('broker') ?? null,
    nodeName: said.get('hostname') ?? null,
    pool: poolOf(said.get('pool')),
    concurrency: whole(said.get('concurrency')),
    autoscale: one === null || two === null || autoscale.length > 2 ? null : { min: Math.min(one, two), max: Math.max(one, two) },
    queues: said.get('queues')?.split(',').map((q) => q.trim()).filter((q) => q !== '') ?? null,
    withoutHeartbeat: said.has('without-heartbeat'),
    maxTasksPerChild: whole(said.get('max-tasks-per-child') ?? said.get('maxtasksperchild')),
    maxMemoryPerChildKiB: whole(said.get('max-memory-per-child')),
    softTimeLimitS: seconds(said.get('soft-time-limit')),
    hardTimeLimitS: seconds(said.get('time-limit')),
  };
}

/** The last word counts, as with click. */
function collect(options: readonly string[]): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  for (let i = 0; i < options.length; i += 1) {
    const word = options[i] ?? '';
    if (word === '--') break;
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = word.slice(2, equals < 0 ? undefined : equals);
      if (equals >= 0) said.set(name, word.slice(equals + 1));
      else if (longFlags.has(name)) said.set(name, '');
      else said.set(name, options[(i += 1)] ?? '');
    } else if (/^-[A-Za-z]/.test(word)) {
      if (collectShort(word, options[i + 1] ?? '', said)) i += 1;
    }
  }
  return said;
}

/** True when the next word was the value. */
function collectShort(word: string, next: string, said: Map<string, string>): boolean {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word[at] ?? '';
    const name = Object.hasOwn(shortWithValue, letter) ? shortWithValue[letter] : undefined;
    if (name === undefined) continue;
    const glued = word.slice(at + 1);
    said.set(name, glued === '' ? next : glued.replace(/^=/, ''));
    return glued === '';
  }
  return false;
}

function poolOf(text: string | undefined): PoolKind | null {
  if (text === undefined) return null;
  if (text === 'prefork' || text === 'processes') return 'prefork';
  return text === 'solo' || text === 'threads' || text === 'gevent' || text === 'eventlet' ? text : 'unknown';
}

function whole(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : null;
}

function seconds(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,12}(\.\d+)?$/.test(text) ? Number(text) : null;
}
