/** Ways in, on real OpenSSH with a real ssh-agent; passwords on the library's own server (sshd would want PAM or a real account). */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HopStage, LoginRecipe } from '#electron/ports/ssh-dialer.ts';
import { ok } from '#shared/result.ts';
import { startFaultySshServer } from '#test/lab/faulty-ssh-server.ts';
import { dialOnce, hopTo, keyLogin, plainOptions } from '#test/lab/ssh-dial.ts';
import { makeSshKey, startSshd, type Sshd, type SshKey } from '#test/lab/sshd.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const run = promisify(execFile);
let directory = '';
let good: SshKey;
let locked: SshKey;
let lockedPem: SshKey;
let bad: SshKey;
let sshd: Sshd;
let agent: ChildProcess;
const agentSocket = (): string => join(directory, 'agent.sock');
const addToAgent = (path: string): Promise<unknown> => run('ssh-add', ['-q', path], { env: { ...process.env, SSH_AUTH_SOCK: agentSocket() } });
const auto = (change: Partial<LoginRecipe> = {}): LoginRecipe => ({ method: 'auto', identityFiles: [], areNamed: false, identitiesOnly: false, agent: null, ...change });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ssh-login-'));
  [good, locked, lockedPem, bad] = await Promise.all([makeSshKey(join(directory, 'good')), makeSshKey(join(directory, 'locked'), { passphrase: 'open sesame' }), makeSshKey(join(directory, 'pem'), { type: 'rsa', format: 'PEM', passphrase: 'open sesame' }), makeSshKey(join(directory, 'bad'))]);
  sshd = await startSshd({ authorizedKeys: [good.publicLine, locked.publicLine, lockedPem.publicLine] });
  agent = spawn('/usr/bin/ssh-agent', ['-D', '-a', agentSocket()], { stdio: 'ignore' });
  await waitFor('ssh-agent', () => addToAgent(bad.path).then(() => true, () => false), { deadlineMs: 5000 });
});
afterAll(async () => {
  agent.kill();
  await sshd.dispose();
  await rm(directory, { recursive: true, force: true });
});

