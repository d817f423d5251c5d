/** The message workbench against a real Redis and real Celery workers: what is given back is consumed, counted by the tasks themselves. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPython, startLocalWorker, startRedis, type LocalRedis } from '#test/lab/loopback-celery.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import type { DeliveryTag, MessageConsent, UnackedMessage } from '#shared/domain/unacked.ts';
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

const send = (word: string, seconds: number, options = ''): Promise<string> => runPython(url, `print(tapp.note.apply_async(args=[${JSON.stringify(join(bench.folder, 'runs'))}, ${JSON.stringify(word)}, ${seconds}]${options}).id)`);
const list = async (): Promise<readonly UnackedMessage[]> => {
  const page = await bench.desk.list({ broker, offset: 0, limit: 500 }, never);
  if (!page.ok) throw new Error(page.error.code);
  return page.value.messages;
};
const giveBack = (tags: readonly string[], consents: readonly MessageConsent[] = []) => bench.desk.giveBack({ broker, tags: tags as DeliveryTag[], consents: [...consents] }, never);

/** A worker killed with its tasks in hand: they lie in `unacked`, and nobody holds them. */
async function orphans(words: readonly string[], options = ''): Promise<readonly UnackedMessage[]> {
  for (const word of words) await send(word, 60, options);
  const worker = await startLocalWorker(url, { name: 'doomed', pool: 'prefork', args: ['-c', '2', '-Q', 'celery,prio', '--prefetch-multiplier', '10'] });
  bench.stand('doomed@lab', 'alive', Date.now() - 60_000);
  await waitFor('all to be taken', async () => (await list()).length === words.length, { deadlineMs: 20_000 });
  await worker.stop('SIGKILL');
  bench.stand('doomed@lab', 'ended');
  return waitFor('the holder to be proven dead', async () => { const found = await list(); return found.every(({ holder }) => holder.life === 'dead') ? found : null; }, { deadlineMs: 20_000, everyMs: 500, lastSeen: () => '' });
}

test('UA1 UA4 UA6 orphans of a killed worker: held by nobody, given back once, consumed once each; then undone where nobody took them', async () => {
  const found = await orphans(['a', 'b', 'c', 'd']);
  expect(found.map(({ message }) => message.task)).toEqual(Array.from({ length: 4 }, () => 'tapp.note'));
  expect(found.every(({ queue, message }) => queue === 'celery' && message.problem === null)).toBe(true);
  expect(found[0]?.holder.proofs).toContainEqual({ says: 'process-ended', name: 'doomed@lab' });
  expect(found[0]?.redelivery).toBeNull();
  const before = await redis.cli('ZRANGE', 'unacked_index', '0', '-1', 'WITHSCORES');

  const given = await giveBack(found.map(({ tag }) => tag));
  if (!given.ok) throw new Error(JSON.stringify(given.error));
  expect(given.value.messages.map(({ outcome }) => outcome)).toEqual(['moved', 'moved', 'moved', 'moved']);
  expect((await redis.cli('LLEN', 'celery')).trim()).toBe('4');
  expect((await redis.cli('HLEN', 'unacked')).trim()).toBe('0');
  expect((await redis.cli('EXISTS', 'unacked_mutex', `_fleetbeat.moved.${given.value.copy}`)).trim()).toBe('0');

  const undone = await bench.desk.undo(given.value.copy as never, never);
  expect(undone.ok && undone.value.messages.map(({ outcome }) => outcome)).toEqual(['undone', 'undone', 'undone', 'undone']);
  expect((await redis.cli('LLEN', 'celery')).trim()).toBe('0');
  expect(await redis.cli('ZRANGE', 'unacked_index', '0', '-1', 'WITHSCORES')).toBe(before);
  expect(await bench.desk.undo(given.value.copy as never, never)).toMatchObject({ ok: false, error: { code: 'message-refused', because: 'already-undone' } });

  const again = await giveBack(found.map(({ tag }) => tag));
  expect(again.ok && again.value.messages.every(({ outcome }) => outcome === 'moved')).toBe(true);
  const runs = join(bench.folder, 'runs');
  const first = runsIn(runs).length;
  const worker = await startLocalWorker(url, { name: 'heir', pool: 'prefork', args: ['-c', '4'] });
  await waitFor('all four to run again', () => runsIn(runs).length >= first + 4, { deadlineMs: 15_000 });
  expect(runsIn(runs).slice(first).sort()).toEqual(['a', 'b', 'c', 'd']);
  const late = await bench.desk.undo((again.ok && again.value.copy) as never, never);
  expect(late.ok && late.value.messages.map(({ outcome }) => outcome)).toEqual(['taken', 'taken', 'taken', 'taken']);
  await worker.stop('SIGKILL');
  await redis.cli('FLUSHALL');

  const acts = await bench.journal.list({ filter: { hosts: [], workers: [], brokers: [], kinds: [], outcomes: [], from: null, to: null, text: '' }, after: null, limit: 50 });
  expect(acts.ok && acts.value.actions.map(({ kind, outcome }) => `${kind}:${outcome}`)).toEqual(['undo:failed', 'give-back:done', 'undo:done', 'give-back:done']);
  expect(acts.ok && acts.value.actions[3]?.undoneBy).toBe(acts.ok && acts.value.actions[2]?.id);
}, 120_000);

