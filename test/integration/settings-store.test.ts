import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HostId } from '#shared/domain/ids.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { createJsonSettingsStore } from '#electron/adapters/files/json-settings-store.ts';
import { defaultState } from '#electron/adapters/files/core/saved-state.ts';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import { hostConfig } from '#test/fakes/fleet-views.ts';

let folder: string;
let path: string;
const host = (id: string) => hostConfig({ id: HostId.parse(id), name: id });
const store = (at = path) => createJsonSettingsStore({ path: at, clock: createSystemClock(), timers: createSystemTimers(), random: createSystemRandom() });
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetbeat-settings-'));
  path = join(folder, 'deep', 'settings.json');
});
afterEach(() => rm(folder, { recursive: true }));

test('a missing file is the default state; a saved one comes back, for its owner only', async () => {
  const mine = store();
  expect(await mine.load()).toEqual({ ok: true, value: { state: defaultState, setAside: null } });
  const state = { settings: defaultSettings, hosts: [host('a')] };
  expect(await mine.save(state)).toEqual({ ok: true, value: undefined });
  expect(await store().load()).toEqual({ ok: true, value: { state, setAside: null } });
  expect([(await stat(path)).mode & 0o777, await readdir(join(folder, 'deep'))]).toEqual([0o600, ['settings.json']]);
});

test('a damaged file is set aside under the next free name, and its good hosts live on', async () => {
  await mkdir(join(folder, 'deep'));
  await writeFile(`${path}.corrupt-1`, 'older');
  const text = JSON.stringify({ format: 1, settings: defaultSettings, hosts: [host('a'), 7] });
  await writeFile(path, text);
  expect(await store().load()).toEqual({ ok: true, value: { state: { settings: defaultSettings, hosts: [host('a')] }, setAside: `${path}.corrupt-2` } });
  expect([await readFile(`${path}.corrupt-2`, 'utf8'), await readFile(`${path}.corrupt-1`, 'utf8')]).toEqual([text, 'older']);
  expect((await store().load()).ok && (await readdir(join(folder, 'deep'))).length).toBe(3);
});

test('a newer file is neither read nor overwritten', async () => {
  await mkdir(join(folder, 'deep'));
  await writeFile(path, '{"format":9,"settings":{},"hosts":[]}');
  const refused = { ok: false, error: { code: 'file-failed', path, because: 'bad-format' } };
  const mine = store();
  expect([await mine.load(), await mine.save(defaultState), await readFile(path, 'utf8')]).toEqual([refused, refused, '{"format":9,"settings":{},"hosts":[]}']);
});

test('twenty stores saving at once lose nobody', async () => {
  const stores = Array.from({ length: 20 }, () => store());
  await Promise.all(stores.map((one) => one.load()));
  await Promise.all(stores.map((one, index) => one.save({ settings: defaultSettings, hosts: [host(`h${index}`)] })));
  const end = await store().load();
  expect(end.ok && end.value.state.hosts.map(({ id }) => id).sort()).toEqual(Array.from({ length: 20 }, (_, index) => `h${index}`).sort());
});

test('a lock left by a crash is taken over', async () => {
  await mkdir(join(folder, 'deep'));
  await writeFile(`${path}.lock`, '');
  await utimes(`${path}.lock`, new Date(0), new Date(0));
  expect((await store().save(defaultState)).ok).toBe(true);
});

test('a full disk and a folder that is a file are said', async () => {
  await writeFile(join(folder, 'file'), '');
  const blocked = join(folder, 'file', 'settings.json');
  expect(await store(blocked).save(defaultState)).toMatchObject({ ok: false, error: { code: 'file-failed', path: blocked } });
  expect(await store('/dev/full/x').save(defaultState)).toMatchObject({ ok: false, error: { code: 'file-failed' } });
});
