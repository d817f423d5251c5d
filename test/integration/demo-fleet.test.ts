/** The demo fleet before real clients: OpenSSH, Celery's own command line in Python, ioredis, and the whole engine. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createMemorySettingsStore } from '#electron/adapters/files/memory-settings-store.ts';
import { createMemoryVault } from '#electron/adapters/system/memory-vault.ts';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import { type DemoFleet, startDemoFleet, startLoadFleet } from '#electron/demo/index.ts';
import { createLocalEngine, storeWorkerBeside } from '#electron/engine.ts';
import { HostId } from '#shared/domain/ids.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const run = promisify(execFile);
const needs = () => ({ clock: createSystemClock(), timers: createSystemTimers(), random: createSystemRandom(), log: createMemoryLog() });
let folder = '';
let fleet: DemoFleet | null = null;

beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'demo-fleet-')); });
afterEach(async () => { await fleet?.dispose(); fleet = null; });
afterAll(() => rm(folder, { recursive: true, force: true }));

async function openSsh(from: DemoFleet, index: number, command: string, options: { readonly password?: string; readonly input?: string } = {}) {
  const draft = from.hosts[index];
  if (draft === undefined) throw new Error('no such host');
  const asker = join(folder, 'askpass');
  await writeFile(asker, `#!/bin/sh\necho '${options.password ?? from.passwordOf(draft)}'\n`);
  await chmod(asker, 0o700);
  await writeFile(join(folder, 'known_hosts'), from.knownHosts);
  const child = run('ssh', ['-F', 'none', '-o', `UserKnownHostsFile=${join(folder, 'known_hosts')}`, '-o', 'StrictHostKeyChecking=yes', '-o', 'NumberOfPasswordPrompts=1', '-o', 'PubkeyAuthentication=no', '-p', String(draft.port), 'pi@127.0.0.1', command],
    { env: { ...process.env, SSH_ASKPASS: asker, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: 'x' }, timeout: 20_000 });
  child.child.stdin?.end(options.input ?? '');
  return child.then(({ stdout, stderr }) => ({ code: 0, stdout, stderr }), (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }));
}

describe('OpenSSH', () => {
  test('DM1 logs in with the known host key, runs commands, gets their exit codes; a wrong password is refused', async () => {
    fleet = await startLoadFleet({ ...needs(), count: 2, workersPerHost: 1 });
    expect([await openSsh(fleet, 0, 'uname -sm; hostname'), await openSsh(fleet, 1, 'nosuch'), await openSsh(fleet, 1, 'exec sh', { input: 'echo one\nexit 7\necho two\n' })]).toEqual([
      { code: 0, stdout: 'Linux aarch64\nload-0000\n', stderr: '' }, { code: 127, stdout: '', stderr: 'sh: 1: nosuch: not found\n' }, { code: 7, stdout: 'one\n', stderr: '' }]);
    expect(await openSsh(fleet, 0, 'true', { password: 'wrong' })).toMatchObject({ code: 255, stdout: '', stderr: expect.stringContaining('Permission denied (password)') });
  });

  test('the sampler’s reader answers and ends with its input', async () => {
    fleet = await startLoadFleet({ ...needs(), count: 1, workersPerHost: 3 });
    const { code, stdout } = await openSsh(fleet, 0, 'exec sh', { input: '# fleetbeat-sampler 1 beef\nthis is not run\n# fleetbeat-go\nt 1 fn\n' });
    expect([code, stdout.split('\n')[0]?.replace(/python \d+/, 'python N'), stdout.match(/^=proc /gm)?.length, stdout.endsWith('\n.\n')]).toEqual([0, 'fleetbeat-sampler 1 beef python N pidfd py=3.11.2 uid=1000', 6, true]);
  });
});

describe('Redis clients', () => {
  let server: Server | null = null;
  afterEach(() => { server?.close(); server = null; });

  async function listen(from: DemoFleet): Promise<number> {
    const opened = createServer((socket) => from.simulated[0]?.redis.attach(socket, 40_000));
    server = opened;
    await new Promise<void>((resolve) => { opened.listen(0, '127.0.0.1', resolve); });
    const address = opened.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  test('DM2 DM5 Celery’s own command line gets the simulated workers’ answers and changes them', async () => {
    fleet = await startLoadFleet({ ...needs(), count: 1, workersPerHost: 2, childrenPerWorker: 2 });
    const port = await listen(fleet);
    const celery = async (...words: string[]): Promise<unknown> => JSON.parse((await run('/usr/bin/python3', ['-m', 'celery', '-b', `redis://127.0.0.1:${port}/0`, ...words, '-j'], { timeout: 30_000 })).stdout.trim().split('\n').at(-1) ?? '');
    expect(await celery('inspect', 'ping')).toEqual({ 'w0@load-0000': { ok: 'pong' }, 'w1@load-0000': { ok: 'pong' } });
    const workers = fleet.simulated[0]?.workers ?? [];
    const stats = (await celery('inspect', 'stats')) as Record<string, { pid: number; pool: { processes: number[] } }>;
    expect(workers.map(({ plan }) => [stats[plan.node]?.pid, stats[plan.node]?.pool.processes])).toEqual(workers.map((worker) => [worker.main()?.pid, worker.children().map(({ pid }) => pid)]));
    expect(await celery('control', '-d', 'w1@load-0000', 'pool_grow', '2')).toEqual([{ 'w1@load-0000': { ok: 'pool will grow' } }]);
    expect([workers[0]?.children().length, workers[1]?.children().length]).toEqual([2, 4]);
  });

  test('DM5 a Python producer’s task is run and its result comes back; an active one is listed', async () => {
    fleet = await startLoadFleet({ ...needs(), count: 1, workersPerHost: 1 });
    const url = `redis://127.0.0.1:${await listen(fleet)}/0`;
    const script = "import sys\nfrom celery import Celery\na=Celery('x',broker=sys.argv[1],backend=sys.argv[1])\nr=a.send_task('load.step',args=('é',))\nprint([t['args'] for t in a.control.inspect(timeout=1).active()['w0@load-0000'] if t['id']==r.id] or 'not yet')\nprint(r.get(timeout=15))\ntry:\n  a.send_task('nope').get(timeout=15)\nexcept Exception as e: print(type(e).__name__)\n";
    const { stdout } = await run('/usr/bin/python3', ['-c', script, url], { timeout: 40_000 });
    expect(stdout.trim().split('\n').slice(1)).toEqual(['1', 'NotRegistered']);
    expect(stdout).toMatch(/^(\[\['é'\]\]|not yet)\n/);
  });

  test('ioredis: ready check, blocking pop, subscription, pipeline', async () => {
    fleet = await startLoadFleet({ ...needs(), count: 1, workersPerHost: 1 });
    const port = await listen(fleet);
    const one = new Redis({ host: '127.0.0.1', port });
    const two = one.duplicate();
    const popped = two.brpop('box', 10);
    const heard = new Promise<string>((resolve) => { const three = one.duplicate(); three.on('pmessage', (_pattern, channel: string) => { three.disconnect(); resolve(channel); }); void three.psubscribe('/0.celeryev/*'); });
    await waitFor('the blocked client', async () => /flags=b[^\n]*cmd=brpop/.test(String(await one.client('LIST'))) || null, { deadlineMs: 5000 });
    const answers = await one.pipeline().lpush('box', 'température').llen('box').info('server').exec();
    expect([await popped, answers?.slice(0, 2), await heard, await one.exists('box')]).toEqual([['box', 'température'], [[null, 1], [null, 0]], '/0.celeryev/worker.heartbeat', 0]);
    one.disconnect();
    two.disconnect();
  });
});

test('DM2 the whole engine, told nothing, finds every worker and tells their stories apart', async () => {
  fleet = await startDemoFleet(needs());
  const hosts = fleet.hosts.map((draft, index) => ({ ...draft, id: HostId.parse(`h${index}`), isOn: true }));
  const vault = createMemoryVault();
  for (const { id, ...draft } of hosts) await vault.set(`host:${id}:password`, fleet.passwordOf(draft));
  const knownHostsPath = join(folder, 'own_known_hosts');
  await writeFile(knownHostsPath, fleet.knownHosts);
  const log = createMemoryLog();
  const engine = await createLocalEngine({ log, settings: createMemorySettingsStore({ settings: defaultSettings, hosts }), vault, knownHostsPath, piDirectory: new URL('../../electron/pi/', import.meta.url), historyFolder: null, actsFolder: null, storeWorker: storeWorkerBeside(new URL('../../electron/', import.meta.url)), version: '0.0.0', isOnGuard: true, isDemo: true, isForcedReadOnly: false });
  try {
    await engine.start();
    const verdictOf = (node: string) => engine.snapshot().workers.find(({ name }) => name === node)?.verdict.kind;
    const once = (node: string, kind: string) => waitFor(`${node} ${kind}`, () => verdictOf(node) === kind, { deadlineMs: 25_000, everyMs: 20, lastSeen: () => String(verdictOf(node)) });
    await Promise.all([
      once('photos@pi-atelier', 'working'), once('inventaire@pi-entrepot', 'idle'), once('encodage@pi-video', 'busy'), once('stock@pi-entrepot', 'deaf'),
      once('capteurs@pi-chaud', 'blocked'), once('sauvegarde@pi-chaud', 'blocked'), once('vignettes@pi-video', 'crashed'), once('rapports@pi-atelier', 'stopped'),
      once('vignettes@pi-video', 'restarting'), once('portail@pi-garage', 'unreachable'),
      once('serre-du-fond-de-la-vallée-aux-orangers-et-aux-citronniers@pi-serre', 'working'),
      waitFor('the garage out of reach', () => engine.snapshot().hosts.find(({ config }) => config.name === 'pi-garage')?.link.error?.code === 'host-unreachable', { deadlineMs: 25_000, everyMs: 20 }),
    ]);
    const snapshot = engine.snapshot();
    const simulated = fleet.simulated.flatMap((host) => host.workers.map(({ plan }) => plan.node)).sort();
    expect([snapshot.workers.map(({ name }) => String(name)).sort(), snapshot.questions]).toEqual([simulated, []]);
    expect(snapshot.hosts.find(({ config }) => config.name === 'pi-chaud')?.sample?.throttling).toMatchObject({ underVoltageNow: true, throttledNow: true, underVoltageSinceBoot: true });
    expect(log.lines.filter(({ level }) => level === 'bug' || level === 'error')).toEqual([]);
  } finally {
    await engine.dispose();
  }
  // The garage is out of reach just then: what was left there is swept at the next visit.
  const reached = fleet.simulated.filter(({ draft }) => draft.name !== 'pi-garage');
  expect(reached.flatMap(({ redis }) => [0, 1, 2].flatMap((db) => redis.space(db).keys().filter((key) => key.includes('reply.celery.pidbox'))))).toEqual([]);
  expect(reached.flatMap(({ machine }) => machine.processes().filter(({ plan }) => plan.comm === 'python3'))).toEqual([]);
});

describe('a process of its own', () => {
  let child: ChildProcess | null = null;
  afterEach(() => { child?.kill('SIGKILL'); child = null; });

  test.each([['demo-main.ts', [], 7], ['load-fleet-main.ts', ['--hosts', '3', '--workers', '2'], 3]])('DM8 %s says one line and ends with its input', async (entry, args, count) => {
    const started = spawn(process.execPath, [fileURLToPath(new URL(`../../electron/demo/${entry}`, import.meta.url)), ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    child = started;
    const errors: Buffer[] = [];
    started.stderr.on('data', (chunk: Buffer) => void errors.push(chunk));
    const ended = new Promise<number | null>((resolve) => { started.once('exit', resolve); });
    const line = await new Promise<string>((resolve) => { createInterface({ input: started.stdout }).once('line', resolve); });
    const ready = JSON.parse(line) as { hosts: { name: string }[]; knownHosts: string; password: string };
    started.stdin.end();
    expect([ready.hosts.length, ready.knownHosts.trim().split('\n').length, ready.password.length, await ended, Buffer.concat(errors).toString()]).toEqual([count, count, 24, 0, '']);
  });
});
