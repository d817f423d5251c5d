/** What befalls a file: damage, a full disk, its limit, a second program, a newer one. Rules HS9 to HS12. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StoreState } from '#electron/ports/history-store.ts';
import { batchOf, limits, openStoreAt, pi, signal, type TestStore } from './store-kit.ts';

const start = Date.UTC(2026, 10, 1);
/** As large as the journal may stay; it belongs to the file until it is written back. */
const journalBytes = 9 * 1024 * 1024;
let folder = '';
let path = '';
const undo: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetbeat-test-faults-'));
  path = join(folder, 'history.sqlite');
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  await rm(folder, { recursive: true, force: true });
});

const openHere = (): TestStore => {
  const opened = openStoreAt(path);
  undo.push(opened.dispose);
  return opened;
};
const pulsesAt = (from: number, count: number, series = 40) => Array.from({ length: count }, (_, step) => ({ host: pi, at: from + step * 2000, values: Array.from({ length: series }, (__, number) => [`s${number}`, Math.sin(step * 7 + number) * 1e6] as const) }));
async function fill(opened: TestStore, from: number, batches: number): Promise<void> {
  for (let batch = 0; batch < batches; batch += 1) {
    const at = from + batch * 600_000;
    expect((await opened.store.append(batchOf(at, pulsesAt(at, 300)))).ok).toBe(true);
    await opened.store.tidy(at, limits);
  }
}
async function rowsBetween(opened: TestStore, from: number, to: number): Promise<number> {
  const answer = await opened.store.query({ host: pi, keys: ['s0'], from, to, points: 4000 }, signal);
  return answer.ok ? answer.value.times.length : -1;
}
async function until(opened: TestStore, wanted: (state: StoreState) => boolean, deadlineMs = 15_000): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`still ${JSON.stringify(opened.store.state())}`)), deadlineMs);
  const look = (state: StoreState): void => { if (wanted(state)) resolve(); };
  const stop = opened.store.onState(look);
  look(opened.store.state());
  await promise.finally(() => { clearTimeout(timer); stop(); });
}

test.each([
  ['no SQLite file', async () => writeFile(path, 'hello '.repeat(5000))],
  ['cut short in the middle', async () => truncate(path, Math.floor((await stat(path)).size / 8192) * 4096)],
  ['overwritten inside', async () => {
    const file = await open(path, 'r+');
    const { size } = await file.stat();
    for (let at = 8192; at + 4096 < size; at += 16_384) await file.write(Buffer.alloc(2048, 0xa5), 0, 2048, at);
    await file.close();
  }],
])('HS9 a file that is %s is set aside whole, said, and recording goes on in a new one', async (_, damage) => {
  const first = openStoreAt(path);
  await fill(first, start, 12);
  await first.dispose();
  await damage();
  const damagedSize = (await stat(path)).size;
  const opened = openHere();
  await until(opened, ({ setAside }) => setAside !== null);
  expect(opened.store.state()).toMatchObject({ state: 'on', setAside: `${path}.corrupt-1` });
  expect((await stat(`${path}.corrupt-1`)).size).toBe(damagedSize);
  await fill(opened, start + 86_400_000, 1);
  expect(await rowsBetween(opened, start + 86_400_000, start + 86_400_000 + 600_000)).toBe(300);
});

test('HS9 a damaged block is a hole, not an error', async () => {
  const first = openStoreAt(path);
  await fill(first, start, 3);
  await first.dispose();
  const db = new DatabaseSync(path);
  db.exec("UPDATE block SET data = x'00ff00ff' WHERE id IN (SELECT min(id) FROM block)");
  db.close();
  const opened = openHere();
  const answer = await opened.store.query({ host: pi, keys: ['s0', 's1'], from: start, to: start + 1_800_000, points: 4000 }, signal);
  const shown = answer.ok ? ['s0', 's1'].map((key) => answer.value.series[key]?.last.filter((value) => value !== null).length) : [];
  expect(shown).toEqual([600, 900]);
});

test.skipIf(process.getuid?.() !== 0)('HS10 a full disk stops the recording, says so, loses nothing that was kept, and recovers by itself', async () => {
  // a real file system of 6 MB
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', folder]);
  undo.push(() => execFileSync('umount', [folder]));
  const opened = openHere();
  await fill(opened, start, 2);
  const ballast = join(folder, 'ballast');
  const free = 6 * 1024 * 1024 - (await readdir(folder)).reduce((sum, name) => sum + Number(execFileSync('stat', ['-c', '%b', join(folder, name)]).toString()) * 512, 0);
  await writeFile(ballast, Buffer.alloc(Math.max(0, free - 120_000)));
  let refused = 0;
  let kept = 2;
  while (refused === 0 && kept < 500) {
    const done = await opened.store.append(batchOf(start + kept * 600_000, pulsesAt(start + kept * 600_000, 300)));
    if (done.ok) kept += 1;
    else { refused += 1; expect(done.error).toEqual({ code: 'file-failed', path, because: 'disk-full' }); }
  }
  expect(refused).toBe(1);
  expect(opened.store.state().state).toBe('disk-full');
  // reading goes on
  expect(await rowsBetween(opened, start, start + 600_000)).toBe(300);
  await rm(ballast);
  expect((await opened.store.append(batchOf(start + kept * 600_000, pulsesAt(start + kept * 600_000, 300)))).ok).toBe(true);
  await until(opened, ({ state }) => state === 'on');
  for (let block = 0; block <= kept; block += 1) expect(await rowsBetween(opened, start + block * 600_000, start + (block + 1) * 600_000), `ten minutes number ${block}`).toBe(300);
});

