/**
 * The round's script with a real shell, real programs and real /proc, on hosts as bad as they come: programs that hang or
 * flood, no python3, another language, every file system read-only, secrets in environments.
 * Programs are replaced by bind mounts in a mount namespace of the test's own.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { composeEvidence } from '#electron/diagnosis/core/compose-evidence.ts';
import type { RoundAsk } from '#electron/diagnosis/core/compose-diagnose.ts';
import type { Round } from '#electron/diagnosis/core/read-round.ts';
import { takeRound, type TakenRound } from '#electron/diagnosis/take-round.ts';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import { captured } from '#test/fakes/diagnosis-evidence.ts';
import { createLocalShellSession } from '#test/fakes/local-shell-session.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const read = (name: string): string => readFileSync(new URL(`../../electron/pi/${name}`, import.meta.url), 'utf8');
const scripts = { python: read('diagnose.py'), sh: read('diagnose.sh') };
const directory = mkdtempSync(join(tmpdir(), 'fleetbeat-round-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

type Place = { readonly programs?: Readonly<Record<string, string>>; readonly mounts?: string; readonly env?: Readonly<Record<string, string>> };
const nobody: RoundAsk = { brokers: [], units: [], pids: [] };

function program(name: string, text: string): string {
  const path = join(directory, name.replaceAll('/', '_'));
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A login whose mounts are its own. */
async function round({ programs = {}, mounts = ':', env = {} }: Place = {}, ask = nobody, sent = scripts): Promise<TakenRound> {
  const binds = Object.entries(programs).map(([path, text]) => `mount --bind ${program(path, text)} ${path}`);
  const session = createLocalShellSession({ shell: ['/usr/bin/unshare', '-m', '/bin/sh', '-c', `${[...binds, mounts].join(' && ')} && eval "$0"`], env: { PATH: '/usr/bin:/bin', HOME: '/root', ...env } });
  const taken = await takeRound({ clock: createSystemClock(), timers: createSystemTimers(), random: createSystemRandom(), scripts: sent }, session, ask, new AbortController().signal);
  await session.dispose();
  if (!taken.ok) throw new Error(JSON.stringify(taken.error));
  return taken.value;
}

const evidenceOf = (taken: Round) => composeEvidence({ host: { id: 'h', name: 'h' }, at: 1_000_000, round: taken, clock: null, reached: [], known: [], redis: [], celery: [], logs: captured().logs, panel: captured().panel });

test('DG40 a reader that trips still sends what it has read and tells its end; one that is ended before its end is told as a gap', async () => {
  const trips = { ...scripts, python: scripts.python.replace('    guarded("wireless", wireless)\n', '    raise RuntimeError("planted")\n') };
  expect(trips.python).not.toBe(scripts.python);
  const tripped = await round({}, nobody, trips);
  expect(tripped).toMatchObject({ isWhole: true, cut: null, variant: 'python' });
  expect(tripped.cpuMs).toBeGreaterThan(0);
  expect(tripped.pieces.get('trouble.run')).toMatchObject({ state: 'failed', because: 'planted' });
  expect(tripped.pieces.get('system.meminfo')?.state).toBe('had');
  const ended = await round({}, nobody, { ...scripts, python: trips.python.replace('raise RuntimeError("planted")', 'os._exit(7)') });
  expect(ended).toMatchObject({ isWhole: false, cpuMs: null, cut: { code: 'shell-unusable', because: 'exited', exitCode: 7 } });
  expect(ended.pieces.get('system.meminfo')?.state).toBe('had');
}, 30_000);

