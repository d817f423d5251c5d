/** What goes wrong in the middle: our own process killed, Redis gone, hostile messages. Every message is counted, on a real Redis. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFlakyProxy } from '#test/lab/flaky-proxy.ts';
import { startRedis, type LocalRedis } from '#test/lab/loopback-celery.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import { broker, never, openBench } from './bench-kit.ts';

let redis: LocalRedis;
let url: string;
const folder = mkdtempSync(join(tmpdir(), 'fleetbeat-broken-'));
beforeAll(async () => { redis = await startRedis(); url = `redis://127.0.0.1:${redis.port}/0`; });
afterAll(async () => { rmSync(folder, { recursive: true, force: true }); await redis?.[Symbol.asyncDispose](); });

/** Messages as Celery 5.2.6 writes them (captured), with a body of so many bytes, put straight into `unacked`. */
async function fill(count: number, bytes = 20): Promise<readonly string[]> {
  await redis.cli('EVAL', `for i = 1, tonumber(ARGV[1]) do
    local tag = string.format('tag-%05d', i)
    local body = string.rep('QUFB', math.floor(tonumber(ARGV[2]) / 3) + 1)
    local envelope = '{"body": "' .. body .. '", "content-encoding": "utf-8", "content-type": "application/json", "headers": {"lang": "py", "task": "tapp.add", "id": "task-' .. i .. '", "retries": 0, "timelimit": [null, 1.50]}, "properties": {"correlation_id": "task-' .. i .. '", "delivery_mode": 2, "delivery_info": {"exchange": "", "routing_key": "celery"}, "priority": 0, "body_encoding": "base64", "delivery_tag": "' .. tag .. '"}}'
    redis.call('HSET', 'unacked', tag, '[' .. envelope .. ', "", "celery"]')
    redis.call('ZADD', 'unacked_index', 1795308530.5 + i, tag)
  end return 1`, '0', String(count), String(bytes));
  return Array.from({ length: count }, (_, at) => `tag-${String(at + 1).padStart(5, '0')}`);
}
const count = async (): Promise<{ unacked: number; index: number; queue: number }> => ({ unacked: Number(await redis.cli('HLEN', 'unacked')), index: Number(await redis.cli('ZCARD', 'unacked_index')), queue: Number(await redis.cli('LLEN', 'celery')) });
/** Every message exactly once: in `unacked` with its place in the index, or in the queue. */
async function tagsEverywhere(): Promise<readonly string[]> {
  const inHash = (await redis.cli('HKEYS', 'unacked')).split('\n').filter((line) => line !== '');
  const inIndex = (await redis.cli('ZRANGE', 'unacked_index', '0', '-1')).split('\n').filter((line) => line !== '');
  expect([...inIndex].sort()).toEqual([...inHash].sort());
  const inQueue = (await redis.cli('LRANGE', 'celery', '0', '-1')).split('\n').flatMap((line) => /"delivery_tag": "([^"]+)"/.exec(line)?.[1] ?? []);
  return [...inHash, ...inQueue].sort();
}

