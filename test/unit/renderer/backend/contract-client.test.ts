/** The client over the in-memory pair: calls end once, subscriptions survive a lost link, refusals are final. */
import { describe, expect, it } from 'vitest';
import { createMemoryPair } from '#electron/transport/memory-pair.ts';
import { createContractClient } from '#renderer/backend/contract-client.ts';
import { ok, type Result } from '#shared/result.ts';
import type { AppError } from '#shared/errors.ts';
import type { EngineLink } from '#shared/wire.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createScriptedEngine, type ScriptedEngine } from '#test/fakes/scripted-engine.ts';
import { makeScene } from '#test/fakes/fleet-scenes.ts';

type Pair = ReturnType<typeof createMemoryPair>;
type Options = { readonly answer?: (command: string) => Result<unknown, AppError> | null; readonly version?: string; readonly resume?: string; readonly onOpen?: (link: EngineLink) => boolean; readonly isMute?: boolean };

async function settle(pair: Pair | undefined): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) {
    await Promise.resolve();
    pair?.flush();
  }
}

function setUp(options: Options = {}) {
  const time = createManualClock();
  const pairs: Pair[] = [];
  const engines: ScriptedEngine[] = [];
  const tokens = { value: 'launch', read: () => tokens.value, keep: (token: string) => { tokens.value = token; } };
  const client = createContractClient({
    clock: time.clock, timers: time.timers, wantsReadOnly: false, checkPayloads: true, token: tokens,
    open: async () => {
      const pair = createMemoryPair({ deliver: 'by-hand' });
      if (options.onOpen?.(pair.engine) === false) throw new Error('closed');
      pairs.push(pair);
      if (options.isMute !== true) engines.push(createScriptedEngine({ link: pair.engine, at: () => time.clock.now() + 5000, snapshot: () => makeScene('one', time.clock.now()), answer: (command) => options.answer?.(command) ?? null, ...(options.version === undefined ? {} : { version: options.version }), resume: options.resume ?? null }));
      return pair.client;
    },
  });
  return { time, client, pairs, engines, tokens, flush: () => settle(pairs.at(-1)) };
}

describe('the link', () => {
  it('says hello with the token, keeps the resume token and the clock offset', async () => {
    const { client, flush, engines, tokens } = setUp({ resume: 'next' });
    expect(client.status().phase).toBe('connecting');
    await flush();
    expect(client.status()).toMatchObject({ phase: 'live', error: null });
    expect(engines[0]?.heard[0]).toEqual({ type: 'hello', version: '1', token: 'launch', wantsReadOnly: false });
    expect(tokens.value).toBe('next');
    expect(client.offsetMs()).toBe(5000);
  });
  it('refuses another version in words and does not try again by itself', async () => {
    const { client, flush, time, pairs } = setUp({ version: '0' });
    await flush();
    expect(client.status()).toMatchObject({ phase: 'refused', error: { code: 'version-mismatch', ours: '1', theirs: '0' } });
    time.advance(600_000);
    expect(pairs).toHaveLength(1);
  });
  it('takes a refused token as final', async () => {
    const { client, flush } = setUp({ isMute: true, onOpen: (link) => { link.onMessage(() => link.send({ type: 'failed', id: 0, error: { code: 'link-refused', because: 'token' } })); return true; } });
    await flush();
    expect(client.status()).toMatchObject({ phase: 'refused', error: { code: 'link-refused' } });
  });
  it('gives a mute engine ten seconds, then tries again with growing pauses', async () => {
    const { client, flush, time, pairs } = setUp({ isMute: true });
    await flush();
    time.advance(10_000);
    expect(client.status()).toMatchObject({ phase: 'lost', error: { code: 'deadline-passed' } });
    time.advance(250);
    await flush();
    expect(pairs).toHaveLength(2);
    time.advance(10_000 + 499);
    await flush();
    expect(pairs).toHaveLength(2);
    time.advance(1);
    await flush();
    expect(pairs).toHaveLength(3);
  });
  it('leaves no timer behind when disposed', async () => {
    const { client, flush, time } = setUp();
    await flush();
    void client.call('fleet.export', {});
    client.dispose();
    expect(time.pendingCount()).toBe(0);
  });
});

