/** One act on one worker: written down before it begins, proven by what the fleet sees after. The hand is the demo's, spoken to in the real hand's words. */
import { expect, test } from 'vitest';
import { createSimHand } from '#electron/demo/linux/sim-hand.ts';
import { createSimUnits } from '#electron/demo/linux/sim-units.ts';
import { createHandReader } from '#electron/demo/ssh/hand-answer.ts';
import { actOnWorker, type ActNeeds, type Turn } from '#electron/supervision/act-on-worker.ts';
import { composeHand } from '#electron/supervision/core/compose-hand.ts';
import type { HandRequest } from '#electron/supervision/core/hand-talk.ts';
import { verifyRunning, type Verification, type VerifyNeeds } from '#electron/supervision/verify-worker.ts';
import { err, ok } from '#shared/result.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createSimStage } from '#test/unit/demo/sim-stage.ts';

const turns = async (count = 10): Promise<void> => { for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => { setImmediate(resolve); }); };

type Live = { readonly pid?: number; readonly startTicks?: number; readonly heartbeatAt?: number | null; readonly replyAt?: number | null; readonly isWaiting?: boolean; readonly active?: { readonly count: number; readonly at: number } };
const bornAt = 1_700_000_001_000;
async function verify(live: Live | null): Promise<Verification> {
  const time = createManualClock();
  const record = live === null ? { process: null } : {
    host: null, broker: null, process: { main: { pid: live.pid ?? 20, startTicks: live.startTicks ?? 200 }, firstSeenAt: bornAt }, heartbeat: { lastAt: live.heartbeatAt ?? null }, reply: { lastAt: live.replyAt ?? null },
    connection: { isWaiting: live.isWaiting ?? false }, active: live.active ?? null, processed: null,
  };
  let found: Verification | null = null;
  void verifyRunning({ ...time, keeper: { worker: () => record }, brokers: { watch: () => null }, scan: () => undefined } as unknown as VerifyNeeds, 'w' as never, { pid: 10, startTicks: 100, uid: null } as never, 1000).then((one) => { found = one; });
  for (let turn = 0; turn < 8; turn += 1) { await turns(1); time.advance(200); }
  await turns(1);
  if (found === null) throw new Error('never ended');
  return found;
}
const well: Live = { heartbeatAt: bornAt, isWaiting: true };

test('SU-7 proven is a new process that is heard and waits for messages, or has begun tasks', async () => {
  for (const live of [well, { ...well, heartbeatAt: null, replyAt: bornAt }, { ...well, isWaiting: false, active: { count: 1, at: bornAt } }, { ...well, pid: 10 }, { ...well, startTicks: 100 }]) expect((await verify(live)).missing).toEqual([]);
});

test.each<[string, Live | null, readonly string[]]>([
  ['no process', null, ['new-process', 'heartbeat-or-reply', 'waiting-connection']], ['the old process', { ...well, pid: 10, startTicks: 100 }, ['new-process', 'heartbeat-or-reply', 'waiting-connection']],
  ['only a heartbeat of the old one', { ...well, heartbeatAt: bornAt - 1 }, ['heartbeat-or-reply']], ['never heard', { ...well, heartbeatAt: null }, ['heartbeat-or-reply']],
  ['waits for nothing', { ...well, isWaiting: false }, ['waiting-connection']], ['tasks of before', { ...well, isWaiting: false, active: { count: 1, at: bornAt - 1 } }, ['waiting-connection']],
])('SU-7 what did not come is named: %s', async (_what, live, missing) => {
  expect((await verify(live)).missing).toEqual(missing);
});

/** A stop of a worker that runs under a unit of the demo. */
async function stop(journal: 'open' | 'full'): Promise<{ readonly state: string; readonly order: string[]; readonly isRunning: boolean }> {
  const { time, machine, worker } = createSimStage();
  const units = createSimUnits(time.timers);
  units.add({ name: 'w.service', worker, restart: 'no', restartMs: 3000, isStarted: true });
  time.advance(4000);
  const sim = createSimHand({ ...time, machine, units, signal: () => { worker.stop(); return true; } });
  const order: string[] = [];
  const say = (request: HandRequest): unknown => {
    const said: unknown[] = [];
    const lines = (composeHand('x', 'abcd1234', request) ?? '').split('\n');
    const reader = createHandReader(sim, lines[0] ?? '', (text) => { for (const line of text.split('\n')) if (line !== '') said.push(JSON.parse(line.slice(9))); });
    for (const line of lines.slice(1)) if (!reader.take(line)) break;
    return said[0];
  };
  const main = worker.main()!;
  const record = { key: 'w', name: 'w@pi', host: 'h', broker: null, process: { main: { pid: main.pid, startTicks: main.startTicks } }, lastMain: null };
  const full = err({ code: 'journal-failed', because: 'disk-full' });
  const needs = {
    ...time, keeper: { worker: () => record }, scan: () => undefined, brokers: { watch: () => null }, intake: { isConnected: () => false, queues: () => null },
    book: { get: () => ({ captured: null }), put: () => undefined, paused: () => [], setPaused: () => undefined },
    record: async () => { order.push('journal'); return journal === 'full' ? full : ok({ end: async () => { order.push('end'); } }); },
    hand: { ask: async (_host: unknown, _worker: unknown, request: HandRequest) => { order.push('look'); return ok(say(request)); }, begin: async () => { order.push('begin'); return ok({ refused: 'locked' }); }, follow: () => { throw new Error('not reached'); } },
  } as unknown as ActNeeds;
  const operation = { id: 'op', who: 'ana', signal: new AbortController().signal, begin: () => ({ id: 's', change: () => undefined, askConsent: async () => false, end: () => undefined }), say: () => undefined, settle: () => undefined };
  const turn = { operation, target: 0, worker: 'w', verb: 'stop', options: { ladder: { pauseFirst: true, idleMs: 0, warmMs: 1000, cold: 'never', coldMs: 1000, kill: 'never' } }, shown: undefined, by: 'person' } as unknown as Turn;
  const outcome = await actOnWorker(needs, turn, 'stop' as never);
  return { state: outcome.state, order, isRunning: worker.main()?.pid === main.pid };
}

test('SU-9 the act is in the journal before it begins; one that could not be written is not carried out', async () => {
  expect((await stop('open')).order).toEqual(['look', 'look', 'journal', 'begin', 'end']);
  expect(await stop('full')).toEqual({ state: 'failed', order: ['look', 'look', 'journal'], isRunning: true });
});
