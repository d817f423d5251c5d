/**
 * The two field reports' settings as profiles, corrected: each value with what it really does in the worker's pool.
 * Must stay true: a value that does nothing there is shown as such and not proposed; what was wrong is left out, with the reason.
 */
import type { ProfileEffect, ProfilePreview, ProfileRow } from '#shared/domain/fix.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import type { MainProcess } from '#electron/diagnosis/core/evidence-process.ts';
import { isPoolFixedInCode, settingsOf, type WorkerSettings } from '#electron/diagnosis/core/worker-settings.ts';
import { figuresOf } from '#electron/diagnosis/core/redis-figures.ts';
import { valueOf } from '#electron/diagnosis/core/judging.ts';
import { changeWorker, type WorkerChange } from './change-worker.ts';
import type { Fix } from './fix.ts';
import { manyQueues, nativeLibraries, type ProfileEntry } from './profile-entries.ts';

export type ProfileId = ProfilePreview['profile'];

export const profileEntries: Readonly<Record<ProfileId, readonly ProfileEntry[]>> = { 'many-queues': manyQueues, 'native-libraries': nativeLibraries };

/** Memory for one pool process: 60 % of the host's, shared by all of its workers' processes. */
export function memoryShareKiB(evidence: Evidence): number | null {
  const total = evidence.host.memTotalBytes;
  const mains = valueOf(evidence.processes.mains);
  if (total === null || mains === null) return null;
  return Math.floor((0.6 * total) / 1024 / Math.max(1, mains.length));
}

export function previewProfile(profile: ProfileId, evidence: Evidence, main: MainProcess): ProfilePreview {
  const settings = settingsOf(evidence, main);
  const rows = profileEntries[profile].map((entry) => rowOf(entry, evidence, settings));
  const change = changeOf(profileEntries[profile], rows);
  const isEmpty = [change.flags, change.environment, change.unit].every((part) => Object.keys(part ?? {}).length === 0);
  const fix: Fix = { id: `profile-${profile}`, kind: ['systemd-drop-in', 'supervisord-include', 'compose-override'], checks: profile === 'many-queues' ? ['CFG-01', 'CFG-05'] : ['CFG-02', 'CFG-10'], words: { en: { title: '', does: '' }, fr: { title: '', does: '' } }, plan: () => ({ ok: false, because: 'no-such-target' }) };
  const answer = changeWorker(fix, evidence, { subject: { kind: 'worker', name: main.node ?? `pid ${main.pid}`, pid: main.pid, worker: main.worker }, args: {}, check: '' }, change);
  return { profile, worker: main.node ?? `pid ${main.pid}`, rows, plans: answer.ok ? [answer.plan] : [], obstacles: answer.ok ? [] : [isEmpty ? 'already-so' : answer.because] };
}

function rowOf(entry: ProfileEntry, evidence: Evidence, settings: WorkerSettings): ProfileRow {
  const proposed = typeof entry.proposed === 'function' ? entry.proposed({ evidence, settings, memoryKiB: memoryShareKiB(evidence) }) : entry.proposed;
  const now = nowOf(entry, evidence, settings);
  return { name: entry.name, where: entry.where, reported: entry.reported, now, proposed, effect: effectOf(entry, proposed, now, settings), why: entry.why };
}

/** The profile may change the pool itself: then its other values are judged in the pool that will be. */
function effectOf(entry: ProfileEntry, proposed: string | null, now: string | null, settings: WorkerSettings): ProfileEffect {
  if (entry.where === 'setting' && proposed !== null) return 'needs-code';
  if (proposed === null) return 'left-out';
  if (now === proposed) return 'same-already';
  const isFixed = isPoolFixedInCode(settings);
  if (entry.name === '--pool' && isFixed) return 'needs-code';
  const pool = isFixed ? settings.pool : (entry.inPool ?? settings.pool);
  return entry.actsIn === undefined || entry.actsIn.includes(pool) ? 'acts' : 'ignored-by-pool';
}

function nowOf({ name, where }: ProfileEntry, evidence: Evidence, settings: WorkerSettings): string | null {
  const { main } = settings;
  const text = (value: number | string | null): string | null => (value === null ? null : String(value));
  if (where === 'environment') return valueOf(main.environ)?.[name] ?? null;
  if (where === 'redis') { const redis = evidence.redis[0]; return redis === undefined ? null : figuresOf(redis).config(name); }
  if (where === 'unit') return (valueOf(evidence.systemd.units) ?? []).find((unit) => unit.name === main.backend.unit)?.properties[name] ?? null;
  switch (name) {
    case '--pool': return settings.pool;
    case '--concurrency': return text(settings.concurrency);
    case '--max-memory-per-child': return text(settings.maxMemoryPerChildKiB);
    case '--max-tasks-per-child': return text(settings.maxTasksPerChild);
    case '--time-limit': return text(settings.hardTimeLimitS);
    case '--soft-time-limit': return text(settings.softTimeLimitS);
    case '--prefetch-multiplier': return text(settings.prefetchMultiplier);
    case '--heartbeat-interval': return text(main.asked.heartbeatIntervalS);
    case '--without-heartbeat': return main.asked.withoutHeartbeat ? '1' : null;
    case '--without-gossip': return main.asked.withoutGossip ? '1' : null;
    default: return node(settings)?.[name] ?? null;
  }
}

function node(settings: WorkerSettings): Readonly<Record<string, string>> | null {
  return settings.node === null ? null : valueOf(settings.node.conf);
}

/** Only what acts and differs is written. */
function changeOf(entries: readonly ProfileEntry[], rows: readonly ProfileRow[]): WorkerChange {
  const of = (where: ProfileRow['where']): Record<string, string> => Object.fromEntries(rows.filter((row, at) => row.where === where && row.effect === 'acts' && row.proposed !== null && entries[at]?.isSwitchedOff !== true).map(({ name, proposed }) => [name, proposed ?? '']));
  return { flags: of('flag'), environment: of('environment'), unit: of('unit') };
}