describe('calls', () => {
  it('end with the output, or with the error of the engine', async () => {
    const { client, flush } = setUp({ answer: (command) => (command === 'fleet.export' ? ok({ text: 'x' }) : { ok: false, error: { code: 'not-found', what: 'h' } }) });
    await flush();
    const good = client.call('fleet.export', {});
    const bad = client.call('hosts.retry', { id: 'h' as never });
    await flush();
    expect(await Promise.all([good, bad])).toEqual([{ ok: true, value: { text: 'x' } }, { ok: false, error: { code: 'not-found', what: 'h' } }]);
  });
  it('do not accept an output that breaks the contract', async () => {
    const { client, flush } = setUp({ answer: () => ok({ text: 7 }) });
    await flush();
    const call = client.call('fleet.export', {});
    await flush();
    expect(await call).toEqual({ ok: false, error: { code: 'internal', reference: 'output of fleet.export' } });
  });
  it('can be cancelled before and during, and the engine is told', async () => {
    const { client, flush, engines } = setUp();
    await flush();
    const aborter = new AbortController();
    const call = client.call('fleet.export', {}, { signal: aborter.signal });
    aborter.abort();
    expect(await call).toEqual({ ok: false, error: { code: 'cancelled' } });
    expect(await client.call('fleet.export', {}, { signal: aborter.signal })).toEqual({ ok: false, error: { code: 'cancelled' } });
    await flush();
    expect(engines[0]?.heard.slice(1).map(({ type }) => type)).toEqual(['call', 'cancel']);
  });
  it('end when the engine says nothing for its deadline and some grace', async () => {
    const { client, flush, time } = setUp();
    await flush();
    const call = client.call('fleet.export', {});
    time.advance(8000);
    expect(await call).toEqual({ ok: false, error: { code: 'deadline-passed', waitedMs: 8000 } });
  });
  it('end at once when the link is lost, and are refused while it is', async () => {
    const { client, flush, pairs } = setUp();
    await flush();
    const call = client.call('fleet.export', {});
    pairs[0]?.engine.close();
    expect(await call).toEqual({ ok: false, error: { code: 'link-lost' } });
    expect(await client.call('fleet.export', {})).toEqual({ ok: false, error: { code: 'link-lost' } });
  });
});

describe('subscriptions', () => {
  it('are made again after a reconnect, and not after they were given up', async () => {
    const { client, flush, time, pairs, engines } = setUp();
    const kinds: string[] = [];
    const stop = client.subscribe('fleet.changed', {}, (change) => kinds.push(change.kind));
    await flush();
    pairs[0]?.engine.close();
    time.advance(250);
    await flush();
    expect(kinds).toEqual(['snapshot', 'snapshot']);
    expect(engines[1]?.subscriptionCount('fleet.changed')).toBe(1);
    stop();
    await flush();
    expect(engines[1]?.subscriptionCount('fleet.changed')).toBe(0);
  });
  it('pass on no payload that breaks the contract', async () => {
    const { client, flush, engines } = setUp();
    const heard: unknown[] = [];
    const errors: AppError[] = [];
    client.subscribe('fleet.changed', {}, (change) => heard.push(change), (error) => errors.push(error));
    await flush();
    engines[0]?.patch({ seq: 'two' } as never);
    await flush();
    expect([heard.length, errors.map(({ code }) => code)]).toEqual([1, ['internal']]);
  });
  it('ignore messages that are not of the protocol', async () => {
    const { client, flush, pairs } = setUp();
    await flush();
    for (const junk of [null, 7, 'x', {}, { type: 'done' }, { type: 'event', id: -1, payload: 1 }, { type: 'done', id: 999, output: {} }]) pairs[0]?.engine.send(junk as never);
    await flush();
    expect(client.status().phase).toBe('live');
  });
});
