/** Which keys are shown to a jump host: its own where it names any, else the host's besides the usual. */
import { expect, test } from 'vitest';
import { createRouteFinder } from '#electron/connections/route-finder.ts';
import type { LoginChoice } from '#shared/domain/host-config.ts';
import { ok } from '#shared/result.ts';
import { hostConfig } from '#test/fakes/host-facts.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

const resolved = (address: string, identityFiles: readonly string[]) => ({ address, user: null, port: null, identityFiles, identitiesOnly: false, identityAgent: null, jump: [], hasProxyCommand: false, hostKeyAlias: null, userKnownHostsFiles: [], globalKnownHostsFiles: [], notes: [] });

const routeOf = async (login: LoginChoice, gateKeys: readonly string[] = [], jump: readonly string[] = ['pi@gate']) => {
  const sshConfig = { resolve: async (name: string) => ok(resolved(name, name === 'gate' ? gateKeys : [])), aliases: async () => ok([]) };
  const finder = createRouteFinder({ sshConfig, local: { name: 'me', home: '/home/me', agent: null }, log: createMemoryLog() });
  const found = await finder.find({ ...hostConfig('pi1'), address: '192.0.2.1', sshAlias: null, login, jump: [...jump] });
  return found.ok ? found.value.map(({ hop }) => [hop.at, hop.login.method, hop.login.identityFiles[0], hop.login.areNamed]) : found.error;
};

test('CN67 a plain jump host is also shown the key chosen for the host behind it', async () => {
  expect((await routeOf({ method: 'key', keyPath: '~/farm' }) as unknown[])[0]).toEqual(['pi@gate:22', 'auto', '/home/me/farm', false]);
});
test('CN67 so is each of several', async () => {
  expect(await routeOf({ method: 'key', keyPath: '/k' }, [], ['gate', 'inner'])).toMatchObject([['me@gate:22', 'auto', '/k', false], ['me@inner:22', 'auto', '/k', false], [expect.anything(), 'key', '/k', true]]);
});
test('CN67 one that names its own key keeps to it, and a password is never lent', async () => {
  expect((await routeOf({ method: 'key', keyPath: '/k' }, ['/own']) as unknown[])[0]).toEqual(['pi@gate:22', 'auto', '/own', true]);
  expect((await routeOf({ method: 'password' } as LoginChoice) as unknown[])[0]).toEqual(['pi@gate:22', 'auto', '/home/me/.ssh/id_ed25519', false]);
});
