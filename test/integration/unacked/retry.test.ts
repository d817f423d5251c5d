/** Tasks sent again with their original messages, on a real Redis with a real worker: what runs is counted by the task. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPython, startLocalWorker, startRedis, type LocalRedis } from '#test/lab/loopback-celery.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import type { RetryRequest } from '#shared/domain/unacked.ts';
import { createMender } from '#electron/recovery/mender.ts';
import { createStuckSource } from '#electron/recovery/create-stuck-source.ts';
import { createLocalShellSession } from '#test/fakes/local-shell-session.ts';
import { random } from '#test/integration/celery-watch-kit.ts';
import { broker, never, openBench, runsIn, type Bench } from './bench-kit.ts';

let redis: LocalRedis;
let bench: Bench;
let url: string;
beforeAll(async () => {
  redis = await startRedis();
  url = `redis://127.0.0.1:${redis.port}/0`;
  bench = openBench(url);
  await bench.ready();
});
afterAll(async () => { await bench?.[Symbol.asyncDispose](); await redis?.[Symbol.asyncDispose](); });

const runs = (): string => join(bench.folder, 'runs');
const retry = (request: Partial<RetryRequest> & Pick<RetryRequest, 'from'>) => bench.desk.retry({ queue: null, newId: true, consents: ['holder-unknown', 'runs-twice', 'queue-unknown'], ...request }, never);
/** A long argument: Celery's own repr of it is cut, the message is not. */
const long = 'é'.repeat(5000);

test('UA12 UA13 set aside, found in its dead queue, sent again with its whole arguments and a new id; the worker runs it once', async () => {
  const id = (await runPython(url, `print(tapp.note.apply_async(args=[${JSON.stringify(runs())}, ${JSON.stringify(long)}, 0], priority=4, expires=3600).id)`)).trim();
  await redis.cli('EVAL', `local e = redis.call('RPOP', 'celery\u0006\u00163') redis.call('HSET', 'unacked', 'stray', '[' .. e .. ', "", "celery"]') redis.call('ZADD', 'unacked_index', 1795308530, 'stray') return 1`, '0');
  const moved = await bench.desk.move({ broker, tags: ['stray' as never], consents: ['holder-unknown'] }, never);
  expect(moved.ok && moved.value.messages).toMatchObject([{ outcome: 'moved', to: 'dead.celery', task: id }]);
  const dead = await bench.desk.dead(broker, 10, never);
  if (!dead.ok) throw new Error(dead.error.code);
  const [one] = dead.value.messages;
  expect(one).toMatchObject({ queue: 'dead.celery', message: { task: 'tapp.note', id } });
  expect(one?.message.args?.length).toBeLessThan(400);
  const again = await retry({ from: { kind: 'dead', broker, queue: 'dead.celery', tag: one?.tag as never } });
  if (!again.ok) throw new Error(JSON.stringify(again.error));
  expect(again.value.was).toBe(id);
  expect(again.value.task).not.toBe(id);
  expect((await redis.cli('LLEN', 'dead.celery')).trim()).toBe('0');
  // its priority is kept, and the new identity is in the message
  expect((await redis.cli('LLEN', 'celery\u0006\u00163')).trim()).toBe('1');
  const undone = await bench.desk.undo(again.value.copy as never, never);
  expect(undone.ok && undone.value.messages[0]?.outcome).toBe('undone');
  expect([(await redis.cli('LLEN', 'dead.celery')).trim(), (await redis.cli('LLEN', 'celery\u0006\u00163')).trim()]).toEqual(['1', '0']);
  const third = await retry({ from: { kind: 'dead', broker, queue: 'dead.celery', tag: one?.tag as never } });
  const worker = await startLocalWorker(url, { name: 'taker', pool: 'prefork', args: ['-c', '1'] });
  await waitFor('it to run', () => runsIn(runs()).length > 0, { deadlineMs: 15_000 });
  expect(runsIn(runs())).toEqual([long]);
  await waitFor('its result under the new id', async () => (await redis.cli('EXISTS', `celery-task-meta-${third.ok ? third.value.task : ''}`)).trim() === '1', { deadlineMs: 10_000 });
  // once more from the saved copy, with the same id, agreed to as running twice
  expect(await retry({ from: { kind: 'copy', copy: (moved.ok && moved.value.copy) as never, tag: 'stray' as never }, newId: false, consents: [] })).toMatchObject({ ok: false, error: { code: 'not-agreed', needed: ['runs-twice'] } });
  const fourth = await retry({ from: { kind: 'copy', copy: (moved.ok && moved.value.copy) as never, tag: 'stray' as never }, newId: false, consents: ['runs-twice'] });
  expect(fourth.ok && fourth.value.task).toBe(id);
  await waitFor('it to run again', () => runsIn(runs()).length > 1, { deadlineMs: 15_000 });
  expect(runsIn(runs())).toEqual([long, long]);
  await worker.stop('SIGKILL');
}, 120_000);

