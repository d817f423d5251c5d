/**
 * The resident reader on awkward hosts: noisy logins, other shells, other users, hidden processes, a blocked pipe, a
 * frozen process, an environment of megabytes, a reader that is killed. Spec: docs/spec/sampler.md.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { HostObservation } from '#electron/probes/core/host-observation.ts';
import { createHostWatch } from '#electron/probes/index.ts';
import type { HostWatch } from '#electron/probes/index.ts';
import { readScripts } from '#electron/pi/read-scripts.ts';
import { createLocalShellSession } from '#test/fakes/local-shell-session.ts';
import type { LocalShellOptions, LocalShellSession } from '#test/fakes/local-shell-session.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { startTicksOf } from '#test/lab/processes.ts';
import { waitFor } from '#test/lab/wait-for.ts';

type Seen<K extends HostObservation['kind']> = Extract<HostObservation, { kind: K }>;

const scripts = await readScripts(new URL('../../electron/pi/', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'fleetbeat-hosts-'));
const program = join(directory, 'celery');
writeFileSync(program, 'import sys, time\nprint("up", flush=True)\nif "flood" in sys.argv:\n    while True: print("x" * 4000)\ntime.sleep(600)\n');
const timers = {
  after: (ms: number, run: () => void) => disposable(setTimeout(run, ms)),
  every: (ms: number, run: () => void) => disposable(setInterval(run, ms)),
};

function disposable(timer: NodeJS.Timeout): Disposable {
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}

const started: ChildProcess[] = [];
const watches: HostWatch[] = [];

afterEach(async () => {
  await Promise.all(watches.splice(0).map((watch) => watch.dispose()));
  await Promise.all(started.splice(0).map(async (child) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function watchBy(options: LocalShellOptions & { variant?: 'python' | 'sh' }) {
  const session: LocalShellSession = createLocalShellSession(options);
  const log = createMemoryLog();
  const watch = createHostWatch({
    session, log, timers, everyMs: 100,
    scripts: options.variant === 'sh' ? { ...scripts, python: '' } : scripts,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    random: { next: () => 0.5, uuid: () => 'u', token: (bytes) => 'b2'.repeat(bytes) },
  });
  watches.push(watch);
  const seen: HostObservation[] = [];
  watch.onObservation((one) => seen.push(one));
  const of = <K extends HostObservation['kind']>(kind: K): Seen<K>[] => seen.filter((one) => one.kind === kind) as Seen<K>[];
  return {
    watch, session, log, seen, of,
    main: (pid: number) => of('inventoried').at(-1)?.inventory.mains.find((m) => m.pid === pid),
    process: (pid: number) => of('sampled').at(-1)?.processes.find((p) => p.pid === pid),
    notes: () => of('noted').at(-1)?.notes ?? [],
  };
}

/** A process that looks like a Celery main and only sleeps. */
async function startSleeper(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}, script = `exec /usr/bin/python3 "$0" "$@"`): Promise<number> {
  const child = spawn('/bin/bash', ['-c', script, program, '-A', 'worker', 'worker', ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(child);
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child.pid ?? 0;
}

const noisy = ['/bin/sh', '-c', 'echo "Welcome to the Pi"; echo "@ 1 5"; printf "no line end"; eval "$0"'];

test.each([
  ['a noisy login, python', { shell: noisy, variant: 'python' as const }],
  ['a noisy login, sh', { shell: noisy, variant: 'sh' as const }],
])('SA3 %s: synchronised on the marker and noted', async (_, options) => {
  const w = watchBy(options);
  await waitFor('a sample', () => w.of('sampled').length > 2, { deadlineMs: 10_000 });
  expect(w.notes()).toContain('shell-noisy');
  expect(w.of('identified')).toHaveLength(1);
});

test.each(['python', 'sh'] as const)('SA7 another user sees the process but not its environment (%s)', async (variant) => {
  const pid = await startSleeper(['-n', 'x@%h'], { CELERY_BROKER_URL: 'redis://:hidden@h/1' });
  const w = watchBy({ variant, spawn: { uid: 65534, gid: 65534 } });
  const main = await waitFor('the worker', () => w.main(pid), { deadlineMs: 10_000 });
  expect(main).toMatchObject({ sockets: null, hasPipeOutput: null, cwd: null, user: 'root', brokerHints: [{ from: 'default', host: '127.0.0.1', port: 6379 }] });
  expect(w.notes()).toContain('environ-unreadable');
  expect(w.notes()).not.toContain('processes-hidden');
  await waitFor('its figures', () => w.process(pid), { deadlineMs: 5_000 });
  process.kill(pid, 'SIGKILL');
  await waitFor('its death, without any right over it', () => w.of('died').some((d) => d.pid === pid), { deadlineMs: 3_000 });
});

test.each(['python', 'sh'] as const)('SA6 hidepid: absence is not death (%s)', async (variant) => {
  const pid = await startSleeper();
  const hide = 'mount -t proc -o hidepid=2 proc /proc && exec setpriv --reuid 65534 --regid 65534 --clear-groups /bin/sh -c "$0"';
  const w = watchBy({ variant, shell: ['/usr/bin/unshare', '-m', '/bin/sh', '-c', hide] });
  await waitFor('a scan', () => w.of('inventoried').length > 0, { deadlineMs: 10_000 });
  expect(w.of('inventoried')[0]?.inventory).toMatchObject({ mains: [], isComplete: false });
  expect(w.notes()).toContain('processes-hidden');
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  await waitFor('more samples', () => w.of('sampled').length > 5, { deadlineMs: 5_000 });
  expect(w.of('died')).toEqual([]);
});

test.each(['python', 'sh'] as const)('SA4 a main blocked on its output pipe shows the wait channel (%s)', async (variant) => {
  const child = spawn('/bin/bash', ['-c', 'exec /usr/bin/python3 "$0" worker flood > >(read -r line; echo "$line" >&2; exec sleep 600 >&2)', program], { stdio: ['ignore', 'ignore', 'pipe'] });
  started.push(child);
  await once(child.stderr as NodeJS.ReadableStream, 'data');
  const pid = child.pid ?? 0;
  const w = watchBy({ variant });
  const main = await waitFor('the worker', () => w.main(pid), { deadlineMs: 10_000 });
  expect(main.hasPipeOutput).toBe(true);
  await waitFor('the wait channel', () => (w.process(pid)?.wchan ?? '').endsWith('pipe_write'), { deadlineMs: 5_000, lastSeen: () => JSON.stringify(w.process(pid)) });
});

test('SA6 a stopped process is stopped, not dead', async () => {
  const pid = await startSleeper();
  const w = watchBy({});
  await waitFor('its figures', () => w.process(pid)?.state === 'sleeping', { deadlineMs: 10_000 });
  process.kill(pid, 'SIGSTOP');
  await waitFor('the state', () => w.process(pid)?.state === 'stopped', { deadlineMs: 3_000 });
  process.kill(pid, 'SIGCONT');
  await waitFor('the state', () => w.process(pid)?.state === 'sleeping', { deadlineMs: 3_000 });
  expect(w.of('died')).toEqual([]);
});

test.each(['python', 'sh'] as const)('SA7 megabytes of environment, binary and with look-alikes (%s)', async (variant) => {
  const big: NodeJS.ProcessEnv = { CELERY_BROKER_URL: 'redis://:p%40w@h:1/2', OMP_NUM_THREADS: '3', EVIL_THREADS: 'secret', X_CELERY_BROKER_URL: 'redis://no', NOTE: 'a\nREDIS_URL=redis://forged\nb' };
  for (let i = 0; i < 15; i += 1) big[`PAD${i}`] = `${'\u00e9\u0001'.repeat(40_000)}`;
  const pid = await startSleeper([], big);
  const w = watchBy({ variant });
  const main = await waitFor('the worker', () => w.main(pid), { deadlineMs: 15_000 });
  expect(main.brokerHints).toEqual([{ from: 'environment', name: 'CELERY_BROKER_URL', url: 'redis://:p%40w@h:1/2' }, { from: 'default', host: '127.0.0.1', port: 6379 }]);
  expect(main.app).toBe('worker');
});

test('SA3 a killed reader is started again, noted, and the death of a worker in between is told', async () => {
  const pid = await startSleeper();
  const w = watchBy({});
  await waitFor('its figures', () => w.process(pid), { deadlineMs: 10_000 });
  process.kill(w.session.opened[0] ?? 0, 'SIGKILL');
  await waitFor('the note', () => w.notes().includes('sampler-failed'), { deadlineMs: 3_000 });
  process.kill(pid, 'SIGKILL');
  await waitFor('the death', () => w.of('died').length > 0, { deadlineMs: 5_000 });
  expect(w.of('died')).toMatchObject([{ pid, role: 'main' }]);
  await waitFor('the note to go', () => !w.notes().includes('sampler-failed'), { deadlineMs: 5_000 });
  expect(w.session.opened).toHaveLength(2);
});

test('SA5 an editor, a grep, a shell and a watcher around Celery are no workers', async () => {
  const wrappers = [
    spawn('/bin/sleep', ['600'], { argv0: 'vim celery_worker.py' }),
    spawn('/bin/bash', ['-c', 'sleep 600; : celery -A app worker'], {}),
    spawn('/usr/bin/python3', ['-c', 'import time; time.sleep(600)', 'celery', 'worker'], {}),
  ];
  started.push(...wrappers);
  const real = await startSleeper();
  const w = watchBy({});
  await waitFor('the real one', () => w.main(real), { deadlineMs: 10_000 });
  const pids = w.of('inventoried').at(-1)?.inventory.mains.map((m) => m.pid) ?? [];
  expect(pids.filter((pid) => wrappers.some((child) => child.pid === pid))).toEqual([]);
  expect(w.main(real)).toMatchObject({ startTicks: startTicksOf(real), app: 'worker', pool: 'unknown' });
});
