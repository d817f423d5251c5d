/** The connection keeper on real OpenSSH servers: host keys, jump hosts, losses, connection tests. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKnownHostsFiles, createSshConfigReader, createSshDialer } from '#electron/adapters/ssh/index.ts';
import { createMemoryVault } from '#electron/adapters/system/memory-vault.ts';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import { createConnectionKeeper } from '#electron/connections/index.ts';
import type { HostConnection } from '#electron/ports/host-connection.ts';
import type { HostConfig } from '#shared/domain/host-config.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { createScriptedAsker, type ScriptedAsker } from '#test/fakes/scripted-asker.ts';
import { startFlakyProxy } from '#test/lab/flaky-proxy.ts';
import { makeSshKey, startSshd, type Sshd, type SshKey } from '#test/lab/sshd.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const run = promisify(execFile);
const never = new AbortController().signal;
let home = '';
let key: SshKey;
let sshd: Sshd;
let jump: Sshd;
let asker: ScriptedAsker;
let keeper: ReturnType<typeof createConnectionKeeper>;
const knownHosts = (): string => join(home, '.ssh/known_hosts');
const ownKnownHosts = (): string => join(home, 'fleetbeat/known_hosts');
const knows = (...servers: readonly (readonly [number, string])[]): Promise<void> => writeFile(knownHosts(), servers.map(([port, line]) => `[127.0.0.1]:${port} ${line}\n`).join(''));

function config(change: Partial<HostConfig> = {}): HostConfig {
  return { id: 'h1' as HostConfig['id'], name: 'Pi', address: '127.0.0.1', port: sshd.port, user: 'root', site: null, tags: [], login: { method: 'key', keyPath: key.path }, jump: [], sshAlias: null, broker: { find: 'none' }, isOn: true, ...change };
}
function phase(connection: HostConnection, wanted: string): Promise<true> {
  return waitFor(`phase ${wanted}`, () => connection.state().phase === wanted, { deadlineMs: 15_000, everyMs: 10, lastSeen: () => JSON.stringify(connection.state()) });
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ssh-keeper-'));
  await mkdir(join(home, '.ssh'));
  key = await makeSshKey(join(home, '.ssh/id_ed25519'));
  [sshd, jump] = await Promise.all([startSshd({ authorizedKeys: [key.publicLine] }), startSshd({ authorizedKeys: [key.publicLine] })]);
});
beforeEach(async () => {
  await Promise.all([knownHosts(), ownKnownHosts(), join(home, '.ssh/config')].map((path) => rm(path, { force: true })));
  asker = createScriptedAsker();
  const clock = createSystemClock();
  const timers = createSystemTimers();
  const log = createMemoryLog();
  keeper = createConnectionKeeper({
    clock, timers, log, random: createSystemRandom(), asker, vault: createMemoryVault(),
    dialer: createSshDialer({ clock, timers, log }),
    sshConfig: createSshConfigReader({ home, localUser: 'root', localHost: 'laptop', env: {}, configPaths: [join(home, '.ssh/config')] }),
    knownHosts: createKnownHostsFiles({ ownPath: ownKnownHosts() }),
    local: { name: 'root', home, agent: null },
  });
});
afterEach(() => keeper[Symbol.asyncDispose]());
afterAll(async () => {
  await Promise.all([sshd.dispose(), jump.dispose()]);
  await rm(home, { recursive: true, force: true });
});

describe('host keys', () => {
  it('CN20 asks once about an unknown key, saves it beside the user\'s file, and knows it afterwards', async () => {
    const connection = keeper.keep(config());
    await phase(connection, 'asking');
    expect(asker.asked).toEqual([{ kind: 'host-key-unknown', host: 'h1', hostName: 'Pi', at: `root@127.0.0.1:${sshd.port}`, keyType: 'ssh-ed25519', fingerprint: sshd.hostKeyFingerprint, otherKnownKeys: [] }]);
    expect(connection.state().question).toBe('q1');
    asker.answer({ kind: 'trust', keep: 'save' });
    await phase(connection, 'connected');
    expect(await readFile(ownKnownHosts(), 'utf8')).toBe(`[127.0.0.1]:${sshd.port} ${sshd.hostKeyLine}\n`);
    await expect(readFile(knownHosts())).rejects.toThrow();
    const second = keeper.keep(config({ id: 'h2' as HostConfig['id'] }));
    await phase(second, 'connected');
    expect(asker.asked.length).toBe(1);
  });

  it('CN21 asks nobody about a key in a hashed known_hosts, and prefers its type', async () => {
    const both = await startSshd({ authorizedKeys: [key.publicLine], hostKeyType: 'ecdsa', config: [`HostKey ${sshd.hostKeyPath}`] });
    const ecdsa = both.hostKeyLine;
    await knows([both.port, ecdsa]);
    await run('ssh-keygen', ['-q', '-H', '-f', knownHosts()]);
    expect(await readFile(knownHosts(), 'utf8')).toMatch(/^\|1\|/);
    await phase(keeper.keep(config({ port: both.port })), 'connected');
    expect(asker.asked).toEqual([]);
    await both.dispose();
  });

  it('CN22 blocks on a changed key, also after "not now", until it is trusted', async () => {
    await knows([sshd.port, jump.hostKeyLine]);
    const connection = keeper.keep(config());
    await phase(connection, 'blocked');
    expect(connection.state()).toMatchObject({ nextTryAt: null, error: { code: 'host-key-changed', expected: [jump.hostKeyFingerprint], offered: sshd.hostKeyFingerprint, knownHostsPlace: `${knownHosts()}:1` } });
    await waitFor('the question', () => asker.standing() === 1 && connection.state().question === 'q1', { deadlineMs: 5000 });
    asker.answer({ kind: 'decline' });
    await waitFor('the answer', () => connection.state().question === null, { deadlineMs: 5000 });
    expect(connection.state().phase).toBe('blocked');
    connection.retryNow();
    await waitFor('the question again', () => asker.standing() === 1, { deadlineMs: 5000 });
    asker.answer({ kind: 'trust', keep: 'save' });
    await phase(connection, 'connected');
    expect(await readFile(ownKnownHosts(), 'utf8')).toBe(`# fleetbeat supersedes [127.0.0.1]:${sshd.port} ssh-ed25519 ${jump.hostKeyFingerprint}\n[127.0.0.1]:${sshd.port} ${sshd.hostKeyLine}\n`);
    expect(await readFile(knownHosts(), 'utf8')).toContain(jump.hostKeyLine);
  });

  it('CN23 never trusts a revoked key', async () => {
    await writeFile(knownHosts(), `@revoked * ${sshd.hostKeyLine}\n[127.0.0.1]:${sshd.port} ${sshd.hostKeyLine}\n`);
    const connection = keeper.keep(config());
    await phase(connection, 'blocked');
    expect([connection.state().error, asker.asked]).toEqual([{ code: 'host-key-revoked', at: `root@127.0.0.1:${sshd.port}`, offered: sshd.hostKeyFingerprint }, []]);
  });

  it('CN24 asks once for a jump host that many hosts share', async () => {
    await knows([sshd.port, sshd.hostKeyLine]);
    const many = Array.from({ length: 5 }, (_, index) => keeper.keep(config({ id: `h${index}` as HostConfig['id'], jump: [`root@127.0.0.1:${jump.port}`] })));
    await Promise.all(many.map((each) => phase(each, 'asking')));
    expect(asker.asked.length).toBe(1);
    asker.answer({ kind: 'trust', keep: 'save' });
    await Promise.all(many.map((each) => phase(each, 'connected')));
    expect(asker.asked.length).toBe(1);
  });
});

describe('routes', () => {
  it('CN60 goes through ProxyJump of ~/.ssh/config, every hop with its own key and name', async () => {
    await writeFile(join(home, '.ssh/config'), `Include conf.d/*\nHost inner\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  ProxyJump gate\nHost *\n  User root\n`);
    await mkdir(join(home, '.ssh/conf.d'), { recursive: true });
    await writeFile(join(home, '.ssh/conf.d/gate'), `Host gate\n  HostName 127.0.0.1\n  Port ${jump.port}\n`);
    await knows([sshd.port, sshd.hostKeyLine], [jump.port, jump.hostKeyLine]);
    const connection = keeper.keep(config({ address: '', port: null, user: null, sshAlias: 'inner', login: { method: 'auto', keyPath: null } }));
    await phase(connection, 'connected');
    expect(connection.state().route).toEqual([`root@127.0.0.1:${jump.port}`, `root@127.0.0.1:${sshd.port}`]);
    expect(await keeper.aliases()).toEqual({ ok: true, value: [
      { alias: 'gate', address: '127.0.0.1', user: 'root', port: jump.port, jump: [], isKnown: false },
      { alias: 'inner', address: '127.0.0.1', user: 'root', port: sshd.port, jump: ['gate'], isKnown: true },
    ] });
  });

  it('CN61 refuses loops and commands', async () => {
    await writeFile(join(home, '.ssh/config'), 'Host a\n  ProxyJump b\nHost b\n  ProxyJump a\nHost c\n  ProxyCommand touch /tmp/never\n');
    const problems = await Promise.all(['a', 'c'].map(async (alias) => (await keeper.test({ ...config(), address: '', sshAlias: alias }, null, never)).stages.map((each) => each.error)));
    expect(problems).toEqual([[{ code: 'ssh-config-invalid', problem: 'jump hosts lead back to root@b:22' }], [{ code: 'ssh-config-invalid', problem: 'ProxyCommand of c is not run; use ProxyJump' }]]);
  });

  it('CN62 tests a connection stage by stage over a jump host', async () => {
    await knows([sshd.port, sshd.hostKeyLine], [jump.port, jump.hostKeyLine]);
    const tested = await keeper.test(config({ jump: [`root@127.0.0.1:${jump.port}`] }), null, never);
    const inner = `root@127.0.0.1:${sshd.port}`;
    const outer = `root@127.0.0.1:${jump.port}`;
    expect(tested.stages.map((each) => [each.stage, each.hop, each.outcome])).toEqual([
      ...['name', 'tcp', 'ssh-version', 'host-key', 'login'].map((stage) => [stage, outer, 'ok']),
      ...['tcp', 'ssh-version', 'host-key', 'login', 'shell'].map((stage) => [stage, inner, 'ok']),
    ]);
    expect(tested.session?.route).toEqual([outer, inner]);
    await tested.session?.dispose();
  });

  it('CN63 names the first failed stage and leaves the later ones untried', async () => {
    await knows([sshd.port, sshd.hostKeyLine]);
    const other = await makeSshKey(join(home, `other${Date.now()}`));
    const refused = await keeper.test(config({ login: { method: 'key', keyPath: other.path } }), null, never);
    expect([refused.session, refused.stages.map((each) => `${each.stage} ${each.outcome} ${each.error?.code ?? ''}`)]).toEqual([null, ['name ok ', 'tcp ok ', 'ssh-version ok ', 'host-key ok ', 'login failed ssh-login-refused', 'shell not-tried ']]);
    const closed = await keeper.test(config({ port: 1 }), null, never);
    expect(closed.stages.map((each) => `${each.stage} ${each.outcome} ${each.error?.code ?? ''}`).slice(0, 3)).toEqual(['name ok ', 'tcp failed host-unreachable', 'ssh-version not-tried ']);
  });

  it('CN64 warns about a noisy login script and refuses an account without a shell', async () => {
    const noisy = await startSshd({ authorizedKeys: [key.publicLine], startupScript: 'printf "\\033[1mWelcome\\033[0m no newline"\n' });
    const mute = await startSshd({ authorizedKeys: [key.publicLine], config: ['ForceCommand echo "This account is not available."; exit 1'] });
    await knows([noisy.port, noisy.hostKeyLine], [mute.port, mute.hostKeyLine]);
    const warned = await keeper.test(config({ port: noisy.port }), null, never);
    expect(warned.stages.at(-1)).toMatchObject({ stage: 'shell', outcome: 'warning', error: null });
    await warned.session?.dispose();
    const refused = await keeper.test(config({ port: mute.port }), null, never);
    expect(refused.stages.at(-1)).toMatchObject({ stage: 'shell', outcome: 'failed', error: { code: 'shell-unusable', because: 'exited', exitCode: 1 } });
    await Promise.all([noisy.dispose(), mute.dispose()]);
  });
});

describe('losses', () => {
  it('CN5 comes back after a cut, gives a new session, and another host never notices a dead one', async () => {
    const proxy = await startFlakyProxy({ host: '127.0.0.1', port: sshd.port });
    const silent = await startFlakyProxy({ host: '127.0.0.1', port: sshd.port });
    silent.stall();
    await knows([proxy.port, sshd.hostKeyLine], [silent.port, sshd.hostKeyLine], [sshd.port, sshd.hostKeyLine]);
    const dead = Array.from({ length: 20 }, (_, index) => keeper.keep(config({ id: `dead${index}` as HostConfig['id'], port: silent.port })));
    const startedAt = performance.now();
    const connection = keeper.keep(config({ port: proxy.port }));
    const sessions: (string | null)[] = [];
    connection.onSession((session) => { sessions.push(session === null ? null : session.serverVersion.slice(0, 15)); });
    await phase(connection, 'connected');
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(dead.every((each) => each.state().phase === 'connecting')).toBe(true);
    proxy.cut();
    await waitFor('a second session', () => sessions.length === 3, { deadlineMs: 10_000 });
    expect(sessions).toEqual(['SSH-2.0-OpenSSH', null, 'SSH-2.0-OpenSSH']);
    await Promise.all([...dead, connection].map((each) => each.dispose()));
    expect(connection.state().phase).toBe('off');
    await Promise.all([proxy.dispose(), silent.dispose()]);
  });

  it('CN7 does not hammer a server that refuses the login, and tries again by hand', async () => {
    await knows([sshd.port, sshd.hostKeyLine]);
    const other = await makeSshKey(join(home, `later${Date.now()}`));
    const connection = keeper.keep(config({ login: { method: 'key', keyPath: other.path } }));
    await phase(connection, 'waiting');
    expect(connection.state()).toMatchObject({ nextTryAt: null, attempt: 1, error: { code: 'ssh-login-refused' } });
    await writeFile(other.path, await readFile(key.path), { mode: 0o600 });
    connection.retryNow();
    await phase(connection, 'connected');
    expect(connection.state().error).toBeNull();
  });
});