describe('logins on OpenSSH', () => {
  it('CN30 logs in with a key and tells its stages', async () => {
    const stages: string[] = [];
    const session = await dialOnce(hopTo(sshd.port, keyLogin(good.path)), { onStage: (stage: HopStage, detail) => stages.push(`${stage} ${detail}`) });
    expect(session.ok && session.value.serverVersion).toMatch(/^SSH-2\.0-OpenSSH/);
    expect(stages).toEqual(['name 127.0.0.1', `tcp 127.0.0.1:${sshd.port}`, expect.stringMatching(/^ssh-version SSH-2\.0-OpenSSH_/), `host-key ssh-ed25519 ${sshd.hostKeyFingerprint}`, `login key ${good.path}`]);
    if (session.ok) await session.value.dispose();
  });

  it.each([['OpenSSH format', () => locked.path], ['PEM format', () => lockedPem.path]])('CN31 asks the passphrase of a key again when it was wrong: %s', async (_name, path) => {
    const answers = ['wrong', 'open sesame'];
    const asked: (readonly [string, boolean])[] = [];
    const options = plainOptions();
    const session = await dialOnce(hopTo(sshd.port, keyLogin(path())), { prompts: { ...options.prompts, passphrase: async (keyPath, wasWrong) => { asked.push([keyPath, wasWrong]); return ok(answers.shift() ?? ''); } } });
    expect(asked).toEqual([[path(), false], [path(), true]]);
    expect(session.ok).toBe(true);
    if (session.ok) await session.value.dispose();
  });

  it('CN32 gives up after three wrong passphrases', async () => {
    let asked = 0;
    const session = await dialOnce(hopTo(sshd.port, keyLogin(locked.path)), { prompts: { ...plainOptions().prompts, passphrase: async () => { asked += 1; return ok('wrong'); } } });
    expect([session, asked]).toEqual([{ ok: false, error: { code: 'key-unusable', path: locked.path, because: 'passphrase-wrong' } }, 3]);
  });

  it('CN33 asks no passphrase for a key that the server would refuse', async () => {
    const shut = await makeSshKey(join(directory, 'shut'), { passphrase: 'secret' });
    let asked = 0;
    const session = await dialOnce(hopTo(sshd.port, keyLogin(shut.path)), { prompts: { ...plainOptions().prompts, passphrase: async () => { asked += 1; return ok('secret'); } } });
    expect([session, asked]).toEqual([{ ok: false, error: { code: 'ssh-login-refused', at: `root@127.0.0.1:${sshd.port}`, tried: [`key ${shut.path}`], accepted: ['publickey'] } }, 0]);
  });

  it.each([
    ['a missing key', () => join(directory, 'nowhere'), 'missing'],
    ['a text that is no key', () => join(directory, 'good.pub'), 'bad-format'],
    ['a directory', () => directory, 'not-readable'],
  ])('CN34 says what is wrong with %s', async (_name, path, because) => {
    expect(await dialOnce(hopTo(sshd.port, keyLogin(path())))).toEqual({ ok: false, error: { code: 'key-unusable', path: path(), because } });
  });

  it('CN35 goes through the agent, and to a file when the agent has nothing of use', async () => {
    const stages: string[] = [];
    const login = auto({ agent: agentSocket(), identityFiles: [good.path] });
    const session = await dialOnce(hopTo(sshd.port, login), { onStage: (stage, detail) => { if (stage === 'login') stages.push(detail); } });
    expect([session.ok, stages]).toEqual([true, [`key ${good.path}`]]);
    await addToAgent(good.path);
    const again = await dialOnce(hopTo(sshd.port, { ...login, method: 'agent' }), { onStage: (stage, detail) => { if (stage === 'login') stages.push(detail); } });
    expect([again.ok, stages.at(-1)]).toEqual([true, expect.stringMatching(/^agent SHA256:/)]);
    for (const each of [session, again]) if (each.ok) await each.value.dispose();
  });

  it('CN36 offers only the named keys of the agent when told so, and never more than the server bears', async () => {
    for (let index = 0; index < 7; index += 1) await addToAgent((await makeSshKey(join(directory, `many${index}`))).path);
    const only = await dialOnce(hopTo(sshd.port, auto({ agent: agentSocket(), identitiesOnly: true, areNamed: true, identityFiles: [good.path] })));
    expect(only.ok).toBe(true);
    if (only.ok) await only.value.dispose();
    const strict = await startSshd({ authorizedKeys: [] });
    const refused = await dialOnce(hopTo(strict.port, auto({ agent: agentSocket() })));
    expect(refused).toMatchObject({ ok: false, error: { code: 'ssh-login-refused', accepted: ['publickey'] } });
    expect(!refused.ok && refused.error.code === 'ssh-login-refused' && refused.error.tried.length).toBe(5);
    expect(await strict.log()).not.toMatch(/maximum authentication attempts|Too many/i);
    await strict.dispose();
  });

  it('CN37 says why there is no agent', async () => {
    expect(await dialOnce(hopTo(sshd.port, auto({ method: 'agent', agent: join(directory, 'none.sock') })))).toEqual({ ok: false, error: { code: 'agent-unavailable', because: 'no-socket' } });
    expect(await dialOnce(hopTo(sshd.port, auto({ method: 'agent' })))).toEqual({ ok: false, error: { code: 'agent-unavailable', because: 'no-socket' } });
  });
});

