/** What the workers of a host may take by their own limits. A limit that its pool ignores, or above the host's memory, promises nothing. */
import type { Evidence } from './evidence.ts';
import { valueOf } from './judging.ts';
import { settingsOf } from './worker-settings.ts';

/** Bytes of all workers together: their limits where they act, else what they hold now. null: the processes were not to be seen. */
export function eachLimitOf(evidence: Evidence): number | null {
  const mains = valueOf(evidence.processes.mains);
  const total = evidence.host.memTotalBytes;
  if (mains === null || total === null) return null;
  return mains.reduce((sum, main) => {
    const settings = settingsOf(evidence, main);
    const limit = settings.pool === 'prefork' && settings.maxMemoryPerChildKiB !== null ? settings.maxMemoryPerChildKiB * 1024 : null;
    const children = Math.max(1, settings.concurrency ?? main.children.length);
    if (limit !== null && limit < total) return sum + limit * children;
    return sum + [main, ...main.children].reduce((held, one) => held + (valueOf(one.smaps)?.pssBytes ?? valueOf(one.status)?.['VmRSS'] ?? 0), 0);
  }, 0);
}