test('UA2 UA3 a message that a living worker runs is held by it, and is touched only with consent', async () => {
  const worker = await startLocalWorker(url, { name: 'alive', pool: 'prefork', args: ['-c', '1', '--prefetch-multiplier', '1'] });
  bench.stand('doomed@lab', 'ended');
  bench.stand('alive@lab', 'alive', Date.now() - 60_000);
  await send('held', 60);
  const [held] = await waitFor('it to be listed as running', async () => { const found = await list(); return found[0]?.stage === 'running' ? found : null; }, { deadlineMs: 15_000, everyMs: 300 });
  expect(held).toMatchObject({ stage: 'running', acks: 'late', holder: { life: 'alive', name: 'alive@lab', proofs: [{ says: 'listed-active' }] } });
  expect(held?.redelivery?.from).toBeGreaterThan(Date.now() + 3_500_000);
  expect(await giveBack([held?.tag ?? ''])).toMatchObject({ ok: false, error: { code: 'not-agreed', needed: ['holder-alive', 'runs-twice'] } });
  expect((await redis.cli('HLEN', 'unacked')).trim()).toBe('1');
  // frozen: it answers nothing, so nobody knows; and unknown is not dead
  process.kill(worker.pid, 'SIGSTOP');
  const [silent] = await list();
  expect(silent).toMatchObject({ holder: { life: 'unknown' }, stage: 'unknown' });
  expect(await giveBack([held?.tag ?? ''])).toMatchObject({ ok: false, error: { code: 'not-agreed', needed: ['holder-unknown', 'runs-twice'] } });
  process.kill(worker.pid, 'SIGCONT');
  await worker.stop('SIGKILL');
  bench.stand('alive@lab', 'ended');
  await redis.cli('FLUSHALL');
}, 120_000);

test('UA5 priorities: each goes back to the list of its own step', async () => {
  const found = await orphans(['p4'], ', priority=4');
  const given = await giveBack(found.map(({ tag }) => tag));
  expect(given.ok && given.value.messages[0]?.outcome).toBe('moved');
  expect((await redis.cli('LLEN', 'celery\u0006\u00163')).trim()).toBe('1');
  await redis.cli('FLUSHALL');
}, 120_000);

test('UA7 a copy that waits already: nothing is doubled', async () => {
  const [one] = await orphans(['twice']);
  const given = await giveBack([one?.tag ?? '']);
  expect(given.ok && given.value.messages[0]?.outcome).toBe('moved');
  // as if a worker had restored it at the same time: it lies in both
  const element = (await redis.cli('--no-raw', 'LINDEX', 'celery', '0')).trim();
  expect(element.length).toBeGreaterThan(100);
  await redis.cli('EVAL', `local e = redis.call('LINDEX', 'celery', 0) redis.call('HSET', 'unacked', ARGV[1], '[' .. e .. ', "", "celery"]') redis.call('ZADD', 'unacked_index', 1, ARGV[1])`, '0', one?.tag ?? '');
  const again = await giveBack([one?.tag ?? '']);
  expect(again.ok && again.value.messages).toMatchObject([{ outcome: 'duplicate' }]);
  expect((await redis.cli('LLEN', 'celery')).trim()).toBe('1');
  await redis.cli('FLUSHALL');
}, 120_000);
