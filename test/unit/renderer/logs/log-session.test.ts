/** One reading against scripted logs of five million lines: following, pausing, jumping and reading on, bounded. */
import { describe, expect, it } from 'vitest';
import type { ContractClient } from '#renderer/backend/contract-client.ts';
import { keyOfLine, mostLines } from '#renderer/state/logs/log-buffer.ts';
import { addMatches, createLogSearch, stepMatch } from '#renderer/state/logs/log-search.ts';
import { headShift } from '#renderer/state/logs/log-board.ts';
import { createLogSession } from '#renderer/state/logs/log-session.ts';
import type { LogBatch, LogFilter, LogReadRequest, LogHistogramRequest, LogSearchRequest } from '#shared/domain/log.ts';
import { ok } from '#shared/result.ts';
import { createLogScript } from '#test/fakes/log-script.ts';
import { makeScene } from '#test/fakes/fleet-scenes.ts';

const at = 1_763_800_000_000;
const everything: LogFilter = { levels: [], hosts: [], workers: [], pattern: null };

function setUp(total = 5_000_000) {
  const logs = createLogScript({ fleet: makeScene('sick', at), total, at });
  let asked = 0;
  let send: (batch: LogBatch) => void = () => undefined;
  const client = {
    call: async (command: string, input: unknown) => { asked += 1; return ok(command === 'logs.read' ? logs.read(input as LogReadRequest) : command === 'logs.histogram' ? logs.histogram(input as LogHistogramRequest) : logs.search(input as LogSearchRequest)); },
    subscribe: (_event: string, _params: unknown, take: (batch: LogBatch) => void) => { send = take; return () => undefined; },
  } as unknown as Pick<ContractClient, 'call' | 'subscribe'>;
  const sources = logs.sources.filter(({ state }) => state !== 'not-readable' && state !== 'missing').map(({ id }) => id);
  const settle = async (): Promise<void> => { for (let turn = 0; turn < 20; turn += 1) await Promise.resolve(); };
  return { logs, client, sources, settle, asked: () => asked, send: (batch: LogBatch) => send(batch) };
}

describe('a reading', () => {
  it('follows the newest, counts while paused, and goes back', async () => {
    const { client, sources, settle, send, logs } = setUp();
    const session = createLogSession({ client });
    session.open({ sources, filter: everything }, null);
    await settle();
    const newest = session.read().lines.at(-1)!;
    send(logs.grow(3, sources, everything));
    expect(session.read().lines.at(-1)!.seq).toBe(newest.seq + 3);
    session.pause();
    send(logs.grow(5, sources, everything));
    expect(session.read()).toMatchObject({ isFollowing: false, waiting: 5 });
    expect(session.read().lines.at(-1)!.seq).toBe(newest.seq + 3);
    session.follow();
    await settle();
    expect(session.read()).toMatchObject({ isFollowing: true, waiting: 0 });
    expect(session.read().lines.at(-1)!.seq).toBe(newest.seq + 8);
  });
  it('reads back through a million lines without holding them, each once and in order', async () => {
    const { client, sources, settle } = setUp(60_000);
    const session = createLogSession({ client });
    session.open({ sources, filter: everything }, null);
    await settle();
    session.pause();
    const seen = new Set(session.read().lines.map(keyOfLine));
    let place = 0;
    while (session.read().hasEarlier) {
      const before = session.read();
      session.readEarlier();
      await settle();
      const now = session.read();
      expect(now.lines.length).toBeLessThanOrEqual(mostLines);
      for (const line of now.lines.slice(0, now.shift - before.shift)) { expect(seen.has(keyOfLine(line))).toBe(false); seen.add(keyOfLine(line)); }
      place += now.shift - before.shift;
    }
    expect(seen.size).toBe(60_000);
    expect(place).toBe(59_000);
    expect(session.read().hasLater).toBe(true);
  });
  it('jumps to a time and to a match, with what led to it', async () => {
    const { client, sources, settle, logs } = setUp();
    const session = createLogSession({ client });
    session.open({ sources, filter: everything }, at - 100_000_000);
    await settle();
    const { lines, target } = session.read();
    expect(target).toBe(at - 100_000_000);
    expect(lines[0]!.at).toBeLessThan(at - 100_000_000);
    expect(lines.at(-1)!.at).toBeGreaterThan(at - 100_000_000);
    const found = logs.search({ sources, filter: { ...everything, pattern: { text: 'SIGKILL', isRegex: false, isCaseSensitive: true } }, from: null, to: null, next: null, limit: 3 }).matches[2]!;
    session.jumpToLine(found.line, found.cursor);
    await settle();
    expect(session.read().lines.some((line) => keyOfLine(line) === keyOfLine(found.line))).toBe(true);
    expect(new Set(session.read().lines.map(keyOfLine)).size).toBe(session.read().lines.length);
  });
  it('takes no answer to a question that was replaced', async () => {
    const { client, sources, settle } = setUp();
    const session = createLogSession({ client });
    session.open({ sources, filter: everything }, null);
    session.open({ sources: sources.slice(0, 1), filter: everything }, null);
    await settle();
    expect(new Set(session.read().lines.map(({ source }) => source))).toEqual(new Set(sources.slice(0, 1)));
  });
  it('says nothing of sources when none is chosen', async () => {
    const { client, settle, asked } = setUp();
    const session = createLogSession({ client });
    session.open({ sources: [], filter: everything }, null);
    await settle();
    expect(session.read().phase).toBe('empty');
    expect(asked()).toBe(0);
  });
  it('knows how far the first line moved', () => {
    const [a, b, c] = setUp(3).logs.read({ sources: setUp(3).sources, filter: everything, from: null, to: null, anchor: { kind: 'oldest' }, limit: 3 }).lines;
    expect(headShift([b!, c!], [a!, b!, c!])).toBe(1);
    expect(headShift([a!, b!, c!], [c!])).toBe(-2);
    expect(headShift([a!], [c!])).toBe(0);
  });
});

describe('a search', () => {
  const filter = { ...everything, pattern: { text: 'signal \\d', isRegex: true, isCaseSensitive: false } };
  it('counts to the end, step by step, and stops when told', async () => {
    const { client, sources, settle } = setUp(50_000);
    const search = createLogSearch({ client });
    search.run(sources, filter);
    for (let turn = 0; turn < 20; turn += 1) await settle();
    const { phase, count, scanned, matches } = search.read();
    expect({ phase, scanned }).toEqual({ phase: 'done', scanned: 50_000 });
    expect(count).toBeGreaterThan(matches.length);
    search.stop();
    expect(search.read().phase).toBe('off');
  });
  it('walks through matches around the end', async () => {
    const { client, sources, settle } = setUp(5000);
    const search = createLogSearch({ client });
    search.run(sources, filter);
    await settle();
    const { matches } = search.read();
    expect(stepMatch(matches, null, 1)).toBe(0);
    expect(stepMatch(matches, matches[0]!.line, 1)).toBe(1);
    expect(stepMatch(matches, matches[0]!.line, -1)).toBe(matches.length - 1);
    expect(stepMatch(matches, matches.at(-1)!.line, 1)).toBe(0);
    expect(stepMatch([], null, 1)).toBeNull();
    expect(addMatches(matches.slice(5, 8), matches.slice(0, 5))).toEqual(matches.slice(0, 8));
  });
});
