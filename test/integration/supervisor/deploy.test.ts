/**
 * Deploying on this machine with the real hand, the real supervisor and real processes, over a shell session: plan, apply,
 * take over, update, failures that must leave everything as it was, remove. Spec: docs/spec/supervisor.md (DP7-DP12).
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeployDesk } from '#electron/deploy/create-deploy-desk.ts';
import type { DeployDesk } from '#electron/deploy/deploy-desk.ts';
import { createOperationDesk } from '#electron/operations/create-operation-desk.ts';
import type { OperationDesk } from '#electron/operations/operation-desk.ts';
import { readPrograms } from '#electron/pi/read-scripts.ts';
import { DeployPlan, DeployRequest } from '#shared/domain/deployment.ts';
import { HostId } from '#shared/domain/ids.ts';
import { OperationId, type Operation } from '#shared/domain/operation.ts';
import { ok } from '#shared/result.ts';
import { createLocalShellSession } from '#test/fakes/local-shell-session.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { realTimers } from '#test/fakes/real-time.ts';
import { startTicksOf } from '#test/lab/processes.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import { askSocket, labFolder, python, type Status } from './supervisor-kit.ts';

const scripts = (await readPrograms(new URL('../../../electron/pi/', import.meta.url))).deployScripts;
const version = /^VERSION = "([^"]+)"$/m.exec(scripts.supervisor)?.[1] ?? '';
const host = HostId.parse('h-1');
const never = new AbortController().signal;
const limits = { memoryLimitMb: null, stopTimeoutS: 5, stuckAfterS: null, recycleAfterTasks: null, recycleAboveKiB: null, capsThreads: true };
const stays = 'import time\nprint("up", flush=True)\ntime.sleep(600)';

type Bench = { readonly home: string; readonly desk: DeployDesk; readonly operations: OperationDesk; readonly journal: string[] };
let folder: string;
const workers: ChildProcess[] = [];
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'fleetbeat-deploy-')); });
afterEach(async () => {
  for (const socket of sockets(folder)) await askSocket(socket, { do: 'shutdown', how: 'cold' }).catch(() => null);
  await waitFor('no supervisor to be left', () => sockets(folder).length === 0, { deadlineMs: 20_000 }).catch(() => null);
  for (const one of workers.splice(0)) one.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const sockets = (inside: string): readonly string[] => readdirSync(inside, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('control.sock')).map((name) => join(inside, name));

function bench(options: { readonly home?: string; readonly files?: Partial<{ supervisor: string; worker: string; version: string }>; readonly main?: { readonly pid: number; readonly startTicks: number } } = {}): Bench {
  const home = options.home ?? join(folder, 'home');
  if (!existsSync(home)) mkdirSync(home);
  const session = createLocalShellSession({ env: { PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' } });
  let made = 0;
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const random = { next: () => 0.5, uuid: () => `id-${String((made += 1))}`, token: (bytes: number) => 'a7'.repeat(bytes) };
  const operations = createOperationDesk({ clock, timers: realTimers, random, log: createMemoryLog(), who: 'ana@laptop' });
  const journal: string[] = [];
  const record = { host, process: { main: { ...options.main, backend: { kind: 'none' }, container: null } } };
  const desk = createDeployDesk({
    clock, timers: realTimers, random, operations, script: scripts.hand,
    files: { supervisor: scripts.supervisor, worker: scripts.worker, version, ...options.files },
    keeper: { host: () => ({ config: { name: 'pi' } }), worker: () => (options.main === undefined ? null : record) } as never,
    hosts: { session: () => session, scan: () => undefined },
    record: async (intent) => { journal.push(`begun ${intent.kind}`); return ok({ id: 'a' as never, end: async (end) => void journal.push(`${end.outcome} ${end.error?.code ?? ''}`.trim()) }); },
  });
  return { home, desk, operations, journal };
}

const request = (change: object = {}): DeployRequest => DeployRequest.parse({ host, form: 'start-line', directory: null, programs: [{ kind: 'written', name: 'kept', role: 'worker', command: [python, '-c', stays], directory: '/', environment: { APP_TOKEN: 'very-secret' }, limits }], ...change });

async function planned({ desk }: Bench, wanted = request()): Promise<DeployPlan> {
  const plan = await desk.plan(wanted, never);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return DeployPlan.parse(plan.value);
}
async function carriedOut({ desk, operations }: Bench, plan: DeployPlan): Promise<Operation> {
  const begun = await desk.carryOut(plan.id, plan.kind === 'remove' ? 'remove' : 'deploy');
  if (!begun.ok) throw new Error(JSON.stringify(begun.error));
  const ended = await operations.ended(OperationId.parse(begun.value.operation));
  if (ended === null) throw new Error('no such operation');
  return ended;
}
const statusOf = async (home: string): Promise<Status> => (await askSocket(join(home, '.fleetbeat', 'run', 'control.sock'), { do: 'status' })) as unknown as Status;
const tree = (home: string): readonly string[] => readdirSync(home, { recursive: true, encoding: 'utf8' }).toSorted();
const stepsOf = (operation: Operation): readonly string[] => operation.steps.map(({ what, state }) => `${what} ${state}`);

test('DP7 plan, deploy, restart, update, remove: the worker lives through the update and nothing is left', async () => {
  const b = bench();
  const plan = await planned(b);
  expect(plan).toMatchObject({ kind: 'deploy', form: 'start-line', refused: [], newVersion: version });
  expect(tree(b.home)).toEqual([]);
  expect(JSON.stringify(plan)).not.toContain('very-secret');
  const done = await carriedOut(b, plan);
  expect(done.state, JSON.stringify(done)).toBe('done');
  expect(stepsOf(done)).toEqual(['check done', 'copy done', 'write done', 'apply done', 'verify done']);
  for (const file of plan.files) expect(createHash('sha256').update(readFileSync(file.path)).digest('hex')).toBe(file.newSha256);
  expect(tree(b.home).filter((name) => name.includes('fleetbeat-'))).toEqual([]);
  const first = await waitFor('the program', async () => { const [one] = (await statusOf(b.home)).programs; return one?.state === 'running' ? one : null; }, { deadlineMs: 5000 });
  // it keeps the worker alive by itself
  process.kill(first.pid as number, 'SIGKILL');
  const second = await waitFor('another process', async () => { const [one] = (await statusOf(b.home)).programs; return one?.state === 'running' && one.pid !== first.pid ? one : null; }, { deadlineMs: 15_000 });
  // a plan is carried out once
  expect(await b.desk.carryOut(plan.id, 'deploy')).toMatchObject({ ok: false, error: { because: 'plan-expired' } });
  const supervisor = (await statusOf(b.home)).pid;
  const newer = bench({ files: { supervisor: scripts.supervisor.replace(/^VERSION = .*$/m, 'VERSION = "1.5.0"'), version: '1.5.0' } });
  const update = await planned(newer, request({ programs: null, form: null }));
  expect(update).toMatchObject({ kind: 'update', installedVersion: version, newVersion: '1.5.0', workers: [{ program: 'kept', pid: second.pid, effect: 'keeps-running' }] });
  expect((await carriedOut(newer, update)).state).toBe('done');
  expect(await statusOf(b.home)).toMatchObject({ version: '1.5.0', pid: supervisor, programs: [{ pid: second.pid, start_ticks: second.start_ticks, state: 'running', is_adopted: false }] });
  const { log } = await statusOf(b.home);
  const removal = await newer.desk.planRemoval(host, never);
  if (!removal.ok) throw new Error(JSON.stringify(removal.error));
  expect(removal.value).toMatchObject({ kind: 'remove', workers: [{ program: 'kept', pid: second.pid, effect: 'stops' }] });
  const removed = await carriedOut(newer, removal.value);
  expect(removed.state, JSON.stringify(removed)).toBe('done');
  expect(tree(b.home)).toEqual([]);
  expect([existsSync(log), existsSync(`${log}.jsonl`)]).toEqual([false, false]);
  expect([startTicksOf(second.pid as number), startTicksOf(supervisor)]).toEqual([null, null]);
  expect(newer.journal).toEqual(['begun update', 'done', 'begun undeploy', 'done']);
}, 90_000);

test('DP8 a worker that nobody supervises is taken over as it runs', async () => {
  const environment = { PATH: '/usr/bin:/bin', CELERY_BROKER_URL: 'redis://:pw1234@127.0.0.1:1/0', PYTHONPATH: labFolder, PYTHONDONTWRITEBYTECODE: '1', C_FORCE_ROOT: '1', SSH_CONNECTION: 'x' };
  const worker = spawn(python, ['-m', 'celery', '-A', 'tapp', 'worker', '-P', 'solo', '-n', 'free@lab'], { cwd: labFolder, env: environment, stdio: 'ignore', detached: true });
  workers.push(worker);
  const pid = worker.pid as number;
  const startTicks = await waitFor('its command line', () => (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('celery') ? startTicksOf(pid) : null), { deadlineMs: 5000 });
  const b = bench({ main: { pid, startTicks } });
  const wanted = request({ programs: [{ kind: 'like-worker', name: 'free', worker: 'k', takesOver: true, limits }] });
  const plan = await planned(b, wanted);
  expect(plan).toMatchObject({ refused: [], workers: [{ program: 'free', pid, effect: 'adopted' }] });
  expect(JSON.stringify(plan)).not.toContain('pw1234');
  const done = await carriedOut(b, plan);
  expect(done.state, JSON.stringify(done)).toBe('done');
  expect((await statusOf(b.home)).programs).toMatchObject([{ name: 'free', pid, start_ticks: startTicks, is_adopted: true, state: 'running', node: 'free@lab' }]);
  expect(done.lines.map(({ text }) => text)).toContain(`free: running, pid ${String(pid)}, taken over as it ran`);
  // once it dies, the same command is started again, now by the supervisor
  worker.kill('SIGKILL');
  await waitFor('the next one', async () => { const [one] = (await statusOf(b.home)).programs; return one?.state === 'running' && one.pid !== pid; }, { deadlineMs: 20_000 });
}, 60_000);

test('DP9 what the Pi became in between is not written over', async () => {
  const b = bench();
  const plan = await planned(b);
  mkdirSync(join(b.home, '.fleetbeat'));
  writeFileSync(join(b.home, '.fleetbeat', 'supervisor.json'), '{"programs": []}');
  const ended = await carriedOut(b, plan);
  expect(ended).toMatchObject({ state: 'failed', error: { code: 'deploy-refused', because: 'host-changed' } });
  expect(tree(b.home)).toEqual(['.fleetbeat', '.fleetbeat/supervisor.json']);
  expect(b.journal).toEqual(['begun deploy', 'failed deploy-refused']);
});

test('DP10 a configuration the supervisor does not take, and one that does not start, leave everything as it was', async () => {
  const b = bench();
  const good = await planned(b, request({ programs: [{ kind: 'written', name: 'same', role: 'worker', command: [python, '-c', stays], directory: '/', environment: {}, limits }] }));
  const refusing = bench({ files: { supervisor: scripts.supervisor.replace('def check_config(value, base):\n', 'def check_config(value, base):\n    raise ConfigError([("programs", "not today")])\n') } });
  const refused = await carriedOut(refusing, await planned(refusing));
  expect(refused).toMatchObject({ state: 'failed', error: { code: 'deploy-refused', because: 'config-invalid' } });
  expect(refused.lines.map(({ text }) => text).join()).toContain('programs: not today');
  expect(tree(b.home)).toEqual([]);
  expect((await carriedOut(b, good)).state).toBe('done');
  const before = await statusOf(b.home);
  const files = tree(b.home);
  // starts, but never answers as the version it should be
  const lying = bench({ files: { supervisor: scripts.supervisor.replace(/^VERSION = .*$/m, 'VERSION = "1.2.0"'), version: '1.3.0' } });
  const ended = await carriedOut(lying, await planned(lying, request({ programs: null })));
  expect(ended).toMatchObject({ state: 'failed', error: { code: 'deploy-refused', because: 'not-verified' } });
  expect(stepsOf(ended).slice(-2)).toEqual(['verify failed', 'roll-back done']);
  expect(readFileSync(join(b.home, '.fleetbeat', 'fleetbeat_supervisor.py'), 'utf8')).toBe(scripts.supervisor);
  // its state is being written anew now and then: a moment later that file is in its place
  const lasting = (names: readonly string[]): readonly string[] => names.filter((name) => !name.includes('__pycache__') && !name.endsWith('/state.json.new'));
  expect(lasting(tree(b.home))).toEqual(lasting(files));
  await waitFor('the old version again', async () => (await statusOf(b.home).catch(() => null))?.version === before.version, { deadlineMs: 10_000 });
}, 90_000);

const mayMount = process.getuid?.() === 0;
test.skipIf(!mayMount)('DP11 a full disk and a read-only home: nothing half written, said as such', async () => {
  const small = join(folder, 'small');
  mkdirSync(small);
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', small]).status).toBe(0);
  try {
    const b = bench({ home: small });
    const plan = await planned(b);
    expect(plan.refused).toEqual([]);
    writeFileSync(join(small, 'filler'), Buffer.alloc(3_000_000));
    expect(await carriedOut(b, plan)).toMatchObject({ state: 'failed', error: { code: 'file-failed', because: 'disk-full' } });
    expect(tree(small)).toEqual(['filler']);
    // and while it is written: room at the look, none for the last file
    expect((await planned(b)).refused).toEqual([{ because: 'no-space', about: join(small, '.fleetbeat') }]);
    rmSync(join(small, 'filler'));
    expect(spawnSync('mount', ['-o', 'remount,ro', small]).status).toBe(0);
    expect((await planned(b)).refused).toEqual([{ because: 'folder-not-writable', about: join(small, '.fleetbeat') }]);
    const late = await planned(bench({ home: join(folder, 'home') }));
    expect(late.refused).toEqual([]);
  } finally {
    spawnSync('umount', [small]);
  }
}, 60_000);

test('DP12 an interpreter of Python that is too old is refused with its version, by the plan and by the supervisor itself', () => {
  const said = spawnSync(python, ['-c', `import runpy, sys\nsys.version_info = (3, 8, 18)\nsys.argv = ["fleetbeat_supervisor.py", "--version"]\nrunpy.run_path(${JSON.stringify(new URL('../../../electron/pi/fleetbeat_supervisor.py', import.meta.url).pathname)}, run_name="__main__")`], { encoding: 'utf8' });
  expect(said).toMatchObject({ status: 78, stderr: 'fleetbeat-supervisor needs Python 3.9 or newer; this is Python 3.8. Nothing was started.\n' });
  // and what is put on a Pi is written in the Python of 3.9; the hand that looks in that of 3.6, so that it can say so
  for (const [name, minor] of [['fleetbeat_supervisor.py', 9], ['fleetbeat_worker.py', 9], ['deploy.py', 6]] as const) {
    const parsed = spawnSync(python, ['-c', 'import ast, sys\nast.parse(open(sys.argv[1]).read(), feature_version=(3, int(sys.argv[2])))', new URL(`../../../electron/pi/${name}`, import.meta.url).pathname, String(minor)], { encoding: 'utf8' });
    expect([name, parsed.stderr]).toEqual([name, '']);
  }
});