test('UA8 killed with -9 at eight moments of a move of 400: every message is there once, and the copy says how far it came', async () => {
  let partly = 0;
  // its words pass through this process, a little late: it cannot run ahead of whoever counts what it moved
  const proxy = await startFlakyProxy({ host: '127.0.0.1', port: redis.port });
  proxy.delay(3);
  const eye = new Redis(url);
  for (let round = 0; round < 8; round += 1) {
    await redis.cli('FLUSHALL');
    const tags = await fill(400);
    const place = join(folder, `kill-${round}`);
    const child = spawn(process.execPath, [new URL('./move-child.ts', import.meta.url).pathname, `redis://127.0.0.1:${proxy.port}/0`, place, JSON.stringify(tags)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const goal = Math.floor((round / 8) * 400);
    await once(child.stdout, 'data');
    await waitFor('the moment', async () => (await eye.llen('celery')) > goal, { deadlineMs: 60_000, everyMs: 1 });
    child.kill('SIGKILL');
    await ended;
    const left = await count();
    expect(await tagsEverywhere()).toEqual(tags);
    if (left.unacked > 0 && left.queue > 0) partly += 1;
    // the copy was there before the first was moved, whole
    const file = readdirSync(join(place, 'copies')).find((name) => !name.endsWith('.state.json')) ?? '';
    expect((JSON.parse(readFileSync(join(place, 'copies', file), 'utf8')) as { messages: unknown[] }).messages).toHaveLength(400);
    // the next engine finds out, and can take it all back
    const bench = openBench(url, { folder: place });
    await bench.ready();
    await waitFor('the copy to be old enough to look at', () => Date.now() - Number((JSON.parse(readFileSync(join(place, 'copies', file), 'utf8')) as { at: number }).at) > 5_000, { deadlineMs: 10_000 });
    const copies = await bench.desk.copies(broker);
    const [copy] = copies.ok ? copies.value : [];
    const outcomes = copy?.messages.map(({ outcome }) => outcome) ?? [];
    expect(outcomes.filter((outcome) => outcome === 'moved')).toHaveLength(left.queue);
    expect(outcomes.filter((outcome) => outcome === 'not-reached')).toHaveLength(left.unacked);
    await waitFor('the mutex of the killed one to lapse', async () => (await redis.cli('EXISTS', 'unacked_mutex')).trim() === '0' || (await redis.cli('DEL', 'unacked_mutex')) !== '', { deadlineMs: 2_000 });
    const undone = await bench.desk.undo(copy?.id as never, never);
    expect(undone.ok && undone.value.messages.filter(({ outcome }) => outcome === 'undone').length).toBe(left.queue);
    expect(await count()).toEqual({ unacked: 400, index: 400, queue: 0 });
    await bench[Symbol.asyncDispose]();
  }
  eye.disconnect();
  await proxy.dispose();
  expect(partly).toBe(8);
}, 300_000);

test('UA9 Redis gone in the middle of a move: the outcome of each message is found out on the next connection and said', async () => {
  await redis.cli('FLUSHALL');
  const tags = await fill(300);
  const proxy = await startFlakyProxy({ host: '127.0.0.1', port: redis.port });
  const bench = openBench(`redis://127.0.0.1:${proxy.port}/0`);
  await bench.ready();
  const giving = bench.desk.giveBack({ broker, tags: tags as never, consents: ['holder-unknown', 'runs-twice', 'queue-unknown'] }, never);
  await waitFor('some to be moved', async () => (await count()).queue > 40, { deadlineMs: 15_000, everyMs: 1 });
  proxy.cut();
  const given = await giving;
  const after = await count();
  if (!given.ok) throw new Error(JSON.stringify(given.error));
  const by = (outcome: string): number => given.value.messages.filter((one) => one.outcome === outcome).length;
  expect(by('moved')).toBe(after.queue);
  expect(by('not-reached')).toBe(after.unacked);
  expect(by('moved') + by('not-reached')).toBe(300);
  expect(await tagsEverywhere()).toEqual(tags);
  const copies = await bench.desk.copies(broker);
  expect(copies.ok && copies.value[0]?.state).toBe('partly-moved');
  await bench[Symbol.asyncDispose]();
  await proxy.dispose();
}, 120_000);

test('UA10 hostile values: binary, not JSON, no envelope, huge, a wrong type in the way; none kills, none is lost, none is pushed where a worker reads', async () => {
  await redis.cli('FLUSHALL');
  const hex = (bytes: string): string => `local h = '${bytes}' local v = h:gsub('..', function(c) return string.char(tonumber(c, 16)) end)`;
  await redis.cli('EVAL', `${hex('00ff80fe0a0d22')} redis.call('HSET', 'unacked', 'binary', v) redis.call('ZADD', 'unacked_index', 1, 'binary') return 1`, '0');
  for (const [tag, value] of [['text', 'not json at all'], ['list', '[1, 2'], ['number', '[5, "", "celery"]'], ['no-tag', '[{"body": "e30=", "headers": {}, "properties": {}}, "", "celery"]'], ['bad-base64', '[{"body": "e30", "headers": {"task": "a", "id": "b"}, "properties": {"delivery_info": {}, "body_encoding": "base64", "delivery_tag": "bad-base64"}}, "", "celery"]'], ['proto', '[{"__proto__": {"headers": 1}}, "", "celery"]'], ['deep', `${'['.repeat(5000)}${']'.repeat(5000)}`]] as const) await redis.cli('EVAL', `redis.call('HSET', 'unacked', ARGV[1], ARGV[2]) redis.call('ZADD', 'unacked_index', 2, ARGV[1]) return 1`, '0', tag, value);
  await redis.cli('EVAL', `redis.call('HSET', 'unacked', 'huge', string.rep('x', 70 * 1024 * 1024)) redis.call('ZADD', 'unacked_index', 3, 'huge') redis.call('ZADD', 'unacked_index', 4, 'nothing') redis.call('HSET', 'unacked', 'unindexed', 'x') return 1`, '0');
  const bench = openBench(url);
  await bench.ready();
  const page = await bench.desk.list({ broker, offset: 0, limit: 100 }, never);
  if (!page.ok) throw new Error(JSON.stringify(page.error));
  const problems = Object.fromEntries(page.value.messages.map(({ tag, message }) => [tag, message.problem]));
  expect(problems).toEqual({ binary: 'not-json', text: 'not-json', list: 'not-json', number: 'not-a-message', 'no-tag': 'not-a-message', 'bad-base64': 'not-a-message', proto: 'not-a-message', deep: 'not-json', huge: 'too-large', nothing: 'no-value', unindexed: 'not-json' });
  const consents = ['holder-unknown', 'runs-twice', 'queue-unknown', 'unreadable'] as const;
  const tags = page.value.messages.map(({ tag }) => tag);
  const given = await bench.desk.giveBack({ broker, tags, consents: [...consents] }, never);
  expect(given.ok && given.value.messages.map(({ outcome }) => outcome).filter((outcome) => outcome === 'moved')).toEqual([]);
  expect((await count()).queue).toBe(0);
  expect(await bench.desk.move({ broker, tags, consents: ['holder-unknown'] }, never)).toMatchObject({ ok: false, error: { code: 'not-agreed', needed: ['unreadable'] } });
  const moved = await bench.desk.move({ broker, tags, consents: [...consents] }, never);
  if (!moved.ok) throw new Error(JSON.stringify(moved.error));
  expect(Object.fromEntries(moved.value.messages.map(({ tag, outcome }) => [tag, outcome]))).toMatchObject({ binary: 'moved', text: 'moved', huge: 'not-reached', nothing: 'gone', deep: 'moved' });
  expect((await redis.cli('HKEYS', 'unacked')).trim()).toBe('huge');
  const undone = await bench.desk.undo(moved.value.copy as never, never);
  expect(undone.ok && undone.value.messages.every(({ outcome }) => outcome === 'undone')).toBe(true);
  // byte for byte what it was
  expect((await redis.cli('EVAL', `local v = redis.call('HGET', 'unacked', 'binary') local o = '' for i = 1, #v do o = o .. string.format('%02x', v:byte(i)) end return o`, '0')).trim()).toBe('00ff80fe0a0d22');
  expect((await redis.cli('LLEN', 'dead.unreadable')).trim()).toBe('0');
  await redis.cli('FLUSHALL');

  // the queue's name is another program's key: the push is refused before anything is removed
  const [tag] = await fill(1);
  await redis.cli('SET', 'celery', 'a string');
  const refused = await bench.desk.giveBack({ broker, tags: [tag] as never, consents: [...consents] }, never);
  expect(refused.ok).toBe(false);
  expect(Number(await redis.cli('HLEN', 'unacked'))).toBe(1);
  expect((await redis.cli('EXISTS', 'unacked_mutex')).trim()).toBe('0');
  await redis.cli('DEL', 'celery');

  // a worker restores at this moment: we wait, then say so
  await redis.cli('SET', 'unacked_mutex', 'a worker', 'PX', '60000');
  expect(await bench.desk.giveBack({ broker, tags: [tag] as never, consents: [...consents] }, never)).toMatchObject({ ok: false, error: { code: 'message-refused', because: 'locked' } });
  expect((await redis.cli('GET', 'unacked_mutex')).trim()).toBe('a worker');
  expect(Number(await redis.cli('HLEN', 'unacked'))).toBe(1);
  await redis.cli('DEL', 'unacked_mutex');

  // no copy can be saved: nothing is touched
  rmSync(join(bench.folder, 'copies'), { recursive: true, force: true });
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(bench.folder, 'copies'), 'a file in the way');
  expect(await bench.desk.giveBack({ broker, tags: [tag] as never, consents: [...consents] }, never)).toMatchObject({ ok: false, error: { code: 'message-refused', because: 'not-saved' } });
  expect(await count()).toMatchObject({ unacked: 1, queue: 0 });
  expect(existsSync(join(bench.folder, 'copies'))).toBe(true);
  await bench[Symbol.asyncDispose]();
}, 120_000);

test('UA11 a key prefix is glued to every key', async () => {
  await redis.cli('FLUSHALL');
  await fill(1);
  await redis.cli('RENAME', 'unacked', 'PFX_unacked');
  await redis.cli('RENAME', 'unacked_index', 'PFX_unacked_index');
  const bench = openBench(url, { keyPrefix: 'PFX_' });
  await bench.ready();
  const given = await bench.desk.giveBack({ broker, tags: ['tag-00001'] as never, consents: ['holder-unknown', 'runs-twice', 'queue-unknown'] }, never);
  expect(given.ok && given.value.messages[0]?.outcome).toBe('moved');
  expect((await redis.cli('LLEN', 'PFX_celery')).trim()).toBe('1');
  // everything but the mark is as it was: Python's 1.50 too
  expect(await redis.cli('LINDEX', 'PFX_celery', '0')).toContain('"timelimit": [null, 1.50]');
  expect(await redis.cli('LINDEX', 'PFX_celery', '0')).toContain('"headers": {"redelivered": true, "lang": "py"');
  await bench[Symbol.asyncDispose]();
  const left = (await redis.cli('KEYS', '*')).split('\n').filter((line) => line !== '').sort();
  expect(left).toEqual(['PFX_celery']);
}, 60_000);
