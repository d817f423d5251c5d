import { expect, test } from 'vitest';
import { WorkerKey } from '#shared/domain/ids.ts';
import { err, ok } from '#shared/result.ts';
import { protocolVersion, type ToClient } from '#shared/wire.ts';
import { helloDeadlineMs, serveLink, type DispatchNeeds } from '#electron/transport/dispatch.ts';
import { createMemoryPair } from '#electron/transport/memory-pair.ts';
import { createFakeEngine } from '#test/fakes/fake-engine.ts';
import { fleetSnapshot, hostView, workerView } from '#test/fakes/fleet-views.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

function setUp(part: Partial<DispatchNeeds> & { engine?: ReturnType<typeof createFakeEngine> } = {}) {
  const time = createManualClock();
  const log = createMemoryLog();
  const engine = part.engine ?? createFakeEngine();
  const pair = createMemoryPair({ deliver: 'by-hand' });
  const got: ToClient[] = [];
  let isClosed = false;
  pair.client.onMessage((message) => void got.push(message as ToClient));
  pair.client.onClose(() => { isClosed = true; });
  const served = serveLink(pair.engine, {
    handlers: engine.handlers, events: engine.events, desktop: null, admit: ({ wantsReadOnly }) => ok({ isReadOnly: wantsReadOnly, resume: null }),
    isPanelReadOnly: () => false, clock: time.clock, timers: time.timers, log, checkOutput: true, ...part,
  });
  return {
    time, log, engine, got, pair, served,
    isClosed: () => isClosed,
    async say(...messages: unknown[]) {
      for (const message of messages) (pair.client.send as (message: unknown) => void)(message);
      pair.flush();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      pair.flush();
      return got.splice(0);
    },
  };
}
const hello = { type: 'hello', version: protocolVersion, token: '', wantsReadOnly: false };
const grow = { type: 'call', id: 1, command: 'worker.control', input: { worker: 'w', action: { kind: 'pool-grow', by: 1 } } };

test('an equal version is greeted, an unequal one refused in words and closed', async () => {
  const good = setUp();
  expect(await good.say(hello)).toEqual([{ type: 'hello', version: protocolVersion, at: good.time.clock.now(), isReadOnly: false, resume: null }]);
  const bad = setUp();
  expect(await bad.say({ type: 'hello', version: '0', shape: 'of another age' })).toEqual([{ type: 'failed', id: 0, error: { code: 'version-mismatch', ours: protocolVersion, theirs: '0' } }]);
  expect(bad.isClosed()).toBe(true);
});

test('nothing is heard before hello, and a silent client is closed', async () => {
  const early = setUp();
  expect(await early.say({ type: 'call', id: 1, command: 'fleet.snapshot', input: {} })).toEqual([{ type: 'failed', id: 0, error: { code: 'invalid-input', where: 'type', problem: 'hello comes first' } }]);
  expect([early.isClosed(), early.engine.calls]).toEqual([true, []]);
  const silent = setUp();
  silent.time.advance(helloDeadlineMs);
  expect([silent.isClosed(), silent.time.pendingCount()]).toEqual([true, 0]);
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'no.such'])('the command %s does not exist', async (command) => {
  const { say } = setUp();
  await say(hello);
  expect(await say({ type: 'call', id: 1, command, input: {} }, { type: 'subscribe', id: 2, event: command, params: {} })).toEqual([
    { type: 'failed', id: 1, error: { code: 'invalid-input', where: 'command', problem: 'no such command' } },
    { type: 'failed', id: 2, error: { code: 'invalid-input', where: 'event', problem: 'no such event' } },
  ]);
});

test('a call is validated, answered once, and its wrong input named by path without its value', async () => {
  const { say, engine } = setUp();
  await say(hello);
  const [done] = await say({ type: 'call', id: 1, command: 'fleet.snapshot', input: {} });
  expect(done).toEqual({ type: 'done', id: 1, output: fleetSnapshot() });
  const [failed] = await say({ type: 'call', id: 2, command: 'hosts.switch', input: { id: 'h1', isOn: 'secret-value' } });
  expect(failed).toMatchObject({ type: 'failed', id: 2, error: { code: 'invalid-input', where: 'isOn' } });
  expect(JSON.stringify(failed)).not.toContain('secret-value');
  expect(engine.calls.map(({ command }) => command)).toEqual(['fleet.snapshot']);
});

test('a read-only session, or a read-only panel, changes no fleet', async () => {
  const session = setUp();
  await session.say({ ...hello, wantsReadOnly: true });
  expect(await session.say(grow)).toEqual([{ type: 'failed', id: 1, error: { code: 'read-only' } }]);
  const panel = setUp({ isPanelReadOnly: () => true });
  await panel.say(hello);
  expect(await panel.say(grow, { type: 'call', id: 2, command: 'hosts.retry', input: { id: 'h1' } })).toEqual([{ type: 'failed', id: 1, error: { code: 'read-only' } }, { type: 'done', id: 2, output: {} }]);
  expect([session.engine.calls.length, panel.engine.calls.length]).toEqual([0, 1]);
});

