import { mkdir, mkdtemp, rm, writeFile, access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSshConfigReader } from '#electron/adapters/ssh/index.ts';
import { expandTokens } from '#electron/adapters/ssh/config/expand-tokens.ts';
import type { ResolvedHost, SshClientConfig } from '#electron/ports/ssh-client-config.ts';

let home = '';
let reader: SshClientConfig;
const write = (text: string, name = 'config'): Promise<void> => writeFile(join(home, '.ssh', name), text);
const none = { user: null, port: null };
async function resolve(name: string, given: { user: string | null; port: number | null } = none): Promise<ResolvedHost> {
  const resolved = await reader.resolve(name, given);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value;
}
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ssh-config-'));
  await mkdir(join(home, '.ssh/conf.d'), { recursive: true });
  reader = createSshConfigReader({ home, localUser: 'me', localHost: 'laptop.lan', env: { KEYS: '/keys', SSH_AUTH_SOCK: '/agent' }, configPaths: [join(home, '.ssh/config')] });
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('ssh config', () => {
  it('CN65 without a file knows only the name', async () => {
    expect(await resolve('pi1')).toEqual({ address: 'pi1', user: null, port: null, identityFiles: [], identitiesOnly: false, identityAgent: null, jump: [], hasProxyCommand: false, hostKeyAlias: null, userKnownHostsFiles: [join(home, '.ssh/known_hosts'), join(home, '.ssh/known_hosts2')], globalKnownHostsFiles: ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'], notes: [] });
  });

  it('CN65 takes the first value, adds up identity files, expands tokens', async () => {
    await write('Host pi1\n  HostName %h.lan\n  User pi\n  Port 2222\n  IdentityFile ~/.ssh/%r_at_%h\n  UserKnownHostsFile ~/a "/b c"\nHost pi* !pi9\n  User other\n  IdentitiesOnly yes\n  IdentityFile ${KEYS}/%u\n  IdentityAgent SSH_AUTH_SOCK\n  HostKeyAlias farm\n');
    expect(await resolve('pi1')).toMatchObject({ address: 'pi1.lan', user: 'pi', port: 2222, identitiesOnly: true, identityFiles: [`${home}/.ssh/pi_at_pi1.lan`, '/keys/me'], identityAgent: '/agent', hostKeyAlias: 'farm' });
    expect(await resolve('pi9')).toMatchObject({ user: null, identitiesOnly: false });
    expect((await resolve('PI1')).user).toBe('pi');
  });

  it('CN65 keeps an Include to its block, globs, and goes on after it', async () => {
    await write('Host pi1\n  Include conf.d/*.conf\n  Port 2200\nHost after\n  User late\n');
    await write('User inner\nHost hidden\n  User never\n', 'conf.d/a.conf');
    await write('Port 1\n', 'conf.d/b.txt');
    expect([await resolve('pi1'), await resolve('hidden'), await resolve('after')].map((each) => [each.user, each.port])).toEqual([['inner', 2200], [null, null], ['late', null]]);
    const aliases = await reader.aliases();
    expect(aliases).toEqual({ ok: true, value: ['pi1', 'hidden', 'after'] });
  });

  it('CN65 judges Match without ever running anything', async () => {
    const mark = join(home, 'was-run');
    await write(`Match exec "touch ${mark}"\n  User evil\nMatch !exec "touch ${mark}"\n  User worse\nMatch originalhost pi1 user root\n  Port 7\nMatch localuser me host pi2,pi3\n  Port 8\nMatch localnetwork 10.0.0.0/8\n  Port 9\nMatch final all\n  Port 10\nMatch all\n  User last\n`);
    const seen = await resolve('pi1', { user: 'root', port: null });
    expect([seen.user, seen.port, seen.notes]).toEqual(['last', 7, ['Match exec was skipped', 'Match !exec was skipped', 'Match localnetwork was skipped', 'Match final was skipped']]);
    expect((await resolve('pi3')).port).toBe(8);
    await expect(access(mark)).rejects.toThrow();
  });

  it.each([
    ['ProxyJump a,b@c:2222', { jump: ['a', 'b@c:2222'], hasProxyCommand: false }], ['ProxyJump none', { jump: [], hasProxyCommand: false }], ['ProxyCommand nc %h %p', { jump: [], hasProxyCommand: true }],
    ['ProxyCommand none', { jump: [], hasProxyCommand: false }], ['ProxyJump a\n  ProxyCommand nc', { jump: ['a'], hasProxyCommand: false }], ['ProxyCommand nc\n  ProxyJump a', { jump: [], hasProxyCommand: true }],
  ])('CN60 %s', async (line, wanted) => {
    await write(`Host pi1\n  ${line}\n`);
    expect(await resolve('pi1')).toMatchObject(wanted);
  });

  it.each([
    ['Host pi1\n  User "open\n', /config: line 2 cannot be read$/], ['Host pi1\n  Port many\n', /^Port many$/], ['Match host\n  User x\n', /line 1 cannot be read$/], ['Host pi1\n  HostName\n  User pi\n', /line 2 has no value$/], ['Include config\n', /nested more than 16 deep$/],
  ])('CN66 refuses what it cannot understand: %j', async (text, problem) => {
    await write(text);
    expect(await reader.resolve('pi1', none)).toEqual({ ok: false, error: { code: 'ssh-config-invalid', problem: expect.stringMatching(problem) } });
  });

  it('CN66 survives binary and says nothing wrong', async () => {
    await write(Array.from({ length: 2000 }, (_, index) => String.fromCharCode((index * 7919) % 256)).join(''));
    const resolved = await reader.resolve('pi1', none);
    expect(resolved.ok || resolved.error.code === 'ssh-config-invalid').toBe(true);
  });

  it('CN65 expands once: a value with a percent sign stays', () => {
    const values = { home: '/h', localUser: 'u%p', localHost: 'l.x', address: 'a', originalName: 'n', port: 22, remoteUser: 'r', env: {} };
    expect(['~/%u', '%%h %h %p %r %d %L %l %n %Z', '${NOPE}'].map((text) => expandTokens(text, values))).toEqual(['/h/u%p', '%h a 22 r /h l l.x n %Z', '${NOPE}']);
  });
});
