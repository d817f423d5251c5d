/** RemoteSession on real OpenSSH: the suite, and what only a real server shows. */
import { createServer, type Server } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { AppError } from '#shared/errors.ts';
import { remoteSessionSuite } from '#test/suites/remote-session-suite.ts';
import { startFlakyProxy } from '#test/lab/flaky-proxy.ts';
import { hopTo, keyLogin, mustDial } from '#test/lab/ssh-dial.ts';
import { freePort, makeSshKey, startSshd, type Sshd, type SshKey } from '#test/lab/sshd.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const never = new AbortController().signal;
const limits = { signal: never, deadlineMs: 15_000 };
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

let directory = '';
let key: SshKey;
let sshd: Sshd;
let echo: Server;
let echoUnix: Server;
let closedPort = 0;
const socketPath = (): string => join(directory, 'echo.sock');
const connect = (): Promise<RemoteSession> => mustDial(hopTo(sshd.port, keyLogin(key.path)));

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ssh-session-'));
  key = await makeSshKey(join(directory, 'id'));
  sshd = await startSshd({ authorizedKeys: [key.publicLine] });
  echo = createServer({ allowHalfOpen: true }, (socket) => { socket.pipe(socket); }).listen(0, '127.0.0.1');
  echoUnix = createServer({ allowHalfOpen: true }, (socket) => { socket.pipe(socket); }).listen(socketPath());
  closedPort = await freePort();
});
afterAll(async () => {
  echo.close();
  echoUnix.close();
  await sshd.dispose();
  await rm(directory, { recursive: true, force: true });
});

const echoPort = (): number => { const address = echo.address(); return typeof address === 'object' && address !== null ? address.port : 0; };

remoteSessionSuite('OpenSSH', async () => {
  const session = await connect();
  return { session, echo: { host: '127.0.0.1', port: echoPort() }, nothing: { host: '127.0.0.1', port: closedPort }, dispose: () => session.dispose() };
});

describe('a session of OpenSSH', () => {
  it('CN48 forwards to a unix socket', async () => {
    const session = await connect();
    const opened = await session.forward({ socketPath: socketPath() }, limits);
    if (!opened.ok) throw new Error(opened.error.code);
    opened.value.end('unix');
    expect(await text(opened.value)).toBe('unix');
    await session.dispose();
  });

  it('CN42 carries 5 MB to the last byte', async () => {
    const session = await connect();
    const ran = await session.run("head -c 5000000 /dev/zero | tr '\\0' x; echo end", { ...limits, maxBytes: 6_000_000 });
    expect(ran.ok && [ran.value.stdout.length, decode(ran.value.stdout.subarray(-5)), ran.value.wasCut]).toEqual([5_000_004, 'xend\n', false]);
    await session.dispose();
  });

  it('CN49 keeps to five sessions, and a sixth caller waits for its turn or its deadline', async () => {
    const session = await connect();
    const live = await Promise.all(Array.from({ length: 5 }, () => session.open('cat', { signal: never })));
    expect(live.every((each) => each.ok)).toBe(true);
    const late = await session.run('true', { signal: never, deadlineMs: 200 });
    expect(late).toMatchObject({ ok: false, error: { code: 'sessions-exhausted' } });
    const waiting = session.run('echo turn', limits);
    if (live[0]?.ok === true) live[0].value.close();
    const ran = await waiting;
    expect(ran.ok && decode(ran.value.stdout)).toBe('turn\n');
    await session.dispose();
  });

  it('CN50 copes with a server that grants fewer sessions', async () => {
    const narrow = await startSshd({ authorizedKeys: [key.publicLine], config: ['MaxSessions 1'] });
    const session = await mustDial(hopTo(narrow.port, keyLogin(key.path)));
    const ran = await Promise.all(Array.from({ length: 4 }, (_, index) => session.run(`echo ${index}`, limits)));
    expect(ran.map((each) => (each.ok ? decode(each.value.stdout).trim() : each.error.code))).toEqual(['0', '1', '2', '3']);
    await session.dispose();
    await narrow.dispose();
  });

  it('CN51 says false when the far side does not read, and ends cleanly', async () => {
    const session = await connect();
    const opened = await session.open('sleep 60', { signal: never });
    if (!opened.ok) throw new Error(opened.error.code);
    let accepted = 0;
    while (opened.value.write('x'.repeat(65_536)) && accepted < 100) accepted += 1;
    expect(accepted).toBeLessThan(100);
    const ended = new Promise((resolve) => { opened.value.onEnd(resolve); });
    opened.value.close();
    await ended;
    await session.dispose();
  });

  it('CN52 tells a running command and its listeners when the cable is cut', async () => {
    const proxy = await startFlakyProxy({ host: '127.0.0.1', port: sshd.port });
    const session = await mustDial(hopTo(proxy.port, keyLogin(key.path)));
    const causes: AppError[] = [];
    session.onLost((cause) => { causes.push(cause); });
    const opened = await session.open('cat', { signal: never });
    if (!opened.ok) throw new Error(opened.error.code);
    const ended = new Promise((resolve) => { opened.value.onEnd(resolve); });
    const running = session.run('sleep 30', limits);
    await waitFor('both channels', async () => (await session.run('true', limits)).ok, { deadlineMs: 5000 });
    proxy.cut();
    expect([await running, await ended, causes.length]).toMatchObject([{ ok: false, error: { code: 'host-unreachable' } }, { lost: true }, 1]);
    expect(await session.run('true', limits)).toMatchObject({ ok: false, error: { code: 'host-unreachable' } });
    await proxy.dispose();
  });

  it('CN53 notices a mute peer by keepalive', async () => {
    const proxy = await startFlakyProxy({ host: '127.0.0.1', port: sshd.port });
    const session = await mustDial(hopTo(proxy.port, keyLogin(key.path)));
    const lost = new Promise<AppError>((resolve) => { session.onLost(resolve); });
    proxy.stall();
    expect(await lost).toMatchObject({ code: 'host-unreachable', because: 'timeout' });
    await proxy.dispose();
  }, 30_000);

  it('CN54 keeps the output apart from what a login script prints', async () => {
    const noisy = await startSshd({ authorizedKeys: [key.publicLine], startupScript: 'echo "Welcome to pi"; echo oops >&2\n' });
    const session = await mustDial(hopTo(noisy.port, keyLogin(key.path)));
    const ran = await session.run('echo mine', limits);
    expect(ran.ok && decode(ran.value.stdout)).toBe('Welcome to pi\nmine\n');
    await session.dispose();
    await noisy.dispose();
  });
});
