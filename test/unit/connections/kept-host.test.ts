/** The keeper with a scripted dialer and time by hand: waits, sleeps, limits, shared questions, secrets. */
import { describe, expect, it } from 'vitest';
import { createMemoryVault } from '#electron/adapters/system/memory-vault.ts';
import { createConnectionKeeper } from '#electron/connections/index.ts';
import type { DialOptions, SshDialer, SshHop } from '#electron/ports/ssh-dialer.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { HostConfig } from '#shared/domain/host-config.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createManualClock } from '#test/fakes/manual-clock.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { createScriptedAsker } from '#test/fakes/scripted-asker.ts';
import { createScriptedRemoteShell, type ScriptedRemoteShell } from '#test/fakes/scripted-remote-shell.ts';

type Dial = { readonly hop: SshHop; readonly options: DialOptions; finish(result: Result<RemoteSession, AppError>): void };

function setUp() {
  const time = createManualClock();
  let skewMs = 0;
  const clock = { now: () => time.clock.now() + skewMs, monotonic: time.clock.monotonic };
  const dials: Dial[] = [];
  const dialer: SshDialer = {
    dial: (hop, options) => new Promise((resolve) => {
      options.signal.addEventListener('abort', () => resolve(err({ code: 'cancelled' })), { once: true });
      dials.push({ hop, options, finish: resolve });
    }),
  };
  const asker = createScriptedAsker();
  const log = createMemoryLog();
  const vault = createMemoryVault();
  let own = '';
  const keeper = createConnectionKeeper({
    clock, timers: time.timers, random: { next: () => 0.5, uuid: () => '', token: () => '' }, log, asker, vault, dialer,
    sshConfig: { resolve: async (name) => ok({ address: name, user: null, port: null, identityFiles: [], identitiesOnly: false, identityAgent: null, jump: [], hasProxyCommand: false, hostKeyAlias: null, userKnownHostsFiles: [], globalKnownHostsFiles: [], notes: [] }), aliases: async () => ok([]) },
    knownHosts: { ownPath: 'own', read: async () => ok([{ path: 'own', text: own }]), changeOwn: async (change) => { own = change(own); return ok(undefined); }, hmacSha1: () => '', fingerprint: (blob) => `SHA256:${blob}` },
    local: { name: 'me', home: '/home/me', agent: null },
  });
  return { time, keeper, dials, asker, vault, log, own: () => own, sleep: (ms: number) => { skewMs += ms; time.advance(2000); } };
}
const settle = async (): Promise<void> => { for (let turn = 0; turn < 30; turn += 1) await Promise.resolve(); };
const config = (id = 'h1', change: Partial<HostConfig> = {}): HostConfig => ({ id: id as HostConfig['id'], name: id, address: id, port: null, user: 'pi', site: null, tags: [], login: { method: 'auto', keyPath: null }, jump: [], sshAlias: null, broker: { find: 'none' }, isOn: true, ...change });
const refused: AppError = { code: 'host-unreachable', at: 'pi@h1:22', because: 'refused' };
const session = (): ScriptedRemoteShell => createScriptedRemoteShell(() => {});

