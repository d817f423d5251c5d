/** What was recorded around an incident, as marks on its time axis. Pure. */
import type { ChartMark, MarkKind } from '#renderer/charts/chart-series.ts';
import type { CrashEventKind, Incident } from '#shared/domain/crash.ts';

/** null: explains an incident but is no event on an axis. */
export function markOfEvent(kind: CrashEventKind): MarkKind | null {
  switch (kind) {
    case 'main-exited':
    case 'process-killed':
    case 'segfault':
    case 'oom-kill':
    case 'python-fatal':
    case 'native-abort':
    case 'unit-failed':
    case 'gave-up': return 'main-died';
    case 'child-exited':
    case 'worker-lost':
    case 'hard-time-limit':
    case 'soft-time-limit':
    case 'task-terminated':
    case 'child-recycled': return 'child-died';
    case 'started':
    case 'ready':
    case 'restart-planned': return 'worker-started';
    case 'under-voltage':
    case 'throttled':
    case 'memory-high':
    case 'address-space':
    case 'oom-asked':
    case 'io-error': return 'throttled';
    case 'broker-lost':
    case 'redis-trouble':
    case 'shut-down': return 'host-lost';
    case 'broker-back':
    case 'booted':
    case 'voltage-normal': return 'host-back';
    case 'operator-action':
    case 'stop-asked':
    case 'stop-timeout': return 'action';
    case 'pool-start-failed':
    case 'oom-flagged':
    case 'exception':
    case 'core-dumped':
    case 'task-received':
    case 'task-ended':
    case 'tasks-restored':
    case 'missed-heartbeat': return null;
  }
}

export function marksAround(incident: Pick<Incident, 'surroundings' | 'at' | 'kind'>, words: { readonly died: string; readonly event: (kind: CrashEventKind) => string }): readonly ChartMark[] {
  const marks = incident.surroundings.flatMap(({ at, kind, label }): ChartMark[] => {
    const mark = markOfEvent(kind);
    return mark === null ? [] : [{ at, kind: mark, label: label === '' ? words.event(kind) : `${words.event(kind)}: ${label.slice(0, 120)}` }];
  });
  return [...marks, { at: incident.at, kind: incident.kind === 'child-died' || incident.kind === 'task-killed' ? 'child-died' : 'main-died', label: words.died }];
}

const minuteMs = 60_000;

/** Ten minutes before and what came after, one minute at least. */
export function windowAround({ at, surroundings, memoryBefore }: Pick<Incident, 'at' | 'surroundings' | 'memoryBefore'>): { readonly from: number; readonly to: number } {
  const times = [...surroundings.map((one) => one.at), ...memoryBefore.map((one) => one.at)].filter((time) => time > at - 12 * minuteMs && time < at + 5 * minuteMs);
  return { from: Math.min(at - 10 * minuteMs, ...times), to: Math.max(at + minuteMs, ...times.map((time) => time + 5000)) };
}
