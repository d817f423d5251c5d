/**
 * A real redis-server and real Celery workers on loopback, for the tests of the broker rooms: free ports, temporary
 * directories, ended by their own process ids. (Whole Pis with SSH are in lab.ts.)
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from './wait-for.ts';

const run = promisify(execFile);
const labDirectory = new URL('.', import.meta.url).pathname;
const python = '/usr/bin/python3';

export type LocalProcess = AsyncDisposable & { readonly pid: number; readonly output: () => string; stop(signal?: NodeJS.Signals): Promise<void> };
export type LocalRedis = LocalProcess & { readonly port: number; readonly directory: string; cli(...args: string[]): Promise<string> };
export type RedisOptions = { readonly port?: number; readonly args?: readonly string[]; readonly cliArgs?: readonly string[] };
export type WorkerOptions = { readonly name: string; readonly pool: 'prefork' | 'solo' | 'threads'; readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>>; readonly config?: string };

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function startRedis(options: RedisOptions = {}): Promise<LocalRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'fleetbeat-redis-'));
  const port = options.port ?? (await freePort());
  const local = wrap(spawn('/usr/bin/redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--loglevel', 'notice', ...(options.args ?? [])], { stdio: ['ignore', 'pipe', 'pipe'] }));
  await waitFor('redis to listen', () => local.output().includes('Ready to accept connections'), { deadlineMs: 10_000, lastSeen: local.output });
  const stop = async (signal?: NodeJS.Signals): Promise<void> => {
    await local.stop(signal);
    await rm(directory, { recursive: true, force: true });
  };
  return {
    ...local,
    stop,
    port,
    directory,
    cli: async (...args) => (await run('/usr/bin/redis-cli', ['-p', String(port), ...(options.cliArgs ?? []), ...args], { maxBuffer: 20_000_000 })).stdout,
    [Symbol.asyncDispose]: () => stop('SIGKILL'),
  };
}

/** Waits for `ready.`; the node is called `<name>@lab`. */
export async function startLocalWorker(url: string, options: WorkerOptions): Promise<LocalProcess> {
  const env = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', C_FORCE_ROOT: '1', PYTHONPATH: labDirectory, PYTHONDONTWRITEBYTECODE: '1', CELERY_BROKER_URL: url, CELERY_RESULT_BACKEND: url, ...options.env };
  const local = wrap(spawn(python, ['-m', 'celery', '-A', 'tapp', 'worker', '-n', `${options.name}@lab`, '-P', options.pool, '-l', 'INFO', ...(options.args ?? [])], { cwd: labDirectory, env, stdio: ['ignore', 'pipe', 'pipe'] }));
  await waitFor(`worker ${options.name} to be ready`, () => / ready\./.test(local.output()), { deadlineMs: 40_000, lastSeen: () => local.output().slice(-2000) });
  return local;
}

/** Runs Python with the test application imported as `app`, e.g. to send a task; resolves to what it printed. */
export async function runPython(url: string, code: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout } = await run(python, ['-c', `import json, tapp\nfrom tapp import app\n${code}`], { cwd: labDirectory, env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONPATH: labDirectory, PYTHONDONTWRITEBYTECODE: '1', CELERY_BROKER_URL: url, CELERY_RESULT_BACKEND: url, ...env } });
  return stdout;
}

/** `celery inspect <what> --json`, parsed: node → value. */
export async function inspectByCelery(url: string, what: string): Promise<Record<string, unknown>> {
  const { stdout } = await run(python, ['-m', 'celery', '-A', 'tapp', 'inspect', '-t', '3', '--json', what], { cwd: labDirectory, env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONPATH: labDirectory, PYTHONDONTWRITEBYTECODE: '1', CELERY_BROKER_URL: url } });
  return JSON.parse(stdout) as Record<string, unknown>;
}

function wrap(child: ChildProcess): LocalProcess {
  let text = '';
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-200_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = once(child, 'exit');
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(timer);
  };
  return { pid: child.pid ?? 0, output: () => text, stop, [Symbol.asyncDispose]: () => stop('SIGKILL') };
}
