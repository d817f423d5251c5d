/** The sentence after an absence: what is counted once although several logs tell it. */
import { expect, test } from 'vitest';
import { sumUpAway } from '#electron/crashes/core/sum-up-away.ts';
import type { CrashEvent } from '#electron/crashes/core/crash-event.ts';
import type { IncidentSummary } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';

const host = 'pi' as HostId;
const event = (kind: CrashEvent['kind'], at: number, owner: string | null = null): CrashEvent => ({ kind, at, owner, node: null } as CrashEvent);
const incident = (id: string, kind: IncidentSummary['kind'], at: number): IncidentSummary => ({ id, kind, at } as IncidentSummary);
const base = { host, from: 1000, to: 100_000, isComplete: true, incidents: [], events: [], unseen: [] };

test('only what happened in the gap; the same start told by two logs is one', () => {
  const summary = sumUpAway({ ...base, events: [event('started', 500), event('started', 20_000, 'w1'), event('started', 21_000, 'w1'), event('started', 21_500, 'w2'), event('under-voltage', 30_000), event('under-voltage', 60_000), event('booted', 70_000)] });
  expect(summary).toMatchObject({ restarts: 2, underVoltages: 2, reboots: 1, incidents: 0 });
});

test('the worst five are told, newest first', () => {
  const incidents = [incident('a', 'stall', 90_000), incident('b', 'main-died', 10_000), incident('c', 'child-died', 20_000), incident('d', 'outage', 30_000), incident('e', 'gave-up', 5000), incident('f', 'task-killed', 40_000)];
  const summary = sumUpAway({ ...base, incidents });
  expect(summary.incidents).toBe(6);
  expect(summary.brokerOutages).toBe(1);
  expect(summary.worst.map(({ id }) => id)).toEqual(['f', 'd', 'c', 'b', 'e']);
});