test('a desktop command is served by a desktop only', async () => {
  const ask = { type: 'call', id: 1, command: 'files.choose-key', input: {} };
  const without = setUp();
  await without.say(hello);
  expect(await without.say(ask)).toEqual([{ type: 'failed', id: 1, error: { code: 'not-served-here', by: 'desktop' } }]);
  const within = setUp({ desktop: { 'files.choose-key': async () => ok({ path: '/home/op/.ssh/id' }) } });
  await within.say(hello);
  expect(await within.say(ask)).toEqual([{ type: 'done', id: 1, output: { path: '/home/op/.ssh/id' } }]);
});

test('deadline and cancel abort the handler and answer once, even when it answers later', async () => {
  let release: () => void = () => undefined;
  const signals: AbortSignal[] = [];
  const held = createFakeEngine({ replace: { 'worker.control': (input, { signal }) => { signals.push(signal); return new Promise((resolve) => { release = () => resolve(ok({ worker: input.worker, at: 1, outcome: 'done', said: '' })); }); } } });
  const { say, time } = setUp({ engine: held });
  await say(hello);
  await say(grow);
  time.advance(15_000);
  expect([await say(), signals[0]?.aborted]).toEqual([[{ type: 'failed', id: 1, error: { code: 'deadline-passed', waitedMs: 15_000 } }], true]);
  release();
  expect(await say()).toEqual([]);
  expect(await say({ ...grow, id: 2 }, { type: 'cancel', id: 2 }, { type: 'cancel', id: 2 }, { type: 'cancel', id: 77 })).toEqual([{ type: 'failed', id: 2, error: { code: 'cancelled' } }]);
  expect([signals[1]?.aborted, time.pendingCount()]).toEqual([true, 0]);
});

test('a bug becomes a reference; its text and unlisted errors stay in the log', async () => {
  const engine = createFakeEngine({
    replace: {
      'hosts.retry': () => { throw new Error('password=hunter2'); },
      'hosts.remove': async () => err({ code: 'broker-not-found' }),
      'fleet.export': async () => ok({ text: 7 } as never),
    },
  });
  const { say, log } = setUp({ engine });
  await say(hello);
  const answers = await say(
    { type: 'call', id: 1, command: 'hosts.retry', input: { id: 'h1' } },
    { type: 'call', id: 2, command: 'hosts.remove', input: { id: 'h1' } },
    { type: 'call', id: 3, command: 'fleet.export', input: {} },
  );
  expect(answers.map((answer) => (answer.type === 'failed' ? [answer.id, answer.error.code] : answer))).toEqual([[1, 'internal'], [2, 'internal'], [3, 'internal']]);
  expect(JSON.stringify(answers)).not.toContain('hunter2');
  expect(log.lines.filter(({ level }) => level === 'bug').length).toBe(3);
});

test('losing the link aborts calls and releases every source', async () => {
  const signals: AbortSignal[] = [];
  const engine = createFakeEngine({ replace: { 'worker.control': (_input, { signal }) => { signals.push(signal); return new Promise(() => undefined); } } });
  const { say, pair, time } = setUp({ engine });
  await say(hello, grow, { type: 'subscribe', id: 5, event: 'fleet.changed', params: {} });
  expect([engine.subscriberCount(), signals.length]).toEqual([1, 1]);
  pair.client.close();
  expect([engine.subscriberCount(), signals[0]?.aborted, time.pendingCount()]).toEqual([0, true, 0]);
});

test('garbage is refused by id where it has one, and harms nothing', async () => {
  const { say } = setUp();
  await say(hello);
  const answers = await say(null, 42, 'x', [], { type: 'nope', id: 9 }, { type: 'call', id: -1, command: 'fleet.snapshot', input: {} }, { ...hello });
  expect(answers.map((answer) => (answer.type === 'failed' ? [answer.id, answer.error.code] : answer.type))).toEqual([[0, 'invalid-input'], [0, 'invalid-input'], [0, 'invalid-input'], [0, 'invalid-input'], [9, 'invalid-input'], [0, 'invalid-input'], [0, 'invalid-input']]);
  expect((await say({ type: 'call', id: 1, command: 'hosts.retry', input: { id: 'h1' } }))[0]?.type).toBe('done');
});

test('FP5 a death is sent at once after quiet and within 50 ms amid noise; ordinary news waits for its quarter second', async () => {
  // the engine is made before the scene's clock, and looks at its own at once
  let now = (): number => 0;
  const { say, engine, time } = setUp({ engine: createFakeEngine({ now: () => now() }) });
  now = () => time.clock.now();
  await say(hello, { type: 'subscribe', id: 1, event: 'fleet.changed', params: {} });
  time.advance(250);
  const noise = (): void => engine.patch({ hosts: [hostView()] });
  const dead = workerView({ verdict: { kind: 'crashed', reason: 'main-gone-silently', since: now(), proofs: [], remedy: 'restart' } });
  noise();
  expect((await say()).length).toBe(1);
  noise();
  time.advance(100);
  expect(await say()).toEqual([]);
  engine.patch({ workers: [{ ...dead, verdict: { ...dead.verdict, since: now() } }] });
  const [news] = await say();
  expect(news).toMatchObject({ type: 'event', id: 1, payload: { kind: 'patch', patch: { seq: 3, hosts: [{ id: 'h1' }], workers: [{ verdict: { kind: 'crashed' } }] } } });
  expect(WorkerKey.parse(dead.key)).toBe(dead.key);
});
