/**
 * The round's script with a real shell, real programs and real /proc, on hosts as bad as they come: programs that hang or
 * flood, no python3, another language, every file system read-only, secrets in environments.
 * Programs are replaced by bind mounts in a mount namespace of the test's own.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { composeEvidence } from '#electron/diagnosis/core/compose-evidence.ts';
import type { RoundAsk } from '#electron/diagnosis/core/compose-diagnose.ts';
import type { Round } from '#electron/diagnosis/core/read-round.ts';
import { takeRound } from '#electron/diagnosis/take-round.ts';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import { readDiagnose } from '#electron/pi/read-scripts.ts';
import { captured } from '#test/fakes/diagnosis-evidence.ts';
import { createLocalShellSession } from '#test/fakes/local-shell-session.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const scripts = await readDiagnose(new URL('../../electron/pi/', import.meta.url));
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
async function round({ programs = {}, mounts = ':', env = {} }: Place = {}, ask = nobody): Promise<Round & { readonly tookMs: number }> {
  const binds = Object.entries(programs).map(([path, text]) => `mount --bind ${program(path, text)} ${path}`);
  const session = createLocalShellSession({ shell: ['/usr/bin/unshare', '-m', '/bin/sh', '-c', `${[...binds, mounts].join(' && ')} && eval "$0"`], env: { PATH: '/usr/bin:/bin', HOME: '/root', ...env } });
  const taken = await takeRound({ clock: createSystemClock(), timers: createSystemTimers(), random: createSystemRandom(), scripts }, session, ask, new AbortController().signal);
  await session.dispose();
  if (!taken.ok) throw new Error(JSON.stringify(taken.error));
  return taken.value;
}

const evidenceOf = (taken: Round) => composeEvidence({ host: { id: 'h', name: 'h' }, at: 1_000_000, round: taken, clock: null, reached: [], known: [], redis: [], celery: [], logs: captured().logs, panel: captured().panel });

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
