/**
 * The resident reader against real Celery workers and a real Redis on this machine, in both variants.
 * Spec: docs/spec/sampler.md (SA1-SA8), Q1.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostObservation, CeleryMain, ProcessSample } from '#electron/probes/core/host-observation.ts';
import { createHostWatch } from '#electron/probes/index.ts';
import type { HostWatch } from '#electron/probes/index.ts';
import { readScripts } from '#electron/pi/read-scripts.ts';
import { createLocalShellSession } from '#test/fakes/local-shell-session.ts';
import type { LocalShellOptions, LocalShellSession } from '#test/fakes/local-shell-session.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { startLocalWorker, startRedis } from '#test/lab/loopback-celery.ts';
import type { LocalProcess, LocalRedis } from '#test/lab/loopback-celery.ts';
import { startTicksOf } from '#test/lab/processes.ts';
import { waitFor } from '#test/lab/wait-for.ts';

type Seen<K extends HostObservation['kind']> = Extract<HostObservation, { kind: K }>;
type Watched = { watch: HostWatch; session: LocalShellSession; seen: HostObservation[]; of: <K extends HostObservation['kind']>(kind: K) => Seen<K>[] };

const scripts = await readScripts(new URL('../../electron/pi/', import.meta.url));
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const timers = {
  after: (ms: number, run: () => void) => disposable(setTimeout(run, ms)),
  every: (ms: number, run: () => void) => disposable(setInterval(run, ms)),
};
const random = { next: () => 0.5, uuid: () => 'u', token: (bytes: number) => 'a1'.repeat(bytes) };

function disposable(timer: NodeJS.Timeout): Disposable {
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}

function watchHere(options: LocalShellOptions & { variant?: 'python' | 'sh'; everyMs?: number } = {}): Watched {
  const session = createLocalShellSession(options);
  const used = options.variant === 'sh' ? { ...scripts, python: '' } : scripts;
  const watch = createHostWatch({ session, scripts: used, clock, timers, random, log: createMemoryLog(), everyMs: options.everyMs ?? 100 });
  const seen: HostObservation[] = [];
  watch.onObservation((one) => seen.push(one));
  return { watch, session, seen, of: (kind) => seen.filter((one) => one.kind === kind) as never };
}

const lastSample = (w: Watched): Seen<'sampled'> | undefined => w.of('sampled').at(-1);
const processOf = (w: Watched, pid: number): ProcessSample | undefined => lastSample(w)?.processes.find((p) => p.pid === pid);
const mainOf = (w: Watched, pid: number): CeleryMain | undefined => w.of('inventoried').at(-1)?.inventory.mains.find((m) => m.pid === pid);
const childrenOf = (w: Watched, main: number): readonly ProcessSample[] => lastSample(w)?.processes.filter((p) => p.role === 'child' && p.mainPid === main) ?? [];
const secret = 'p4ss-w0rd';

const directory = mkdtempSync(join(tmpdir(), 'fleetbeat-sampler-'));
const strangeScript = join(directory, 'celery');
writeFileSync(strangeScript, 'import os\nexec(os.environ["STRANGE"])\n');

let redis: LocalRedis;
let prefork: LocalProcess;
let solo: LocalProcess;
let url: string;

beforeAll(async () => {
  redis = await startRedis({ args: ['--requirepass', secret], cliArgs: ['-a', secret, '--no-auth-warning'] });
  url = `redis://:${secret}@127.0.0.1:${redis.port}/0`;
  [prefork, solo] = await Promise.all([
    startLocalWorker(url, { name: 'pre', pool: 'prefork', args: ['-c', '2', '-Q', 'celery,images', '--max-tasks-per-child=50'], env: { OMP_NUM_THREADS: '1', AWS_SECRET: secret } }),
    startSolo(url),
  ]);
});

afterAll(async () => {
  await Promise.all([prefork, solo].map((worker) => worker?.stop('SIGKILL')));
  await redis?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe.each(['python', 'sh'] as const)('the %s reader', (variant) => {
  test('SA4 finds the real workers with their children and agrees with /proc', async () => {
    const w = watchHere({ variant });
    try {
      await waitFor('both children and figures', () => childrenOf(w, prefork.pid).length === 2 && typeof processOf(w, prefork.pid)?.cpu === 'number', { deadlineMs: 20_000 });
      const main = mainOf(w, prefork.pid);
      expect(main).toMatchObject({
        pid: prefork.pid, startTicks: startTicksOf(prefork.pid), innerPid: prefork.pid, predictedName: 'pre@lab', pool: 'prefork', concurrency: 2,
        queues: ['celery', 'images'], maxTasksPerChild: 50, withoutHeartbeat: false, app: 'tapp', hasPipeOutput: false, container: null,
      });
      expect(main?.brokerHints[0]).toEqual({ from: 'environment', name: 'CELERY_BROKER_URL', url });
      expect(main?.brokerHints).toContainEqual({ from: 'connection', host: '127.0.0.1', port: redis.port });
      expect(mainOf(w, solo.pid)).toMatchObject({ predictedName: 'solo "x"\n<b>@lab', pool: 'solo', withoutHeartbeat: true });
      expect(mainOf(w, solo.pid)?.brokerHints[0]).toMatchObject({ from: 'command-line', url });
      expect(mainOf(w, solo.pid)?.argv.join(' ')).not.toContain(secret);

      const status = readFileSync(`/proc/${prefork.pid}/status`, 'utf8');
      const rss = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
      const sample = processOf(w, prefork.pid);
      expect(Math.abs((sample?.rss ?? 0) - rss)).toBeLessThan(4_000_000);
      expect(sample).toMatchObject({ role: 'main', state: 'sleeping', threads: Number(/Threads:\s+(\d+)/.exec(status)?.[1]) });
      expect(Math.abs((sample?.startedAt ?? 0) - Date.now())).toBeLessThan(200_000);
      await waitFor('the PSS of all', () => lastSample(w)?.processes.every((p) => p.pss !== null), { deadlineMs: 20_000 });

      const identity = w.of('identified')[0]?.identity;
      expect(identity).toMatchObject({ hostname: hostname(), bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(), pageSize: 4096, clockTicksPerSecond: 100 });
      expect(Math.abs(identity?.clockSkewMs ?? 9e9)).toBeLessThan(1000);
      const host = lastSample(w)?.sample;
      expect(host?.memTotal).toBe(identity?.memTotal);
      expect(host?.processCount).toBeGreaterThan(5);
      expect(host?.disk).toMatchObject({ path: '/' });
      const notes = w.of('noted').at(-1)?.notes;
      expect(notes).toContain('not-a-pi');
      expect(notes?.includes('no-python')).toBe(variant === 'sh');
      expect(JSON.stringify(w.of('inventoried')[0]?.inventory)).not.toContain('AWS_SECRET');
    } finally {
      await w.watch.dispose();
    }
  });

  test('SA6 a killed child is reported, and its replacement is watched', async () => {
    const w = watchHere({ variant });
    try {
      await waitFor('two children', () => childrenOf(w, prefork.pid).length === 2, { deadlineMs: 20_000 });
      const victim = childrenOf(w, prefork.pid)[0]!;
      process.kill(victim.pid, 'SIGKILL');
      const died = await waitFor('the death', () => w.of('died')[0], { deadlineMs: 20_000, everyMs: 2 });
      expect(died).toMatchObject({ role: 'child', mainPid: prefork.pid, pid: victim.pid, startTicks: victim.startTicks });
      await waitFor('the replacement', () => childrenOf(w, prefork.pid).length === 2 && childrenOf(w, prefork.pid).every((c) => c.pid !== victim.pid), { deadlineMs: 20_000 });
      expect(w.of('died')).toHaveLength(1);
    } finally {
      await w.watch.dispose();
    }
  });

  test('SA3 nothing stays after dispose, nor after a cut connection', async () => {
    const disposed = watchHere({ variant });
    await waitFor('a sample', () => lastSample(disposed), { deadlineMs: 20_000 });
    const [pid = 0] = disposed.session.opened;
    await disposed.watch.dispose();
    expect(existsSync(`/proc/${pid}`)).toBe(false);

    const cut = watchHere({ variant });
    await waitFor('a sample', () => lastSample(cut), { deadlineMs: 20_000 });
    cut.session.lose({ code: 'host-unreachable', at: 'local', because: 'closed' });
    await waitFor('the reader to go', () => !existsSync(`/proc/${cut.session.opened[0]}`), { deadlineMs: 20_000 });
    const count = cut.seen.length;
    await cut.watch.dispose();
    expect(cut.seen).toHaveLength(count);
    expect(cut.session.opened).toHaveLength(1);
  });

  test('SA1 Q1 writes nothing to disk, stays small, and its cost can be read from outside', async () => {
    const w = watchHere({ variant, everyMs: 50 });
    try {
      await waitFor('a measured cost', () => w.of('cost').find((c) => c.cost.cpuMsPerSample !== null), { deadlineMs: 20_000 });
      const pid = w.session.opened[0];
      const spent = (): number => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
      const [before, from] = [spent(), w.of('sampled').length];
      await waitFor('100 more samples', () => w.of('sampled').length >= from + 100, { deadlineMs: 20_000 });
      const each = (spent() - before) / (w.of('sampled').length - from);
      const io = readFileSync(`/proc/${pid}/io`, 'utf8');
      expect(/^write_bytes: (\d+)/m.exec(io)?.[1]).toBe('0');
      const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
      // as many processes as there are beside are read: the bench judges it on a Pi of its own
      expect(rss).toBeLessThan(20_000_000);
      // how much, in processor time, is the bench's to judge: beside other tests caches are cold
      expect(each).toBeGreaterThan(0);
      console.log(`${variant}: ${rss} bytes resident, ${each.toFixed(3)} CPU-ms a sample, ${lastSample(w)?.processes.length} processes watched`);
    } finally {
      await w.watch.dispose();
    }
  });

  test('SA5 names with quotes, brackets and line feeds', async () => {
    const strange = startStrange();
    const w = watchHere({ variant });
    try {
      const main = await waitFor('the strange worker', () => mainOf(w, strange.pid), { deadlineMs: 20_000 });
      expect(main.argv).toContain("it's \"a\" $(id) `id`\n; rm -rf /\n) R 1 1");
      await waitFor('its figures', () => processOf(w, strange.pid), { deadlineMs: 20_000 });
      expect(processOf(w, strange.pid)).toMatchObject({ role: 'main', startTicks: startTicksOf(strange.pid) });
    } finally {
      await w.watch.dispose();
      await strange.stop();
    }
  });
});

/** With the broker on the command line, where every user of the host can read its password. */
async function startSolo(broker: string): Promise<LocalProcess> {
  const cwd = new URL('../lab/', import.meta.url).pathname;
  const argv = ['-m', 'celery', '--app=tapp', '-b', broker, 'worker', '-n', 'solo "x"\n<b>@lab', '-Psolo', '-lINFO', '--without-heartbeat'];
  const child = spawn('/usr/bin/python3', argv, { cwd, env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', C_FORCE_ROOT: '1', PYTHONDONTWRITEBYTECODE: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(-20_000)));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  await waitFor('the solo worker to be ready', () => / ready\./.test(text), { deadlineMs: 40_000, lastSeen: () => text });
  return { pid: child.pid ?? 0, output: () => text, stop, [Symbol.asyncDispose]: stop };
}

/** A sleeping process whose name and arguments are made to confuse, called like a Celery worker. */
function startStrange(): { pid: number; stop(): Promise<void> } {
  const set = 'import ctypes,time\nctypes.CDLL(None).prctl(15, b"a) R 9 9\\n(b", 0, 0, 0)\nprint("up", flush=True)\ntime.sleep(600)';
  const child = spawn('/usr/bin/python3', [strangeScript, 'worker', '-A', "it's \"a\" $(id) `id`\n; rm -rf /\n) R 1 1"], { env: { ...process.env, STRANGE: set }, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  return {
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
