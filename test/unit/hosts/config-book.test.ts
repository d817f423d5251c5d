import { expect, test } from 'vitest';
import { createConfigBook } from '#electron/hosts/config-book.ts';
import type { SavedState, SettingsStore } from '#electron/ports/settings-store.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { err, ok } from '#shared/result.ts';
import { hostConfig } from '#test/fakes/host-facts.ts';

function memoryStore(): SettingsStore & { saved: SavedState; isFull: boolean } {
  const store = { saved: { settings: defaultSettings, hosts: [] } as SavedState, isFull: false };
  return Object.assign(store, {
    load: async () => ok({ state: store.saved, setAside: null }),
    save: async (state: SavedState) => { if (store.isFull) return err({ code: 'file-failed', path: 'settings', because: 'disk-full' } as const); store.saved = state; return ok(undefined); },
  });
}
let serial = 0;
const random = { next: () => 0.5, uuid: () => `id-${String((serial += 1))}`, token: () => 'ab' };
const { id: _id, isOn: _isOn, ...draft } = hostConfig('pi1');

test('a change that cannot be saved is not made', async () => {
  const store = memoryStore();
  const book = createConfigBook({ store, random });
  await book.add([draft]);
  store.isFull = true;
  const removed = await book.remove(book.hosts()[0]!.id);
  expect(removed).toEqual({ ok: false, error: { code: 'file-failed', path: 'settings', because: 'disk-full' } });
  expect(book.hosts()).toHaveLength(1);
});

test('two changes at once both stand', async () => {
  const store = memoryStore();
  const book = createConfigBook({ store, random });
  await Promise.all([book.add([draft]), book.add([{ ...draft, name: 'pi2' }]), book.changeSettings({ theme: 'dark', language: undefined })]);
  expect(store.saved.hosts.map((host) => host.name)).toEqual(['pi1', 'pi2']);
  expect(store.saved.settings).toEqual({ ...defaultSettings, theme: 'dark' });
});

test('FF3 a fleet file updates hosts of the same name, keeps their ids, and removes nothing', async () => {
  const book = createConfigBook({ store: memoryStore(), random });
  await book.add([draft, { ...draft, name: 'old' }]);
  const [first] = book.hosts();
  const merged = await book.merge([{ ...draft, address: '10.0.0.9' }, { ...draft, name: 'new' }]);
  expect(merged.ok && [merged.value.added.map((host) => host.name), merged.value.updated.map((host) => host.id)]).toEqual([['new'], [first!.id]]);
  expect(book.hosts().map((host) => [host.name, host.address])).toEqual([['pi1', '10.0.0.9'], ['old', '127.0.0.1'], ['new', '127.0.0.1']]);
});
