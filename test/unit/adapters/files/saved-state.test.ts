import { expect, test } from 'vitest';
import { HostId } from '#shared/domain/ids.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { mapFileError } from '#electron/adapters/files/core/map-file-error.ts';
import { ownFolders } from '#electron/adapters/files/core/own-folders.ts';
import { defaultState, mergeStates, readSavedState, writeSavedState, type State } from '#electron/adapters/files/core/saved-state.ts';
import { hostConfig } from '#test/fakes/fleet-views.ts';

const host = (id: string, name = id) => hostConfig({ id: HostId.parse(id), name });
const state = (...hosts: ReturnType<typeof host>[]): State => ({ settings: defaultSettings, hosts });

test.each([
  [{ platform: 'linux', env: {}, home: '/home/op' }, { settings: '/home/op/.config/fleetbeat', log: '/home/op/.local/state/fleetbeat', history: '/home/op/.local/state/fleetbeat' }],
  [{ platform: 'linux', env: { XDG_CONFIG_HOME: '/cfg', XDG_STATE_HOME: 'relative' }, home: '/home/op' }, { settings: '/cfg/fleetbeat', log: '/home/op/.local/state/fleetbeat', history: '/home/op/.local/state/fleetbeat' }],
  [{ platform: 'linux', env: { FLEETBEAT_HOME: '/data', XDG_CONFIG_HOME: '/cfg' }, home: '/home/op' }, { settings: '/data', log: '/data/log', history: '/data' }],
  [{ platform: 'freebsd', env: { XDG_CONFIG_HOME: '' }, home: '/h' }, { settings: '/h/.config/fleetbeat', log: '/h/.local/state/fleetbeat', history: '/h/.local/state/fleetbeat' }],
  [{ platform: 'darwin', env: { XDG_CONFIG_HOME: '/cfg' }, home: '/Users/op' }, { settings: '/Users/op/Library/Application Support/Fleetbeat', log: '/Users/op/Library/Logs/Fleetbeat', history: '/Users/op/Library/Application Support/Fleetbeat' }],
  [{ platform: 'win32', env: { APPDATA: 'C:\\Users\\op\\AppData\\Roaming' }, home: 'C:\\Users\\op' }, { settings: 'C:\\Users\\op\\AppData\\Roaming\\Fleetbeat', log: 'C:\\Users\\op\\AppData\\Local\\Fleetbeat\\log', history: 'C:\\Users\\op\\AppData\\Local\\Fleetbeat' }],
  [{ platform: 'win32', env: { APPDATA: 'x' }, home: 'D:\\op' }, { settings: 'D:\\op\\AppData\\Roaming\\Fleetbeat', log: 'D:\\op\\AppData\\Local\\Fleetbeat\\log', history: 'D:\\op\\AppData\\Local\\Fleetbeat' }],
])('folders of %j', (surroundings, folders) => expect(ownFolders(surroundings)).toEqual(folders));

test.each([
  ['ENOENT', 'reading', 'missing'], ['EACCES', 'reading', 'not-readable'], ['EACCES', 'writing', 'not-writable'], ['EPERM', 'writing', 'not-writable'], ['EROFS', 'writing', 'not-writable'],
  ['ENOSPC', 'writing', 'disk-full'], ['EDQUOT', 'writing', 'disk-full'], ['EISDIR', 'reading', 'not-readable'], ['EIO', 'reading', 'other'], ['toString', 'reading', 'other'],
] as const)('%s while %s is %s', (code, doing, because) => expect(mapFileError(Object.assign(new Error('text'), { code }), '/p', doing)).toEqual({ code: 'file-failed', path: '/p', because }));

test('what is written is read back whole', () => {
  const written = state(host('a'), host('b'));
  expect(readSavedState(writeSavedState(written))).toEqual({ kind: 'whole', state: written });
  expect(readSavedState(`\uFEFF${writeSavedState(written)}`).kind).toBe('whole');
});

test('one bad host or setting costs itself only; a newer file is left alone; garbage is the default state', () => {
  const mixed = JSON.stringify({ format: 1, settings: { ...defaultSettings, theme: 'dark', sampleEveryMs: 1 }, hosts: [host('a'), { id: 'x' }, host('a', 'twice'), host('b')] });
  expect(readSavedState(mixed)).toEqual({ kind: 'partly', state: { settings: { ...defaultSettings, theme: 'dark' }, hosts: [host('a'), host('b')] } });
  expect(readSavedState('{"format":2,"settings":{},"hosts":[],"new":1}')).toEqual({ kind: 'newer' });
  for (const garbage of ['', 'null', '[]', '{', '\0', '{"format":"1"}', '{"__proto__":{}}']) expect(readSavedState(garbage)).toEqual({ kind: 'partly', state: defaultState });
});

test.each<[string, State, State, State, readonly string[]]>([
  ['both add', state(host('a')), state(host('a'), host('m')), state(host('a'), host('d')), ['a', 'm', 'd']],
  ['I remove, they add', state(host('a')), state(), state(host('a'), host('d')), ['d']],
  ['they remove, I add', state(host('a')), state(host('a'), host('m')), state(), ['m']],
  ['they remove what I changed', state(host('a')), state(host('a', 'changed')), state(), ['changed']],
  ['they changed what I left', state(host('a')), state(host('a')), state(host('a', 'theirs')), ['theirs']],
  ['both changed: the last writer wins', state(host('a')), state(host('a', 'mine')), state(host('a', 'theirs')), ['mine']],
  ['I save twice, their host stays', state(host('a'), host('m')), state(host('a'), host('m')), state(host('a'), host('d'), host('m')), ['a', 'm', 'd']],
])('two processes: %s', (_name, known, mine, onDisk, names) => {
  expect(mergeStates(known, mine, onDisk).hosts.map(({ name }) => name)).toEqual(names);
});

test('two processes change different settings and both stay', () => {
  const merged = mergeStates(state(), { settings: { ...defaultSettings, theme: 'dark' }, hosts: [] }, { settings: { ...defaultSettings, language: 'fr' }, hosts: [] });
  expect(merged.settings).toEqual({ ...defaultSettings, theme: 'dark', language: 'fr' });
});