describe('a kept host', () => {
  it('CN2 waits by the back-off and then tries again', async () => {
    const { keeper, dials, time } = setUp();
    const host = keeper.keep(config());
    const phases: string[] = [];
    host.onState((state) => phases.push(state.phase));
    await settle();
    dials[0]?.finish(err(refused));
    await settle();
    expect(host.state()).toMatchObject({ phase: 'waiting', error: refused, nextTryAt: 1_700_000_000_500 });
    time.advance(499);
    await settle();
    expect(dials.length).toBe(1);
    time.advance(1);
    await settle();
    expect([dials.length, phases]).toEqual([2, ['connecting', 'waiting', 'connecting']]);
    await keeper[Symbol.asyncDispose]();
    expect(time.pendingCount()).toBe(0);
  });

  it('CN10 dials at once when the laptop wakes', async () => {
    const { keeper, dials, sleep } = setUp();
    const host = keeper.keep(config());
    await settle();
    const first = session();
    dials[0]?.finish(ok(first));
    await settle();
    sleep(3_600_000);
    await settle();
    expect([host.state().phase, dials.length, (await first.run('true', { signal: new AbortController().signal, deadlineMs: 1 })).ok]).toEqual(['connecting', 2, false]);
    await keeper[Symbol.asyncDispose]();
  });

  it('CN11 throws away a session that comes too late', async () => {
    const { keeper, dials } = setUp();
    const host = keeper.keep(config());
    await settle();
    const late = session();
    const gone = host.dispose();
    dials[0]?.finish(ok(late));
    await gone;
    expect([host.state().phase, (await late.run('true', { signal: new AbortController().signal, deadlineMs: 1 })).ok]).toEqual(['off', false]);
    await keeper[Symbol.asyncDispose]();
  });

  it('CN12 outlives a listener that throws', async () => {
    const { keeper, dials, log } = setUp();
    const host = keeper.keep(config());
    host.onState(() => { throw new Error('listener'); });
    await settle();
    dials[0]?.finish(err(refused));
    await settle();
    expect([host.state().phase, log.lines.filter((line) => line.level === 'bug').length]).toEqual(['waiting', 2]);
    await keeper[Symbol.asyncDispose]();
  });

  it('CN1 leaves a host that is off alone', async () => {
    const { keeper, dials } = setUp();
    const host = keeper.keep(config('h1', { isOn: false }));
    await settle();
    host.retryNow();
    expect([host.state().phase, dials.length]).toEqual(['off', 0]);
    await keeper[Symbol.asyncDispose]();
  });
});