test('UA13 straight out of unacked: one step, nothing left behind, refused when it is gone or no task', async () => {
  await redis.cli('FLUSHALL');
  await runPython(url, `print(tapp.note.apply_async(args=[${JSON.stringify(runs())}, 'straight', 0]).id)`);
  await redis.cli('EVAL', `local e = redis.call('RPOP', 'celery') redis.call('HSET', 'unacked', 'stray', '[' .. e .. ', "", "celery"]') redis.call('ZADD', 'unacked_index', 1795308530, 'stray') return 1`, '0');
  const sent = await retry({ from: { kind: 'unacked', broker, tag: 'stray' as never } });
  expect(sent.ok).toBe(true);
  expect([(await redis.cli('HLEN', 'unacked')).trim(), (await redis.cli('ZCARD', 'unacked_index')).trim(), (await redis.cli('LLEN', 'celery')).trim()]).toEqual(['0', '0', '1']);
  expect(await retry({ from: { kind: 'unacked', broker, tag: 'stray' as never } })).toMatchObject({ ok: false, error: { code: 'message-refused', because: 'gone' } });
  await redis.cli('HSET', 'unacked', 'junk', '["x", "", "celery"]');
  expect(await retry({ from: { kind: 'unacked', broker, tag: 'junk' as never } })).toMatchObject({ ok: false, error: { code: 'message-refused', because: 'not-a-task' } });
  expect(await retry({ from: { kind: 'dead', broker, queue: 'celery', tag: 'stray' as never } })).toMatchObject({ ok: false, error: { code: 'not-found' } });
}, 60_000);

test('UA14 a task that the supervisor revoked as stuck is sent again with the arguments it wrote down; one of which only a text is left is not', async () => {
  await redis.cli('FLUSHALL');
  const state = mkdtempSync(join(tmpdir(), 'fleetbeat-stuck-'));
  // the line as electron/pi/fleetbeat_supervisor.py writes it, from the worker's own `active` reply
  const line = (id: string, args: unknown): string => `${JSON.stringify({ id, name: 'tapp.note', args, kwargs: {}, queue: 'celery', age_s: 400.1, limit_s: 300, signal: 'SIGTERM', at: 1795308530.123, program: 'w', node: 'gone@lab' })}\n`;
  writeFileSync(join(state, 'stuck.jsonl'), line('whole', [runs(), 'stuck é 12345678901234567890', 0]).replace(', 0]', ', 0.0]') + line('text', "('a...', 1)") + '{"half":');
  // a process that a supervisor has started: it carries the name of the state folder
  const marked = spawn('/bin/sleep', ['60'], { env: { FLEETBEAT_SUPERVISOR: state, FLEETBEAT_PROGRAM: 'w' }, stdio: 'ignore' });
  const host = 'h1' as never;
  const mender = createMender({ session: () => createLocalShellSession(), script: readFileSync(new URL('../../../electron/pi/mender.py', import.meta.url), 'utf8'), random });
  const keeper = { snapshot: () => ({ hosts: [{ id: host, link: { phase: 'connected' } }], workers: [{ host, name: 'gone@lab', broker }] }) } as never;
  const other = openBench(url, { folder: bench.folder, stuck: createStuckSource({ keeper, mender, random }) });
  await other.ready();
  const records = await waitFor('the records', async () => { const listed = await other.desk.stuck(null, never); return listed.ok && listed.value.filter(({ worker }) => worker === 'gone@lab').length === 2 ? listed.value : null; }, { deadlineMs: 10_000, everyMs: 300 });
  const named = (id: string) => records.find(({ message }) => message.id === id);
  expect([named('whole')?.isWhole, named('text')?.isWhole]).toEqual([true, false]);
  const again = (record: string | undefined, consents: RetryRequest['consents']) => other.desk.retry({ from: { kind: 'stuck', host, record: record ?? '' }, queue: null, newId: true, consents }, never);
  expect(await again(named('text')?.record, ['runs-twice'])).toMatchObject({ ok: false, error: { code: 'message-refused', because: 'not-whole' } });
  expect(await again(named('whole')?.record, [])).toMatchObject({ ok: false, error: { code: 'not-agreed', needed: ['runs-twice'] } });
  const before = runsIn(runs()).length;
  const sent = await again(named('whole')?.record, ['runs-twice']);
  if (!sent.ok) throw new Error(JSON.stringify(sent.error));
  await using worker = await startLocalWorker(url, { name: 'again', pool: 'solo' });
  await waitFor('it to run', () => runsIn(runs()).length > before, { deadlineMs: 15_000, lastSeen: worker.output });
  expect(runsIn(runs()).slice(before)).toEqual(['stuck é 12345678901234567890']);
  expect(worker.output()).not.toContain('Unrecoverable');
  marked.kill('SIGKILL');
  await other[Symbol.asyncDispose]();
  rmSync(state, { recursive: true, force: true });
}, 60_000);
