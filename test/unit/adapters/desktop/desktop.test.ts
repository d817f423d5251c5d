import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { err, ok } from '#shared/result.ts';
import { chooseVault } from '#electron/adapters/desktop/core/choose-vault.ts';
import { createDesktopClient } from '#electron/adapters/desktop/desktop-client.ts';
import { createSafeStorageVault, type SafeStorageLike, type SecretFile } from '#electron/adapters/desktop/safe-storage-vault.ts';
import { answerDesktopAsk } from '#electron/adapters/desktop/serve-desktop.ts';
import { createMemoryVault } from '#electron/adapters/system/memory-vault.ts';

test.each([
  ['linux', true, 'gnome_libsecret', 'keychain'], ['linux', true, 'kwallet6', 'keychain'], ['linux', true, 'basic_text', 'memory'], ['linux', true, 'unknown', 'memory'], ['linux', true, '', 'memory'],
  ['linux', false, 'gnome_libsecret', 'memory'], ['darwin', true, '', 'keychain'], ['darwin', false, '', 'memory'], ['win32', true, '', 'keychain'],
] as const)('%s, available %s, backend %s: secrets rest in %s', (platform, isAvailable, linuxBackend, kind) => expect(chooseVault({ platform, isAvailable, linuxBackend })).toBe(kind));

/** A keychain whose key can be lost: what was encrypted before cannot be read after. */
function keychain() {
  let key = 1;
  let isBroken = false;
  let shouldReEncrypt = false;
  const storage: SafeStorageLike = {
    encryptStringAsync: async (plain) => { if (isBroken) throw new Error(plain); return Buffer.from(`${key}|${plain.split('').reverse().join('')}`); },
    decryptStringAsync: async (cipher) => {
      const [used, text = ''] = cipher.toString().split('|');
      if (used !== String(key) && !shouldReEncrypt) throw new Error('wrong key');
      return { result: text.split('').reverse().join(''), shouldReEncrypt };
    },
  };
  const entries = new Map<string, string>();
  const file: SecretFile = { read: async () => entries, change: async (change) => change(entries) };
  return { vault: createSafeStorageVault({ storage, file }), entries, loseKey: () => { key += 1; }, rotate: () => { key += 1; shouldReEncrypt = true; }, breakIt: () => { isBroken = true; } };
}

test('secrets are kept encrypted, a lost key is as good as no secret, a rotated one encrypts anew', async () => {
  const { vault, entries, loseKey, rotate } = keychain();
  await vault.set('host:h:password', 'hunter2');
  expect([await vault.get('host:h:password'), await vault.get('none'), JSON.stringify([...entries]).includes('hunter2')]).toEqual([ok('hunter2'), ok(null), false]);
  loseKey();
  expect(await vault.get('host:h:password')).toEqual(ok(null));
  await vault.set('host:h:password', 'hunter3');
  const before = entries.get('host:h:password');
  rotate();
  expect(await vault.get('host:h:password')).toEqual(ok('hunter3'));
  expect(entries.get('host:h:password')).not.toBe(before);
  await vault.remove('host:h:password');
  expect(entries.size).toBe(0);
});

test('a keychain that fails says so, without the secret', async () => {
  const { vault, breakIt } = keychain();
  breakIt();
  expect(await vault.set('host:h:password', 'hunter2')).toEqual(err({ code: 'vault-unavailable', because: 'failed' }));
});

test('the engine reaches the vault and the dialog over a real port', async () => {
  const { port1, port2 } = new MessageChannel();
  const vault = createMemoryVault();
  port2.on('message', (message: unknown) => void answerDesktopAsk(message, { vault, chooseKey: async () => '/home/op/.ssh/id', hear: () => undefined }).then((answer) => port2.postMessage(answer)));
  const client = createDesktopClient({ post: (message) => port1.postMessage(message), vaultKind: 'keychain' });
  port1.on('message', client.hear);
  expect(await client.vault.set('a', 'secret')).toEqual(ok(undefined));
  expect([await client.vault.get('a'), await vault.get('a')]).toEqual([ok('secret'), ok('secret')]);
  expect([await client.vault.remove('a'), await client.vault.get('a'), await client.chooseKey(new AbortController().signal)]).toEqual([ok(undefined), ok(null), '/home/op/.ssh/id']);
  port1.close();
});

test('every ask ends: withdrawn, refused, or closed', async () => {
  const client = createDesktopClient({ post: () => undefined, vaultKind: 'keychain' });
  const abort = new AbortController();
  const chosen = client.chooseKey(abort.signal);
  abort.abort();
  expect(await chosen).toBe(null);
  const pending = client.vault.get('a');
  client.hear({ kind: 'answer', id: 999, ok: true, value: 'x' });
  client.hear('noise');
  client.dispose();
  expect([await pending, await client.vault.get('b')]).toEqual(Array(2).fill(err({ code: 'vault-unavailable', because: 'failed' })));
  expect(await answerDesktopAsk({ kind: 'ask', id: 1, verb: 'run-program' }, { vault: createMemoryVault(), chooseKey: async () => null, hear: () => undefined })).toBe(null);
  expect(await answerDesktopAsk({ kind: 'ask', id: 1, verb: 'choose-key' }, { vault: createMemoryVault(), chooseKey: () => { throw new Error('x'); }, hear: () => undefined })).toEqual({ kind: 'answer', id: 1, ok: false, because: 'failed' });
});
