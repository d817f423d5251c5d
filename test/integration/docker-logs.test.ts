/**
 * Containers of a real Docker daemon: their output from a time on, what the daemon says of their ends, and whether the kernel
 * killed them for memory. One incident each, every line once over a time away. Spec: docs/spec/follower.md (LF11).
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIncidentAssembler } from '#electron/crashes/core/create-incident-assembler.ts';
import { readEvent } from '#electron/crashes/incident-room.ts';
import { createHostLogs, type HostLogs } from '#electron/logs/host-logs.ts';
import { readFollowers, readScripts } from '#electron/pi/read-scripts.ts';
import type { SourceMark } from '#electron/ports/incident-store.ts';
import { createHostWatch } from '#electron/probes/create-host-watch.ts';
import type { Incident } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogLine } from '#shared/domain/log.ts';
import { ok } from '#shared/result.ts';
import { createLocalShellSession } from '#test/fakes/local-shell-session.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { countingRandom, realClock, realTimers } from '#test/fakes/real-time.ts';
import { ensureRootImage } from '#test/lab/root-image.ts';
import { runCommand, tryCommand } from '#test/lab/run-command.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const canRun = process.getuid?.() === 0 && existsSync('/usr/sbin/dockerd') && existsSync('/usr/bin/redis-server');
const folder = mkdtempSync(join(tmpdir(), 'fleetbeat-docker-'));
const socket = join(folder, 'docker.sock');
const env = { DOCKER_HOST: `unix://${socket}` };
const host = 'pi' as HostId;
const programs = new URL('../../electron/pi/', import.meta.url);
const started: ChildProcess[] = [];
const docker = (...args: string[]): Promise<string> => runCommand('docker', args, { env, timeoutMs: 60_000 }).then((said) => said.trim());
let broker = '';

const mountsBelow = (place: string): string[] => readFileSync('/proc/self/mounts', 'utf8').split('\n').map((row) => row.split(' ')[1] ?? '').filter((path) => path.startsWith(place)).toReversed();

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => { server.once('listening', done); });
  const address = server.address();
  await new Promise((done) => { server.close(done); });
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function start(program: string, args: readonly string[]): void {
  started.push(spawn(program, args, { stdio: 'ignore' }));
}

beforeAll(async () => {
  if (!canRun) return;
  const port = await freePort();
  broker = `redis://127.0.0.1:${port}/0`;
  start('/usr/bin/redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder]);
  start('/usr/sbin/dockerd', ['--iptables=false', '--ip6tables=false', '--bridge=none', '--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'), '-H', `unix://${socket}`, '--pidfile', join(folder, 'pid')]);
  await waitFor('the daemon', async () => (await tryCommand('docker', ['version'], { env })).code === 0, { deadlineMs: 40_000, everyMs: 300 });
  const root = await ensureRootImage();
  await runCommand('/bin/sh', ['-c', `tar -C '${root}' --exclude=./usr/share/doc --exclude=./usr/share/locale -c ./usr ./bin ./lib ./lib64 ./etc | docker import - lab`], { env, timeoutMs: 120_000 });
}, 200_000);

afterAll(async () => {
  if (canRun) {
    const ids = (await tryCommand('docker', ['ps', '-aq'], { env })).stdout.split('\n').filter(Boolean);
    if (ids.length > 0) await tryCommand('docker', ['rm', '-f', ...ids], { env });
  }
  await Promise.all(started.reverse().map(async (child) => {
    const ended = new Promise((done) => { child.once('exit', done); });
    if (child.exitCode === null && child.kill('SIGTERM')) await ended;
  }));
  for (const path of mountsBelow(folder)) await tryCommand('umount', ['-l', path]);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const worker = (name: string, more: string[]): Promise<string> =>
  docker('run', '-d', '--name', name, '--network', 'host', '-v', `${new URL('../lab/tapp.py', import.meta.url).pathname}:/app/tapp.py:ro`, '-w', '/app', '-e', `CELERY_BROKER_URL=${broker}`, '-e', 'C_FORCE_ROOT=1', '-e', 'SECRET=do-not-keep', ...more,
    'lab', '/usr/bin/python3', '-m', 'celery', '-A', 'tapp', 'worker', '-P', 'solo', '-l', 'INFO', '-n', `${name}@h`, '-Q', name);

type Kept = { readonly marks: Map<string, SourceMark>; readonly lines: LogLine[]; readonly blocks: Map<string, string>; readonly assembler: ReturnType<typeof createIncidentAssembler>; readonly incidents: Map<string, Incident> };

async function follow(kept: Kept): Promise<{ readonly logs: HostLogs; stop(): Promise<void> }> {
  const session = createLocalShellSession();
  const common = { clock: realClock, timers: realTimers, random: countingRandom(), log: createMemoryLog() };
  const watch = createHostWatch({ ...common, session, scripts: await readScripts(programs), everyMs: 500 });
  const logs = createHostLogs({
    ...common, host, scripts: await readFollowers(programs), dockerSocket: socket, named: () => [], marks: async () => [...kept.marks.values()], workerOf: () => null, onSources: () => undefined,
    onLines: (lines) => void kept.lines.push(...lines),
    take: async (batch) => {
      for (const mark of batch.marks) kept.marks.set(mark.id, mark);
      for (const block of batch.blocks) kept.blocks.set(`${block.source} ${block.from}`, Buffer.from(block.bytes).toString('utf8'));
      for (const { body } of batch.events) kept.assembler.take(readEvent(body));
      const { changed, gone } = kept.assembler.drain();
      for (const id of gone) kept.incidents.delete(id);
      for (const incident of changed) kept.incidents.set(incident.id, incident);
      return ok(undefined);
    },
  });
  watch.onObservation((seen) => { if (seen.kind === 'inventoried') logs.inventoried(seen.inventory); });
  logs.sessionChanged(session, watch);
  return { logs, stop: async () => { await logs.dispose(); await watch.dispose(); await session.dispose(); } };
}

const call = (queue: string, task: string, args: string): Promise<unknown> =>
  runCommand('/usr/bin/python3', ['-m', 'celery', '-A', 'tapp', 'call', `tapp.${task}`, `--queue=${queue}`, `--args=${args}`], { env: { CELERY_BROKER_URL: broker, PYTHONPATH: new URL('../lab/', import.meta.url).pathname, PYTHONDONTWRITEBYTECODE: '1' }, timeoutMs: 30_000 });
const textsOf = (kept: Kept, name: string): string[] => kept.lines.filter(({ source }) => source === `pi|container|${name}`).map(({ text }) => text);

test.skipIf(!canRun)('LF11 output and ends of containers, each once, with their causes', { timeout: 240_000 }, async () => {
  const kept: Kept = { marks: new Map(), lines: [], blocks: new Map(), assembler: createIncidentAssembler(), incidents: new Map() };
  await worker('oomed', ['--memory', '150m', '--memory-swap', '150m']);
  await worker('killed', []);
  await worker('calm', []);
  const first = await follow(kept);
  for (const name of ['oomed', 'killed', 'calm']) await waitFor(`${name} to be ready`, () => textsOf(kept, name).some((text) => text.includes(`${name}@h ready.`)), { deadlineMs: 60_000, lastSeen: () => JSON.stringify(first.logs.sources().map(({ id, state }) => [id, state])) });
  await call('oomed', 'leak', '[400]');
  await docker('kill', 'killed');
  await docker('stop', 'calm');
  const ended = (code: string): Incident | undefined => [...kept.incidents.values()].find(({ cause }) => cause.code === code);
  await waitFor('both incidents', () => ended('oom-container') !== undefined && ended('killed-by-hand') !== undefined, { deadlineMs: 60_000, lastSeen: () => JSON.stringify([...kept.incidents.values()].map(({ cause, container, evidence }) => [cause, container, evidence.map(({ text }) => text.slice(0, 200))])) });
  // the machine's own logs are followed too
  expect([...kept.incidents.values()].filter(({ container }) => container !== null).map(({ container, cause, signal }) => ({ container, code: cause.code, signal })).toSorted((a, b) => (a.container ?? '').localeCompare(b.container ?? ''))).toEqual([
    { container: 'killed', code: 'killed-by-hand', signal: 'SIGKILL' }, { container: 'oomed', code: 'oom-container', signal: 'SIGKILL' },
  ]);
  expect(ended('oom-container')?.task?.name ?? ended('oom-container')?.taskCandidates[0]?.name).toBe('tapp.leak');
  await first.stop();

  // away: a container goes on, ends and starts again
  await docker('start', 'calm');
  await waitFor('calm to be ready again', async () => (await docker('logs', 'calm')).split('calm@h ready.').length === 3 || (await tryCommand('/bin/sh', ['-c', 'docker logs calm 2>&1 | grep -c "calm@h ready"'], { env })).stdout.trim() === '2', { deadlineMs: 40_000, everyMs: 500 });
  await call('calm', 'add', '[1,2]');
  const second = await follow(kept);
  await waitFor('the task', () => textsOf(kept, 'calm').some((text) => text.includes('tapp.add') && text.includes('succeeded')), { deadlineMs: 40_000 });
  await second.stop();
  const whole = (await tryCommand('/bin/sh', ['-c', 'docker logs --timestamps calm 2>&1'], { env })).stdout.split('\n').filter(Boolean);
  const taken = [...kept.blocks].filter(([key]) => key.includes('|calm ')).toSorted(([a], [b]) => Number(a.split(' ').at(-1)) - Number(b.split(' ').at(-1))).flatMap(([, text]) => text.split('\n').filter(Boolean));
  expect(taken.toSorted()).toEqual(whole.toSorted());
  expect([...kept.blocks.values()].join('\n')).not.toContain('do-not-keep');
});