describe('what hosts share', () => {
  it('CN13 gives 16 places for handshakes, and a place back when a host is disposed of', async () => {
    const { keeper, dials } = setUp();
    const hosts = Array.from({ length: 20 }, (_, index) => keeper.keep(config(`h${index}`)));
    await settle();
    expect(dials.length).toBe(20);
    const places: Disposable[] = [];
    for (const dial of dials) void dial.options.admit(dial.options.signal).then((place) => places.push(place));
    await settle();
    expect(places.length).toBe(16);
    places[0]?.[Symbol.dispose]();
    places[0]?.[Symbol.dispose]();
    await settle();
    expect(places.length).toBe(17);
    await Promise.all(hosts.map((host) => host.dispose()));
    await settle();
    expect(places.length).toBe(20);
    await keeper[Symbol.asyncDispose]();
  });

  it('CN33 asks one passphrase for all, keeps it only after it worked, and in the vault only when told so', async () => {
    const { keeper, dials, asker, vault } = setUp();
    keeper.keep(config('h1'));
    keeper.keep(config('h2'));
    await settle();
    const answers = dials.map((dial) => dial.options.prompts.passphrase('/key', false, dial.options.signal));
    await settle();
    expect(asker.asked.length).toBe(1);
    asker.answer({ kind: 'secret', value: 'sesame', remember: true });
    expect(await Promise.all(answers)).toEqual([ok('sesame'), ok('sesame')]);
    expect(await vault.get('key:/key:passphrase')).toEqual(ok(null));
    dials[0]?.finish(ok(session()));
    await settle();
    expect(await vault.get('key:/key:passphrase')).toEqual(ok('sesame'));
    await keeper[Symbol.asyncDispose]();
  });

  it('CN38 tries the vault first, asks when it was wrong, and does not ask again on reconnect', async () => {
    const { keeper, dials, asker, vault } = setUp();
    await vault.set('host:h1:password', 'old');
    const host = keeper.keep(config());
    await settle();
    const prompts = dials[0]?.options.prompts;
    const signal = new AbortController().signal;
    expect(await prompts?.password(false, signal)).toEqual(ok('old'));
    const again = prompts?.password(true, signal);
    await settle();
    expect([asker.asked[0], host.state().phase]).toEqual([{ kind: 'password', host: 'h1', hostName: 'h1', at: 'pi@h1:22', user: 'pi', wasWrong: true }, 'asking']);
    asker.answer({ kind: 'secret', value: 'new', remember: false });
    expect(await again).toEqual(ok('new'));
    const first = session();
    dials[0]?.finish(ok(first));
    await settle();
    first.lose();
    await settle();
    expect(host.state().phase).toBe('waiting');
    host.retryNow();
    await settle();
    expect(await dials[1]?.options.prompts.password(false, signal)).toEqual(ok('new'));
    expect([asker.asked.length, await vault.get('host:h1:password')]).toEqual([1, ok('old')]);
    await keeper[Symbol.asyncDispose]();
  });

  it('CN38 answers a lone password prompt as a password, and asks the rest as it stands', async () => {
    const { keeper, dials, asker } = setUp();
    keeper.keep(config());
    await settle();
    const prompts = dials[0]?.options.prompts;
    const signal = new AbortController().signal;
    asker.answers.push({ kind: 'secret', value: 'raspberry', remember: false }, { kind: 'answers', values: ['1'] }, { kind: 'decline' });
    expect(await prompts?.answers({ title: '', instructions: '', prompts: [{ text: 'Password: ', echo: false }], refusals: 0 }, signal)).toEqual(ok(['raspberry']));
    expect(await prompts?.answers({ title: 'T', instructions: 'I', prompts: [{ text: 'Code', echo: true }, { text: 'PIN', echo: false }], refusals: 0 }, signal)).toEqual(ok(['1', '']));
    expect(await prompts?.answers({ title: 'T', instructions: 'I', prompts: [{ text: 'Code', echo: true }], refusals: 1 }, signal)).toEqual(err({ code: 'question-declined', kind: 'keyboard-interactive' }));
    expect(asker.asked.map((each) => each.kind)).toEqual(['password', 'keyboard-interactive', 'keyboard-interactive']);
    await keeper[Symbol.asyncDispose]();
  });

  it('CN24 withdraws a question when nobody waits for it any more', async () => {
    const { keeper, dials, asker, own } = setUp();
    const hosts = [keeper.keep(config('h1', { jump: ['gate'] })), keeper.keep(config('h2', { jump: ['gate'] }))];
    await settle();
    const offered = { keyType: 'ssh-ed25519', blob: 'AAAAC3NzaC1lZDI1NTE5', fingerprint: 'SHA256:x' };
    const checks = dials.map((dial) => dial.options.checkHostKey(offered, dial.options.signal));
    await settle();
    expect([asker.asked.length, asker.standing()]).toEqual([1, 1]);
    await hosts[0]?.dispose();
    await settle();
    expect(asker.standing()).toBe(1);
    await hosts[1]?.dispose();
    expect([await Promise.all(checks), asker.standing(), own()]).toEqual([[err({ code: 'cancelled' }), err({ code: 'cancelled' })], 0, '']);
    await keeper[Symbol.asyncDispose]();
  });

  it('CN20 trusts "once" over reconnects of this host and writes nothing', async () => {
    const { keeper, dials, asker, own } = setUp();
    keeper.keep(config());
    await settle();
    const offered = { keyType: 'ssh-ed25519', blob: 'AAAAC3NzaC1lZDI1NTE5', fingerprint: 'SHA256:x' };
    asker.answers.push({ kind: 'trust', keep: 'once' });
    const dial = dials[0];
    expect([await dial?.options.checkHostKey(offered, dial.options.signal), await dial?.options.checkHostKey(offered, dial.options.signal)]).toEqual([ok(undefined), ok(undefined)]);
    expect([asker.asked.length, own()]).toEqual([1, '']);
    await keeper[Symbol.asyncDispose]();
  });
});