test('DG42 one that ends and asks for more takes nothing from the others that were ready in the same look', async () => {
  const own = scripts.python.slice(0, scripts.python.indexOf('\ntry:\n    os.nice(10)'));
  const driver = `${own}
ENVIRONMENT = {"PATH": "/usr/bin:/bin"}
def more(job, text, code, state, because):
    piece(job.name, job.source, text)
    add("third", "echo", ["/bin/echo", "three"])
add("first", "echo", ["/bin/echo", "one"], 10, MAX_PIECE, more)
add("second", "sh", ["/bin/sh", "-c", "echo two; read x < " + HERE["GATE"] + "; echo two again"], 10)
add("fourth", "echo", ["/bin/echo", "four"], 10, MAX_PIECE, more)
while jobs and len(select.select([job.fd for job in jobs], [], [])[0]) < len(jobs):
    time.sleep(0.01)
pump(0)
os.close(os.open(HERE["GATE"], os.O_WRONLY))
pump(10)
`;
  const gate = join(directory, 'gate');
  execFileSync('mkfifo', [gate]);
  const said = execFileSync('python3', ['-c', driver, 'marker'], { env: { GATE: gate, PATH: process.env['PATH'] ?? '' }, encoding: 'utf8', timeout: 25_000 });
  expect([...said.matchAll(/^=(\w+)\t(\w+)[^\n]*\n((?:\|[^\n]*\n)*)/gm)].map((one) => `${one[1]} ${one[2]} ${one[3]}`).sort()).toEqual(['first had |one\n', 'fourth had |four\n', 'second had |two\n|two again\n', 'third had |three\n', 'third had |three\n']);
}, 30_000);

test('DG43 a login that is not root takes its own files for those of root’s daemon, but never for those of a container', async () => {
  const outside = spawn('/usr/bin/sleep', ['60']);
  const namespace = spawn('/usr/bin/unshare', ['--pid', '--fork', '--kill-child', '/usr/bin/sleep', '60']);
  children.push(outside, namespace);
  const childOf = (pid: number | undefined): string => { try { return readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8').trim(); } catch { return ''; } };
  const inside = await waitFor('the other namespace', () => childOf(namespace.pid) || null, { deadlineMs: 5000 });
  const driver = `${scripts.python.slice(0, scripts.python.indexOf('\ntry:\n    os.nice(10)'))}\nprint(root_of(${String(outside.pid)}), root_of(${inside}))`;
  const asks = (login: readonly string[]): string => execFileSync('/usr/bin/setpriv', [...login, '/usr/bin/python3', '-c', driver, 'marker'], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } }).trim();
  expect(asks(['--reuid=65534', '--regid=65534', '--clear-groups'])).toBe("b'' None");
  expect(asks([])).toBe(`b'/proc/${String(outside.pid)}/root' b'/proc/${inside}/root'`);
}, 30_000);

test('DG41 a program that closed its output and takes its time to end is not called failed', async () => {
  const taken = await round({ programs: { '/usr/bin/last': 'echo "reboot system boot"; exec >&- 2>&-; sleep 0.2' } });
  expect(taken.pieces.get('system.bootRecords')).toMatchObject({ state: 'had', text: 'reboot system boot' });
}, 30_000);

test('DG10 the whole round reads this machine, within its own account of time', async () => {
  const taken = await round();
  expect(taken).toMatchObject({ isWhole: true, variant: 'python' });
  const { system, storage } = evidenceOf(taken);
  expect(system.meminfo.state === 'had' && system.meminfo.value['MemTotal']).toBe(totalmem());
  expect(storage.space.state === 'had' && storage.space.value.some(({ path }) => path === '/')).toBe(true);
  expect(system.stat.state === 'had' && system.stat.value.overMs).toBeGreaterThan(900);
  expect(taken.wallMs ?? 9e9).toBeLessThan(5000);
  expect(taken.cpuMs ?? 0).toBeGreaterThan(0);
});

