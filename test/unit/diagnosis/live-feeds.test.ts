/**
 * What the engine itself feeds the checks, proven through it: task events, what was done here, what the last round saw.
 */
import { expect, test } from 'vitest';
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';
import type { TaskView } from '#shared/domain/task.ts';
import { TaskId } from '#shared/domain/ids.ts';
import { liveBroker, liveDiagnosis, liveHost, liveNode, liveWorker, readRoundFixture, type LiveParts } from '#test/fakes/live-diagnosis.ts';

const lab = readRoundFixture('round-lab.txt');
let number = 0;
const ended = (at: number, change: Partial<TaskView> = {}): TaskView => ({
  id: TaskId.parse(`t${(number += 1)}`), name: 'tapp.slow', state: 'succeeded', args: null, kwargs: null, startedAt: null, eta: null, runtimeMs: 20_000, queue: null, childPid: null, acknowledged: null, redelivered: null, problem: null, seenAt: at, ...change,
});
const said = (run: DiagnosisRun, check: string) => run.findings.filter((finding) => finding.check === check).map(({ severity, says, args }) => ({ severity, says, args }));
const active = (name: string, startedAt: number) => [{ id: 'long', name, args: [], kwargs: {}, hostname: liveNode, time_start: startedAt / 1000, acknowledged: true, delivery_info: { exchange: '', routing_key: 'celery', priority: 0, redelivered: false }, worker_pid: 89 }];

function engine(parts: Partial<LiveParts> = {}) {
  return liveDiagnosis({ round: lab, ...parts });
}

test('DG37 a task far beyond its kind is found by what task events told of its kind', async () => {
  const live = engine({ replies: { active: active('tapp.slow', Date.UTC(2026, 10, 22, 6, 20) - 400_000), stats: { pid: 83, total: {}, pool: { 'max-concurrency': 1, processes: [89], timeouts: [0, 0] } }, conf: { task_acks_late: false } } });
  const before = await live.diagnose();
  expect(said(before.run, 'RUN-06')).toMatchObject([{ severity: 'ok' }]);
  for (let n = 0; n < 20; n += 1) live.room.taskHeard(liveBroker, liveNode, ended(live.clock.now()));
  const after = await live.diagnose();
  expect(said(after.run, 'RUN-06')).toMatchObject([{ severity: 'warn', says: 'long', args: { task: 'tapp.slow', age: 400, usual: 20 } }]);
  expect(said(after.run, 'CFG-06')).toMatchObject([{ severity: 'warn', says: 'long', args: { p95: 20 } }]);
});

test('DG37 how tasks end is counted once each, for the last hour; without events nobody knows', async () => {
  const live = engine();
  expect(said((await live.diagnose()).run, 'RUN-08')).toMatchObject([{ severity: 'unknown', args: { grant: 'task-events' } }]);
  for (let n = 0; n < 10; n += 1) live.room.taskHeard(liveBroker, liveNode, ended(live.clock.now(), { state: 'failed', runtimeMs: null }));
  live.advance(3_700_000);
  const now = live.clock.now();
  for (let n = 0; n < 8; n += 1) live.room.taskHeard(liveBroker, liveNode, ended(now));
  for (let n = 0; n < 2; n += 1) {
    const one = ended(now, { state: 'failed', runtimeMs: null });
    // its «started» came late and is told with the state it ended in
    live.room.taskHeard(liveBroker, liveNode, one);
    live.room.taskHeard(liveBroker, liveNode, one);
  }
  for (let n = 0; n < 2000; n += 1) live.room.taskHeard(liveBroker, liveNode, ended(now, { state: 'retried', runtimeMs: null }));
  for (let n = 0; n < 12; n += 1) live.room.taskHeard(liveBroker, liveNode, ended(now, { state: 'revoked', runtimeMs: null }));
  const { run } = await live.diagnose();
  expect(said(run, 'RUN-08')).toMatchObject([{ severity: 'warn', says: 'many', args: { failed: 2, ended: 10, share: 20, over: 3600 } }]);
  expect(said(run, 'RUN-09')).toMatchObject([{ severity: 'warn', says: 'storm', args: { retried: 2000 } }]);
  expect(said(run, 'RUN-10')).toMatchObject([{ severity: 'info', says: 'many', args: { revoked: 12 } }]);
});

test('DG38 a worker that was ended here is not called dead; what was refused ended nothing', async () => {
  const since = Date.UTC(2026, 10, 22, 6, 15);
  const view: LiveParts['view'] = { verdict: { kind: 'crashed', reason: 'main-gone-silently', since, proofs: [], remedy: null }, process: null };
  const act = async (live: ReturnType<typeof engine>, outcome: 'done' | 'refused') => {
    const begun = await live.journal.record({ kind: 'stop', target: { host: liveHost, worker: liveWorker } });
    if (begun.ok) await begun.value.end({ outcome });
  };
  const refused = engine({ view });
  await act(refused, 'refused');
  expect(said((await refused.diagnose()).run, 'RUN-01')[0]).toMatchObject({ severity: 'crit', says: 'down' });
  const done = engine({ view });
  await act(done, 'done');
  expect(said((await done.diagnose()).run, 'RUN-01')[0]).toMatchObject({ severity: 'info', says: 'ended' });
});
