/** The feed against a scripted engine: a gap means a new snapshot, a lost link keeps the picture, watches are counted. */
import { describe, expect, it } from 'vitest';
import { createMemoryPair } from '#electron/transport/memory-pair.ts';
import { createContractClient } from '#renderer/backend/contract-client.ts';
import { createActions } from '#renderer/state/actions.ts';
import { createAppStore } from '#renderer/state/create-app-store.ts';
import { createFeed } from '#renderer/state/feed.ts';
import { createSeriesBuffers } from '#renderer/state/series-buffers.ts';
import { selectIsEngineLost } from '#renderer/state/selectors/app-facts.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createScriptedEngine, type ScriptedEngine } from '#test/fakes/scripted-engine.ts';
import { makeScene } from '#test/fakes/fleet-scenes.ts';

async function setUp() {
  const time = createManualClock();
  let pair = createMemoryPair({ deliver: 'by-hand' });
  let engine: ScriptedEngine | null = null;
  let snapshot: FleetSnapshot = makeScene('one', time.clock.now());
  const client = createContractClient({
    clock: time.clock, timers: time.timers, wantsReadOnly: false, checkPayloads: true, token: { read: () => '', keep: () => {} },
    open: async () => {
      pair = createMemoryPair({ deliver: 'by-hand' });
      engine = createScriptedEngine({ link: pair.engine, at: time.clock.now, snapshot: () => snapshot, onSubscribe: (event, params, send) => { if (event === 'trend.sampled') send({ host: (params as { host: string }).host, whole: true, times: [1], series: { a: [1] }, marks: [] }); } });
      return pair.client;
    },
  });
  const store = createAppStore({ ...client.status(), offsetMs: 0 });
  const buffers = createSeriesBuffers();
  const feed = createFeed({ client, store, buffers, now: time.clock.now });
  const flush = async (): Promise<void> => { for (let turn = 0; turn < 6; turn += 1) { await Promise.resolve(); pair.flush(); } };
  await flush();
  return { time, client, store, buffers, feed, flush, engine: () => engine!, close: () => pair.engine.close(), setSnapshot: (next: FleetSnapshot) => { snapshot = next; } };
}

describe('the feed', () => {
  it('applies patches in order', async () => {
    const { store, engine, flush } = await setUp();
    const host = [...store.getState().replica.hosts.values()][0]!;
    engine().patch({ seq: 2, at: 5, hosts: [{ ...host, notes: ['no-psi'] }] });
    await flush();
    expect(store.getState().replica).toMatchObject({ seq: 2, at: 5 });
    expect(store.getState().replica.hosts.get(host.id)?.notes).toEqual(['no-psi']);
  });

  it('takes a new snapshot after a gap, and never a guess', async () => {
    const { store, engine, flush, setSnapshot } = await setUp();
    const before = store.getState().replica;
    setSnapshot({ ...makeScene('empty', 7), seq: 9 });
    engine().patch({ seq: 4, at: 6, gone: { hosts: [...before.hosts.keys()] } });
    expect(store.getState().replica).toBe(before);
    await flush();
    expect(store.getState().replica).toMatchObject({ seq: 9, at: 7 });
    expect(engine().subscriptionCount('fleet.changed')).toBe(1);
  });

  it('keeps the picture while the engine is lost, says since when, and heals', async () => {
    const { store, close, flush, time } = await setUp();
    time.advance(60_000);
    close();
    expect(store.getState().replica.hosts.size).toBe(1);
    expect(store.getState().link).toMatchObject({ phase: 'lost', since: time.clock.now(), nextTryAt: time.clock.now() + 250 });
    expect(selectIsEngineLost(store.getState())).toBe(true);
    time.advance(250);
    await flush();
    expect(selectIsEngineLost(store.getState())).toBe(false);
  });

  it('follows a step of the engine clock', async () => {
    const { store, engine, flush, time } = await setUp();
    engine().patch({ seq: 2, at: time.clock.now() + 3_600_000 });
    await flush();
    expect(store.getState().link.offsetMs).toBe(3_600_000);
  });

  it('shares one subscription between two watches of a trend and drops it with the last', async () => {
    const { store, engine, feed, buffers, flush } = await setUp();
    const host = [...store.getState().replica.hosts.keys()][0]!;
    const stops = [feed.watchTrend(host), feed.watchTrend(host)];
    await flush();
    expect([engine().subscriptionCount('trend.sampled'), buffers.read(host)?.times]).toEqual([1, [1]]);
    stops[0]?.();
    stops[0]?.();
    await flush();
    expect(engine().subscriptionCount('trend.sampled')).toBe(1);
    stops[1]?.();
    await flush();
    expect([engine().subscriptionCount('trend.sampled'), buffers.read(host)]).toEqual([0, null]);
  });

  it('lists a call as pending until it ends, and changes nothing before the engine says so', async () => {
    const { store, client, time } = await setUp();
    const actions = createActions({ client, store, now: time.clock.now });
    const before = store.getState().replica;
    const call = actions.ask('settings.change', { isReadOnly: true }, { subject: 'x' });
    expect([...store.getState().pending.values()]).toEqual([{ command: 'settings.change', subject: 'x', since: time.clock.now() }]);
    expect(store.getState().replica).toBe(before);
    time.advance(60_000);
    await call;
    expect(store.getState().pending.size).toBe(0);
  });
});
