/**
 * A supervisor as a Pi has it: its two files in a folder of their own, a configuration, real processes below it.
 * Everything it started is ended by pid, and its folder is removed.
 */
import { execFile, spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTicksOf } from '#test/lab/processes.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const run = promisify(execFile);
const pi = new URL('../../../electron/pi/', import.meta.url).pathname;
const scaled = new URL('scaled_supervisor.py', import.meta.url).pathname;
export const labFolder = new URL('../../lab/', import.meta.url).pathname;
export const python = '/usr/bin/python3';
/** The supervisor itself may be tried with another one: 3.9 and 3.13 are promised. */
const itsPython = process.env['FLEETBEAT_SUPERVISOR_PYTHON'] ?? python;

export type ProgramStatus = {
  readonly name: string; readonly state: string; readonly wanted: string; readonly pid: number | null; readonly start_ticks: number | null; readonly is_adopted: boolean;
  readonly restarts: number; readonly recycles: number; readonly reason: string | null; readonly node: string | null; readonly stuck_watch: string;
  readonly last_exit: { readonly kind: string; readonly reason: string; readonly signal: string | null; readonly exit_code: number | null } | null;
  readonly figures: { readonly memory_mb: number; readonly cpu_percent?: number; readonly num_threads: number } | null;
};
export type Status = { readonly pid: number; readonly version: string; readonly log: string; readonly state_trouble: string | null; readonly programs: readonly ProgramStatus[] };
export type LogEntry = { readonly ts: number; readonly level: string; readonly program: string; readonly event: string; readonly [field: string]: unknown };

export type TestSupervisor = AsyncDisposable & {
  readonly folder: string;
  readonly pid: () => number;
  readonly output: () => string;
  ask(request: object): Promise<Record<string, unknown>>;
  status(): Promise<Status>;
  program(name: string): Promise<ProgramStatus>;
  log(): Promise<string>;
  entries(event?: string): Promise<readonly LogEntry[]>;
  cli(...args: string[]): Promise<{ readonly code: number; readonly out: string }>;
  configure(config: object): Promise<void>;
  /** As `run` in the foreground; with a factor, time goes so much faster. */
  start(factor?: number): Promise<void>;
  signal(name: NodeJS.Signals): void;
  ended(): Promise<number | null>;
};

export async function layOutSupervisor(config: object, options: { readonly folder?: string } = {}): Promise<TestSupervisor> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'fleetbeat-supervisor-')));
  for (const file of ['fleetbeat_supervisor.py', 'fleetbeat_worker.py']) await copyFile(join(pi, file), join(folder, file));
  const source = join(folder, 'supervisor.json');
  const program = join(folder, 'fleetbeat_supervisor.py');
  const configure = (next: object): Promise<void> => writeFile(source, JSON.stringify({ log: join(folder, 'supervisor.log'), check_every_s: 0.3, ...next }));
  await configure(config);
  let child: ReturnType<typeof spawn> | null = null;
  let text = '';
  const ask = (request: object): Promise<Record<string, unknown>> => askSocket(join(folder, 'run', 'control.sock'), request);
  const status = async (): Promise<Status> => (await ask({ do: 'status' })) as unknown as Status;
  const self: TestSupervisor = {
    folder,
    pid: () => child?.pid ?? -1,
    output: () => text,
    ask,
    status,
    program: async (name) => {
      const found = (await status()).programs.find((one) => one.name === name);
      if (found === undefined) throw new Error(`no program ${name}`);
      return found;
    },
    log: () => readFile(join(folder, 'supervisor.log'), 'utf8').catch(() => ''),
    entries: async (event) => {
      const lines = (await readFile(join(folder, 'supervisor.log.jsonl'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as LogEntry).filter((entry) => event === undefined || entry.event === event);
    },
    cli: async (...args) => {
      try {
        return { code: 0, out: (await run(itsPython, ['-I', '-S', program, ...args])).stdout };
      } catch (error) {
        const failed = error as { code: number; stdout: string; stderr: string };
        return { code: failed.code, out: failed.stdout + failed.stderr };
      }
    },
    configure,
    start: async (factor) => {
      const args = factor === undefined ? ['-I', '-S', program, 'run', '-c', source] : [scaled, program, source, String(factor)];
      const env = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' };
      child = spawn(itsPython, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      const keep = (chunk: Buffer): void => { text += chunk.toString('utf8'); };
      child.stdout?.on('data', keep);
      child.stderr?.on('data', keep);
      const { pid } = child;
      await waitFor('the supervisor to answer', async () => (await status().catch(() => null))?.pid === pid, { deadlineMs: 10_000, lastSeen: () => text });
    },
    signal: (name) => void child?.kill(name),
    ended: async () => {
      const ending = child;
      if (ending === null) return null;
      if (ending.exitCode === null && ending.signalCode === null) await new Promise((done) => void ending.once('exit', done));
      return ending.exitCode;
    },
    [Symbol.asyncDispose]: async () => {
      // one that was killed left its programs running: the next one finds them, and ends them
      if (child !== null && (await status().catch(() => null)) === null) await self.start().catch(() => null);
      const last = await status().catch(() => null);
      for (const one of last?.programs ?? []) if (one.pid !== null && one.start_ticks !== null && startTicksOf(one.pid) === one.start_ticks) await self.ask({ do: 'stop', programs: [one.name], how: 'kill' }).catch(() => null);
      await self.ask({ do: 'shutdown', how: 'cold' }).catch(() => null);
      if (child !== null) {
        const timer = setTimeout(() => child?.kill('SIGKILL'), 20_000);
        await self.ended();
        clearTimeout(timer);
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
  return self;
}

/** One request, one answer, as any client of the socket does it. */
export function askSocket(path: string, request: object | string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    socket.setTimeout(15_000, () => socket.destroy(new Error('no answer')));
    socket.on('connect', () => socket.write(`${typeof request === 'string' ? request : JSON.stringify(request)}\n`));
    socket.on('data', (chunk) => { text += chunk.toString('utf8'); });
    socket.on('error', reject);
    socket.on('close', () => {
      try {
        resolve(JSON.parse(text) as Record<string, unknown>);
      } catch {
        reject(new Error(`not an answer: ${text.slice(0, 200)}`));
      }
    });
  });
}

/** A Celery worker of the test application, as a program of the configuration. */
export function celeryProgram(name: string, pool: 'solo' | 'prefork', url: string, more: { readonly flags?: readonly string[]; readonly [key: string]: unknown } = {}): object {
  return {
    name, role: 'worker', directory: labFolder,
    command: [python, '-m', 'celery', '-A', 'tapp', 'worker', '-P', pool, '-n', `${name}@lab`, '-l', 'INFO', '--without-mingle', '--without-gossip'],
    environment: { CELERY_BROKER_URL: url, CELERY_RESULT_BACKEND: url, C_FORCE_ROOT: '1', PYTHONPATH: labFolder, PYTHONDONTWRITEBYTECODE: '1' },
    ...more,
  };
}

export const plainProgram = (name: string, script: string, more: object = {}): object => ({ name, role: 'other', command: [python, '-c', script], ...more });
