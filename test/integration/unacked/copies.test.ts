/** Saved copies over time, on a real Redis and real files: what goes, what stays, and that what stays can still be undone. */
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tidyCopies } from '#electron/unacked/tidy-copies.ts';
import { copyLimits } from '#electron/unacked/core/choose-copies.ts';
import type { CopyId, DeliveryTag } from '#shared/domain/unacked.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { clock } from '#test/integration/celery-watch-kit.ts';
import { runPython, startRedis, type LocalRedis } from '#test/lab/loopback-celery.ts';
import { anyAction } from '#electron/journal/create-action-journal.ts';
import { broker, never, openBench, type Bench } from './bench-kit.ts';

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

/** One message taken by nobody that lives, as kombu leaves it; given back. Its copy, and its tag. */
async function movedOnce(): Promise<{ readonly copy: CopyId; readonly tag: DeliveryTag }> {
  const tag = await runPython(url, [
    'import json, time, kombu', 'tapp.note.apply_async(args=["x", "y", 0])', `c = kombu.Connection(${JSON.stringify(url)})`, 'q = c.default_channel', 'm = q.basic_get("celery")', 'print(m.delivery_tag)',
    // ended without a word: what it holds stays in unacked
    'import os, sys', 'sys.stdout.flush()', 'os._exit(0)',
  ].join('\n'));
  const moved = await bench.desk.giveBack({ broker, tags: [tag.trim() as DeliveryTag], consents: ['runs-twice', 'holder-unknown', 'holder-alive'] }, never);
  if (!moved.ok) throw new Error(JSON.stringify(moved.error));
  expect(moved.value.messages.map(({ outcome }) => outcome)).toEqual(['moved']);
  return { copy: moved.value.copy as CopyId, tag: tag.trim() as DeliveryTag };
}
const folder = (): string => join(bench.folder, 'copies');
const age = (copy: string, days: number): void => { const at = (Date.now() - days * 86_400_000) / 1000; utimesSync(join(folder(), `${copy}.json`), at, at); };
const tidy = (limits = copyLimits): Promise<void> => tidyCopies({ copies: bench.copies, journal: bench.journal, clock, log: createMemoryLog() }, limits);

test('UA15 old settled copies go and the journal names them; an unsettled one stays; a kept one is undone byte for byte', async () => {
  const [old, open, kept] = [await movedOnce(), await movedOnce(), await movedOnce()];
  // Fleetbeat ended before it noted what became of it
  writeFileSync(join(folder(), `${open.copy}.state.json`), 'not json');
  age(old.copy, 100);
  age(open.copy, 4000);
  await tidy();
  expect(readdirSync(folder()).sort()).toEqual([`${open.copy}.json`, `${open.copy}.state.json`, `${kept.copy}.json`, `${kept.copy}.state.json`].sort());
  const acts = await bench.journal.list({ filter: { ...anyAction, kinds: ['file'] }, after: null, limit: 10 });
  expect(acts.ok && acts.value.actions).toMatchObject([{ what: 'copies-removed', by: 'guard', outcome: 'done', before: [{ name: 'copies', value: 3 }, { name: 'bytes' }], after: [{ name: 'removed', value: 1 }, { name: 'copy', value: old.copy }] }]);
  expect(await bench.desk.undo(old.copy, never)).toMatchObject({ ok: false, error: { code: 'not-found' } });
  // without room for a single one the unsettled stays, and so does what is of today
  await tidy({ ...copyLimits, bytes: 0, count: 0 });
  expect(readdirSync(folder())).toHaveLength(4);
  const undone = await bench.desk.undo(kept.copy, never);
  expect(undone.ok && undone.value.messages.map(({ outcome }) => outcome)).toEqual(['undone']);
  expect((await redis.cli('HEXISTS', 'unacked', kept.tag)).trim()).toBe('1');
  const listed = await bench.desk.copies(null);
  expect(listed.ok && listed.value.map(({ id, state }) => [id, state])).toEqual([[kept.copy, 'undone'], [open.copy, 'unknown']]);
}, 60_000);
