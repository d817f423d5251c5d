/** What a worker's command line asks for, beyond what the probes read: heartbeat, prefetch, gossip, files. */
import { parseCeleryArgv } from '#electron/probes/core/parse-celery-argv.ts';
import type { AskedOptions } from './evidence-process.ts';

/** `options`: the words after `celery`. */
export function readAskedOptions(options: readonly string[], hasChildren: boolean, app: string | null): AskedOptions {
  const said = parseCeleryArgv(options);
  const value = (...names: string[]): string | null => valueOf(options, names);
  const has = (...names: string[]): boolean => options.some((word) => names.includes(word));
  const poolSaid = value('-P', '--pool');
  const number = (text: string | null): number | null => { const figure = Number(text ?? Number.NaN); return Number.isFinite(figure) ? figure : null; };
  return {
    app: said.app ?? app,
    // `prefork` said there is overruled by the app's configuration, `processes` (its other name) is not; children prove it
    pool: said.pool !== null && (said.pool !== 'prefork' || poolSaid === 'processes') ? said.pool : hasChildren ? 'prefork' : 'unknown', poolSaid,
    concurrency: said.concurrency, autoscale: said.autoscale, queues: said.queues,
    maxTasksPerChild: said.maxTasksPerChild, maxMemoryPerChildKiB: said.maxMemoryPerChildKiB, softTimeLimitS: said.softTimeLimitS, hardTimeLimitS: said.hardTimeLimitS,
    heartbeatIntervalS: number(value('--heartbeat-interval')), prefetchMultiplier: number(value('--prefetch-multiplier')),
    withoutHeartbeat: said.withoutHeartbeat, withoutGossip: has('--without-gossip'), withoutMingle: has('--without-mingle'),
    withEvents: has('-E', '--task-events', '--events'), withBeat: has('-B', '--beat'),
    logFile: value('-f', '--logfile'), pidFile: value('--pidfile'), logLevel: value('-l', '--loglevel')?.toUpperCase() ?? null, stateDb: value('-S', '--statedb'), optimization: value('-O', '--optimization'),
  };
}

function valueOf(options: readonly string[], names: readonly string[]): string | null {
  for (const [at, word] of options.entries()) {
    for (const name of names) {
      if (word === name) return options[at + 1] ?? null;
      if (name.startsWith('--') && word.startsWith(`${name}=`)) return word.slice(name.length + 1);
      if (!name.startsWith('--') && word.startsWith(name) && !word.startsWith('--') && word.length > 2) return word.slice(2).replace(/^=/, '');
    }
  }
  return null;
}
