/**
 * Which of a worker's settings Celery will silently ignore, and what was probably meant.
 * Must stay true: a project may keep keys of its own; only keys in Celery's own families, or close to a known name, are named.
 */
import { isAtLeast, type Version } from './compare-versions.ts';
import { knownSettings, renamedSettings } from './known-settings.ts';

export type OddSetting = {
  readonly name: string;
  readonly kind: 'unknown' | 'too-new';
  /** What to use instead, as it is written; null: nothing comes near. */
  readonly meant: string | null;
};

/** Beliefs that are common enough to answer by name. */
const beliefs: Readonly<Record<string, string>> = {
  worker_heartbeat: '--heartbeat-interval',
  worker_heartbeat_interval: '--heartbeat-interval',
  worker_clock_sync_interval: '–',
  task_max_retries: '@task(max_retries=…)',
  task_default_max_retries: '@task(max_retries=…)',
  task_retry_delay: '@task(default_retry_delay=…)',
  task_default_retry_delay: '@task(default_retry_delay=…)',
  worker_queues: '-Q, task_queues',
  worker_loglevel: '--loglevel',
  worker_log_level: '--loglevel',
  visibility_timeout: 'broker_transport_options[visibility_timeout]',
  broker_visibility_timeout: 'broker_transport_options[visibility_timeout]',
  redis_visibility_timeout: 'broker_transport_options[visibility_timeout]',
  redis_broker_max_connections: 'broker_transport_options[max_connections]',
  broker_max_connections: 'broker_transport_options[max_connections]',
  worker_time_limit: 'task_time_limit',
  worker_soft_time_limit: 'task_soft_time_limit',
};

const families = /^(worker|task|broker|result|beat|redis|event|control)_/;

export function findOddSettings(names: readonly string[], version: Version | null): readonly OddSetting[] {
  const since = new Map(knownSettings.flatMap(({ since: from, names: known }) => known.map((name): [string, string] => [name, from])));
  return names.slice(0, 2000).flatMap((given): OddSetting[] => {
    const name = normal(given);
    if (name === null || given.length > 200) return [];
    const from = since.get(name);
    if (from !== undefined) return isAtLeast(version, from) === false ? [{ name: given, kind: 'too-new', meant: `Celery ${from}` }] : [];
    const belief = Object.hasOwn(beliefs, name) ? (beliefs[name] ?? null) : null;
    const near = belief ?? nearest(name, [...since.keys()]);
    return belief !== null || near !== null || families.test(name) ? [{ name: given, kind: 'unknown', meant: near }] : [];
  });
}

/** The name of today; null for another program's key (Django's own settings stand beside Celery's). */
function normal(given: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(given)) return null;
  if (given === given.toLowerCase()) return given;
  if (Object.hasOwn(renamedSettings, given)) return renamedSettings[given] ?? null;
  return given.startsWith('CELERY_') ? given.slice(7).toLowerCase() : null;
}

function nearest(name: string, known: readonly string[]): string | null {
  const most = Math.min(3, Math.floor(name.length / 5));
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > most) continue;
    const distance = editDistance(name, candidate, most);
    if (distance <= most && (best === null || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name ?? null;
}

/** Levenshtein's, given up beyond `most`. */
function editDistance(a: string, b: string, most: number): number {
  let before = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) row[j] = Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1));
    if (Math.min(...row) > most) return most + 1;
    before = row;
  }
  return before[b.length] ?? most + 1;
}
