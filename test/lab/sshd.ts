/**
 * A real OpenSSH server on a free loopback port, with its own host key and a home of its own, so that the machine's
 * files play no part. Logs in as the user who runs the tests; must be root, as sshd wants it for sessions.
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from './wait-for.ts';

const run = promisify(execFile);

export type SshdOptions = {
  readonly authorizedKeys?: readonly string[];
  /** Keep the port and the key over a restart; both are chosen when not given. */
  readonly port?: number;
  readonly hostKeyPath?: string;
  readonly hostKeyType?: 'ed25519' | 'ecdsa' | 'rsa';
  /** Further lines of sshd_config; they win over the usual ones. */
  readonly config?: readonly string[];
  /** Shell lines run before every command, as a .bashrc would. */
  readonly startupScript?: string;
};

export type Sshd = {
  readonly port: number;
  readonly user: string;
  readonly hostKeyFingerprint: string;
  /** `ssh-ed25519 AAAA…`, for a known_hosts line. */
  readonly hostKeyLine: string;
  readonly hostKeyPath: string;
  readonly directory: string;
  readonly pid: number;
  log(): Promise<string>;
  dispose(): Promise<void>;
};

export type SshKey = { readonly path: string; readonly publicLine: string };

export async function makeSshKey(path: string, options: { readonly type?: 'ed25519' | 'ecdsa' | 'rsa'; readonly passphrase?: string; readonly format?: 'PEM' } = {}): Promise<SshKey> {
  await run('ssh-keygen', ['-q', '-t', options.type ?? 'ed25519', '-N', options.passphrase ?? '', '-C', 'test', '-f', path, ...(options.format === undefined ? [] : ['-m', options.format])]);
  return { path, publicLine: (await readFile(`${path}.pub`, 'utf8')).trim() };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const directory = await mkdtemp(join(tmpdir(), `sshd-${randomBytes(3).toString('hex')}-`));
  const hostKeyPath = options.hostKeyPath ?? (await makeSshKey(join(directory, 'host_key'), { type: options.hostKeyType ?? 'ed25519' })).path;
  const port = options.port ?? (await freePort());
  const configPath = await writeConfig(directory, port, hostKeyPath, options);
  const logPath = join(directory, 'log');
  const server = spawn('/usr/sbin/sshd', ['-D', '-E', logPath, '-f', configPath], { stdio: 'ignore', detached: true });
  const ended = new Promise<void>((resolve) => { server.once('exit', () => resolve()); server.once('error', () => resolve()); });
  // A test that fails before it disposes must not leave a server behind.
  const kill = (): void => {
    if (server.pid === undefined) return;
    try { process.kill(-server.pid, 'SIGTERM'); } catch { server.kill('SIGTERM'); }
  };
  process.once('exit', kill);
  const log = (): Promise<string> => readFile(logPath, 'utf8').catch(() => '');
  await waitFor('sshd to listen', () => canConnect(port), { deadlineMs: 10_000 }).catch(async (error: unknown) => { throw new Error(`${String(error)}\n${await log()}`); });
  const publicLine = (await readFile(`${hostKeyPath}.pub`, 'utf8')).trim();
  const { stdout } = await run('ssh-keygen', ['-l', '-f', `${hostKeyPath}.pub`]);
  return {
    port, directory, hostKeyPath, log, user: userInfo().username, pid: server.pid ?? 0,
    hostKeyLine: publicLine.split(' ').slice(0, 2).join(' '),
    hostKeyFingerprint: stdout.split(' ')[1] ?? '',
    async dispose() {
      // The group holds the listener and its connections; each was started here.
      process.removeListener('exit', kill);
      kill();
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function writeConfig(directory: string, port: number, hostKeyPath: string, options: SshdOptions): Promise<string> {
  const keysPath = join(directory, 'authorized_keys');
  await writeFile(keysPath, `${(options.authorizedKeys ?? []).join('\n')}\n`, { mode: 0o600 });
  await writeFile(join(directory, '.bashrc'), options.startupScript ?? '');
  const path = join(directory, 'sshd_config');
  await writeFile(path, [
    ...(options.config ?? []), 'ListenAddress 127.0.0.1', `Port ${port}`, `HostKey ${hostKeyPath}`, `PidFile ${join(directory, 'pid')}`, `AuthorizedKeysFile ${keysPath}`,
    'UsePAM no', 'StrictModes no', 'PermitRootLogin yes', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'AllowStreamLocalForwarding yes', 'PrintMotd no',
    `SetEnv HOME=${directory}`, 'LogLevel VERBOSE', '',
  ].join('\n'));
  return path;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => { socket.destroy(); resolve(true); }).once('error', () => resolve(false));
  });
}