test('HS11 near the limit every level is kept shorter, and recording goes on', async () => {
  const opened = openHere();
  const small = { ...limits, limitBytes: 2_200_000 };
  for (let batch = 0; batch < 100; batch += 1) {
    const at = start + batch * 600_000;
    expect((await opened.store.append(batchOf(at, pulsesAt(at, 300)))).ok).toBe(true);
    await opened.store.tidy(at, small);
  }
  const now = start + 100 * 600_000;
  const bytes = await opened.store.bytes();
  expect(bytes.ok && bytes.value).toBeLessThan(small.limitBytes + journalBytes);
  const answer = await opened.store.query({ host: pi, keys: ['s0'], from: start, to: now, points: 4000 }, signal);
  const raw = answer.ok ? answer.value.parts.find(({ level }) => level === 'raw') : undefined;
  const near = await opened.store.query({ host: pi, keys: ['s0'], from: now - 6 * 3_600_000, to: now, points: 4000 }, signal);
  expect(raw).toBeUndefined();
  expect(near.ok && near.value.parts.map(({ level }) => level)).toEqual(['10s', 'raw']);
  // nothing of the whole time is missing, it is only coarser
  expect(answer.ok && answer.value.series['s0']?.mean.includes(null)).toBe(false);
});

test('HS11 at the limit recording stops and says why; with more room it goes on', async () => {
  const opened = openHere();
  const tiny = { ...limits, limitBytes: 400_000 };
  await opened.store.tidy(start, tiny);
  let at = start;
  let refused: unknown = null;
  for (let batch = 0; batch < 60 && refused === null; batch += 1, at += 600_000) {
    const done = await opened.store.append(batchOf(at, pulsesAt(at, 300)));
    if (done.ok) await opened.store.tidy(at, tiny);
    else refused = done.error;
  }
  expect(refused).toEqual({ code: 'file-failed', path, because: 'too-large' });
  expect(opened.store.state().state).toBe('over-limit');
  expect((await stat(path)).size).toBeLessThanOrEqual(400_000);
  await opened.store.tidy(at, limits);
  expect((await opened.store.append(batchOf(at, pulsesAt(at, 300)))).ok).toBe(true);
  await until(opened, ({ state }) => state === 'on');
});

test('HS12 a second program only reads, and takes over when the first is gone', async () => {
  const first = openStoreAt(path);
  await fill(first, start, 2);
  const second = openHere();
  await until(second, ({ state }) => state === 'elsewhere');
  expect(await rowsBetween(second, start, start + 1_200_000)).toBe(600);
  expect((await second.store.append(batchOf(start, pulsesAt(start, 1)))).ok).toBe(false);
  await first.dispose();
  await until(second, ({ state }) => state === 'on');
  await fill(second, start + 1_200_000, 1);
  expect(await rowsBetween(second, start, start + 1_800_000)).toBe(900);
});

test('HS9 a file of a newer program is left alone', async () => {
  const first = openStoreAt(path);
  await fill(first, start, 1);
  await first.dispose();
  const db = new DatabaseSync(path);
  db.exec("UPDATE part_version SET version = 99 WHERE part = 'history'");
  db.close();
  const opened = openHere();
  await until(opened, ({ state }) => state === 'failed');
  expect(opened.store.state()).toMatchObject({ because: 'newer-version', setAside: null });
  expect((await opened.store.append(batchOf(start, pulsesAt(start, 1)))).ok).toBe(false);
});

test('HS13 a backup made while recording goes on comes back whole, and the file it replaces is kept', async () => {
  const opened = openHere();
  await fill(opened, start, 3);
  const [made] = await Promise.all([opened.store.backup('one.sqlite'), fill(opened, start + 1_800_000, 2)]);
  expect(made).toEqual({ ok: true, value: join(folder, 'history-backups', 'one.sqlite') });
  await fill(opened, start + 3_000_000, 1);
  expect(await rowsBetween(opened, start, start + 3_600_000)).toBe(1800);
  const listed = await opened.store.backups();
  expect(listed.ok && listed.value.map(({ name }) => name)).toEqual(['one.sqlite']);
  const restored = await opened.store.restore('one.sqlite');
  expect(restored).toEqual({ ok: true, value: `${path}.before-restore-1` });
  const rows = await rowsBetween(opened, start, start + 3_600_000);
  expect(rows).toBeGreaterThanOrEqual(900);
  expect(rows).toBeLessThanOrEqual(1500);
  await fill(opened, start + 3_600_000, 1);
  expect(await rowsBetween(opened, start + 3_600_000, start + 4_200_000)).toBe(300);
});

test('HS13 a damaged or foreign backup changes nothing', async () => {
  const opened = openHere();
  await fill(opened, start, 2);
  await opened.store.backup('good.sqlite');
  await writeFile(join(folder, 'history-backups', 'bad.sqlite'), 'not a database at all '.repeat(1000));
  for (const name of ['bad.sqlite', '../history.sqlite', 'absent.sqlite']) expect((await opened.store.restore(name)).ok, name).toBe(false);
  expect(await rowsBetween(opened, start, start + 1_200_000)).toBe(600);
  expect((await readdir(folder)).filter((name) => name.includes('before-restore'))).toEqual([]);
});