describe('passwords and faults', () => {
  it('CN38 asks for a password until it is right, three times at most', async () => {
    const server = await startFaultySshServer({ password: 'raspberry' });
    const answers = ['one', 'raspberry'];
    const asked: boolean[] = [];
    const prompts = { ...plainOptions().prompts, password: async (wasWrong: boolean) => { asked.push(wasWrong); return ok(answers.shift() ?? 'x'); } };
    const session = await dialOnce(hopTo(server.port, auto()), { prompts });
    expect([session.ok, asked]).toEqual([true, [false, true]]);
    if (session.ok) await session.value.dispose();
    asked.length = 0;
    expect(await dialOnce(hopTo(server.port, auto()), { prompts })).toEqual({ ok: false, error: { code: 'ssh-login-refused', at: `root@127.0.0.1:${server.port}`, tried: ['password'], accepted: ['password'] } });
    expect(asked).toEqual([false, true, true]);
    await server.dispose();
  });

  it('CN39 answers keyboard-interactive prompts, also a second factor', async () => {
    const server = await startFaultySshServer({ keyboard: [{ prompt: 'Password: ', echo: false }, { prompt: 'Code: ', echo: true }], keyboardAnswers: ['raspberry', '123456'] });
    const seen: unknown[] = [];
    const session = await dialOnce(hopTo(server.port, auto()), { prompts: { ...plainOptions().prompts, answers: async (request) => { seen.push(request.prompts); return ok(['raspberry', '123456']); } } });
    expect([session.ok, seen]).toEqual([true, [[{ text: 'Password: ', echo: false }, { text: 'Code: ', echo: true }]]]);
    if (session.ok) await session.value.dispose();
    await server.dispose();
  });

  it('CN38 uses the answer when the server hung up while a person was typing', async () => {
    const server = await startFaultySshServer({ password: 'raspberry' });
    let asked = 0;
    const password = async () => { asked += 1; server.dropAll(); await waitFor('the hang-up', () => server.count() === 0, { deadlineMs: 5000 }); return ok('raspberry'); };
    const session = await dialOnce(hopTo(server.port, auto()), { prompts: { ...plainOptions().prompts, password } });
    expect([session.ok, asked]).toEqual([true, 1]);
    if (session.ok) await session.value.dispose();
    await server.dispose();
  });

  it('CN38 stops waiting for an answer when told to', async () => {
    const server = await startFaultySshServer({ password: 'raspberry' });
    const stop = new AbortController();
    const password = (_wasWrong: boolean, signal: AbortSignal) => new Promise<ReturnType<typeof ok<string>>>((resolve) => { signal.addEventListener('abort', () => resolve(ok(''))); stop.abort(); });
    expect(await dialOnce(hopTo(server.port, auto()), { signal: stop.signal, prompts: { ...plainOptions().prompts, password } })).toEqual({ ok: false, error: { code: 'cancelled' } });
    await server.dispose();
  });

  it.each([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'not-ssh'],
    ['a mail server', '220 mail ESMTP\r\n', 'not-ssh'],
    ['endless noise', 'x'.repeat(20_000), 'not-ssh'],
    ['an SSH 1 server', 'SSH-1.5-Old\r\n', 'not-ssh'],
    ['a closing server', null, 'closed-early'],
    ['a silent server', '', 'timeout'],
    ['a server that stops after its version', 'SSH-2.0-Half\r\n', 'timeout'],
    ['a server that speaks nonsense after its version', 'SSH-2.0-Odd\r\n\0\0\0\x0c\x0aaaaaaaaaaaaaaaaaaaa', 'protocol'],
  ] as const)('CN17 tells %s apart', async (_name, greeting, because) => {
    const server = await startFaultySshServer({ raw: greeting });
    const dialled = await dialOnce(hopTo(server.port, auto()), {}, { limits: { bannerMs: 300, stepMs: 400 } });
    expect(dialled).toEqual({ ok: false, error: { code: 'ssh-handshake-failed', at: `root@127.0.0.1:${server.port}`, because } });
    await server.dispose();
  });

  it('CN18 says that there is no common algorithm', async () => {
    const old = await startSshd({ config: ['KexAlgorithms diffie-hellman-group14-sha1'] });
    expect(await dialOnce(hopTo(old.port, auto()))).toEqual({ ok: false, error: { code: 'ssh-handshake-failed', at: `root@127.0.0.1:${old.port}`, because: 'no-common-algorithm' } });
    await old.dispose();
  });

  it('CN16 names an unknown name and a closed port', async () => {
    const hop = { ...hopTo(sshd.port, auto()), address: 'no-such-host.invalid', at: 'root@no-such-host.invalid:22' };
    const lookUp = () => Promise.reject(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }));
    expect(await dialOnce(hop, {}, { lookUp })).toEqual({ ok: false, error: { code: 'name-unknown', at: hop.at, name: 'no-such-host.invalid' } });
    expect(await dialOnce(hop, {}, { lookUp: () => new Promise(() => {}), limits: { nameMs: 50 } })).toMatchObject({ ok: false, error: { code: 'name-unknown' } });
    expect(await dialOnce(hopTo(1, auto()))).toEqual({ ok: false, error: { code: 'host-unreachable', at: 'root@127.0.0.1:1', because: 'refused' } });
    const either = await dialOnce(hop, {}, { lookUp: async () => [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }] });
    expect(either).toMatchObject({ ok: false, error: { code: 'ssh-login-refused' } });
  });
});