test('DG11 a program that hangs costs its own deadline, one that floods its own piece; the rest is there', async () => {
  const taken = await round({ programs: { '/usr/bin/timedatectl': 'exec sleep 60', '/usr/bin/last': 'exec head -c 52428800 /dev/zero' } });
  expect(taken.isWhole).toBe(true);
  expect(taken.tookMs).toBeLessThan(6000);
  expect(taken.bytes).toBeLessThan(2_000_000);
  expect(taken.pieces.get('network.timedatectl')).toMatchObject({ state: 'failed' });
  expect(taken.pieces.get('system.bootRecords')).toMatchObject({ state: 'too-big' });
  const { network, system } = evidenceOf(taken);
  expect(network.timedatectl).toMatchObject({ state: 'failed', because: 'no answer within 1500 ms' });
  expect(system.meminfo.state).toBe('had');
}, 30_000);

test('DG12 nothing is written: it runs the same where every file system is read-only', async () => {
  const taken = await round({ mounts: "mount --make-rprivate / && for m in $(sed 's/[^ ]* \\([^ ]*\\) .*/\\1/' /proc/self/mounts | sort -r); do mount -o remount,bind,ro \"$m\" 2>/dev/null; done; ! touch /fleetbeat-was-here 2>/dev/null" });
  expect(taken.isWhole).toBe(true);
  expect([...taken.pieces.keys()].filter((name) => name.startsWith('trouble.'))).toEqual([]);
  expect(scripts.python).not.toMatch(/O_WRONLY|O_CREAT|O_TRUNC|open\([^)]*["'][wax]/);
});

test('DG13 in French the same is read: every program is asked in C', async () => {
  const taken = await round({ env: { LC_ALL: 'fr_FR.UTF-8', LANG: 'fr_FR.UTF-8', LANGUAGE: 'fr' }, programs: { '/usr/bin/timedatectl': 'if [ "$LC_ALL" = C ]; then echo NTPSynchronized=no; echo Timezone=Europe/Paris; else echo "Heure synchronisée : non"; fi' } });
  const { network } = evidenceOf(taken);
  expect(network.timedatectl.state === 'had' && network.timedatectl.value).toEqual({ isSynchronized: false, isNtpOn: null, timezone: 'Europe/Paris' });
});

test('DG14 without python3 the shell reads the smaller part, and the rest says what to install', async () => {
  const here = spawn('/bin/sh', ['-c', 'exec sleep 30'], { stdio: 'ignore' });
  children.push(here);
  const masks = 'for p in /usr/bin/python3* /usr/local/bin/python3*; do [ -e "$p" ] && mount --bind /dev/null "$p"; done; :';
  const taken = await round({ mounts: masks }, { ...nobody, pids: [here.pid ?? 0] });
  expect(taken).toMatchObject({ variant: 'sh', isWhole: true });
  const { system, storage, docker, processes } = evidenceOf(taken);
  expect(system.meminfo.state === 'had' && system.meminfo.value['MemTotal']).toBe(totalmem());
  expect(system.loadavg.state).toBe('had');
  expect(storage.space.state === 'had' && storage.space.value.find(({ path }) => path === '/')?.totalBytes).toBeGreaterThan(1e8);
  expect(docker.containers).toMatchObject({ state: 'failed', grant: 'python3' });
  expect(processes.orphans.state).not.toBe('had');
  expect(taken.pieces.get(`process.${here.pid}.status`)?.text).toContain('VmRSS');
  expect(taken.cpuMs).not.toBeNull();
}, 30_000);

test('DG15 of an environment only listed names leave the host; passwords in URLs and binary rubbish do not', async () => {
  const script = join(directory, 'celery');
  writeFileSync(script, 'import time\nwhile True:\n    time.sleep(1)\n');
  const env = { PATH: '/usr/bin:/bin', CELERY_BROKER_URL: 'redis://ana:sw0rd@f1sh/with@10.0.0.5:6379/2', AWS_SECRET_ACCESS_KEY: 'PLANTED-AWS', DJANGO_SECRET_KEY: 'PLANTED-DJANGO', OMP_NUM_THREADS: '4', PYTHONUNBUFFERED: '1', BINARY: `a${String.fromCharCode(1, 27, 155)}PLANTED-BINARY`, OPENCV_LOG: 'x\ny' };
  const worker = spawn('/usr/bin/python3', [script, '-A', 'app', '-b', 'redis://:PLANTED-ARGV@10.0.0.5/0', 'worker'], { env, stdio: 'ignore' });
  children.push(worker);
  await waitFor('the stand-in to run', () => readFileSync(`/proc/${worker.pid}/cmdline`, 'utf8').includes('celery'), { deadlineMs: 5000 });
  const taken = await round();
  const text = JSON.stringify([...taken.pieces.values()]);
  for (const secret of ['PLANTED', 'sw0rd', 'f1sh']) expect(text).not.toContain(secret);
  const { mains } = evidenceOf(taken).processes;
  const main = mains.state === 'had' ? mains.value.find(({ pid }) => pid === worker.pid) : undefined;
  expect(main?.environ.state === 'had' && main.environ.value).toEqual({ CELERY_BROKER_URL: 'redis://ana:***@10.0.0.5:6379/2', OMP_NUM_THREADS: '4', PYTHONUNBUFFERED: '1', OPENCV_LOG: 'x\ny' });
  expect(main?.argv.join(' ')).toContain('-b redis://:***@10.0.0.5/0');
});

test('DG16 supervisord is asked over its own socket: states, configuration without secrets, ends of the last day', async () => {
  const socket = join(directory, 'supervisor.sock');
  const config = join(directory, 'supervisord.conf');
  writeFileSync(join(directory, 'more.conf'), '[program:celery-flap]\ncommand=/bin/sh -c "sleep 0.3; exit 3"\nstartsecs=0\nautorestart=true\n');
  writeFileSync(config, [
    '[supervisord]', `logfile=${directory}/supervisord.log`, `pidfile=${directory}/supervisord.pid`, 'nodaemon=true', '[unix_http_server]', `file=${socket}`,
    '[rpcinterface:supervisor]', 'supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface',
    '[program:celery-bad]', 'command=/bin/false', 'startretries=1', 'environment=SECRET_KEY="PLANTED-ENV"', 'stopwaitsecs=10',
    '[supervisorctl]', 'username=u', 'password=PLANTED-PASSWORD', '[include]', `files=${directory}/more.conf`, '',
  ].join('\n'));
  const daemon = spawn('/usr/bin/python3', ['/usr/bin/supervisord', '-c', config], { stdio: 'ignore', cwd: directory });
  children.push(daemon);
  await waitFor('a program to be given up', () => { try { return readFileSync(join(directory, 'supervisord.log'), 'utf8').includes('gave up: celery-bad'); } catch { return false; } }, { deadlineMs: 15_000 });
  const taken = await round();
  daemon.kill('SIGTERM');
  expect(JSON.stringify([...taken.pieces.values()])).not.toContain('PLANTED');
  const { supervisord } = evidenceOf(taken);
  // others may run on this machine too
  expect(supervisord.daemons.state === 'had' && supervisord.daemons.value.find(({ pid }) => pid === daemon.pid)).toMatchObject({ configPath: config, version: '4.2.5', state: 'RUNNING' });
  const programs = supervisord.programs.state === 'had' ? supervisord.programs.value : [];
  expect(programs.find(({ name }) => name === 'celery-bad')).toMatchObject({ group: 'celery-bad', state: 'FATAL', pid: 0 });
  expect(supervisord.config.state === 'had' && supervisord.config.value['program:celery-bad']).toMatchObject({ stopwaitsecs: '10', environment: '***' });
  expect(supervisord.config.state === 'had' && supervisord.config.value['program:celery-flap']?.['autorestart']).toBe('true');
  const flaps = supervisord.flaps.state === 'had' ? supervisord.flaps.value : {};
  expect(flaps['celery-bad']).toMatchObject({ gaveUp: 1 });
  expect(flaps['celery-flap']?.exited).toBeGreaterThan(0);
}, 60_000);

test('DG17 Docker is asked over its socket, whatever it says of environments stays there; one that is gone is no answer', async () => {
  const socket = join(directory, 'docker.sock');
  const id = 'ab'.repeat(32);
  // shapes of the Engine API: /version, /info, /containers/json, /containers/ID/json
  const answers: Readonly<Record<string, unknown>> = {
    '/version': { Version: '24.0.7', ApiVersion: '1.43' },
    '/info': { MemoryLimit: false, SwapLimit: false, CgroupVersion: '2', CgroupDriver: 'systemd', Driver: 'overlay2', LoggingDriver: 'json-file', Architecture: 'aarch64', Warnings: ['WARNING: No memory limit support'], LiveRestoreEnabled: false, ServerVersion: '24.0.7', HttpProxy: 'http://u:PLANTED-PROXY@proxy' },
    '/containers/json?all=1': [{ Id: id, Names: ['/celery-scan'], Image: 'app', Command: 'celery -A app worker' }],
    [`/containers/${id}/json`]: {
      Id: id, Name: '/celery-scan', Path: 'celery', Args: ['-A', 'app', '-b', 'redis://:PLANTED-ARG@redis:6379/0', 'worker'], RestartCount: 7, Platform: 'linux',
      State: { Status: 'running', Running: true, Restarting: false, OOMKilled: true, ExitCode: 0, Pid: 4242, StartedAt: '2026-11-22T05:00:00.123456789Z', FinishedAt: '0001-01-01T00:00:00Z', Health: { Status: 'unhealthy', FailingStreak: 3, Log: [{ Output: 'PLANTED-HEALTH' }] } },
      Config: { Image: 'app:1', Env: ['SECRET=PLANTED-ENV'], Labels: { 'com.docker.compose.project': 'sonique', 'com.docker.compose.service': 'scan', secret: 'PLANTED-LABEL' }, Healthcheck: { Test: ['CMD', 'celery', 'inspect', 'ping'], Interval: 10_000_000_000 }, StopTimeout: null },
      HostConfig: { Memory: 536_870_912, MemorySwap: 0, NanoCpus: 0, RestartPolicy: { Name: 'unless-stopped' }, LogConfig: { Type: 'json-file', Config: {} }, NetworkMode: 'sonique_default', Binds: ['/secret:/PLANTED-BIND'] }, NetworkSettings: { Ports: { '6379/tcp': [{ HostIp: '0.0.0.0', HostPort: '6379' }] } },
    },
  };
  const server = createServer((request, response) => { const body = answers[request.url ?? '']; response.writeHead(body === undefined ? 404 : 200).end(JSON.stringify(body ?? {})); });
  await new Promise<void>((resolve) => { server.listen(socket, resolve); });
  const taken = await round({ env: { DOCKER_HOST: `unix://${socket}` } });
  server.close();
  expect(JSON.stringify([...taken.pieces.values()])).not.toContain('PLANTED');
  const { docker } = evidenceOf(taken);
  expect(docker.daemon.state === 'had' && docker.daemon.value).toMatchObject({ memoryLimit: false, loggingDriver: 'json-file' });
  expect(docker.containers.state === 'had' && docker.containers.value).toMatchObject([{
    name: 'celery-scan', state: 'running', health: 'unhealthy', failingStreak: 3, restartCount: 7, oomKilled: true, startedAtMs: Date.UTC(2026, 10, 22, 5, 0, 0, 123), finishedAtMs: null, memoryBytes: 536_870_912,
    healthCheck: { intervalS: 10 }, composeProject: 'sonique', composeService: 'scan', ports: [{ address: '0.0.0.0', port: 6379, inner: 6379 }], isOurs: true,
  }]);
  const gone = await round({ env: { DOCKER_HOST: `unix://${socket}` } });
  expect(evidenceOf(gone).docker.containers.state).not.toBe('had');
}, 60_000);
