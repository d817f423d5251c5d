/**
 * The supervisor over real Celery workers and a real Redis: memory, recycling of solo workers, stuck tasks, hangs, and
 * what is said of each end. Spec: docs/spec/supervisor.md.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { runPython, startRedis, type LocalRedis } from '#test/lab/loopback-celery.ts';
import { startTicksOf } from '#test/lab/processes.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import { readText } from '#test/unit/crashes/read-whole.ts';
import { celeryProgram, layOutSupervisor, type ProgramStatus, type TestSupervisor } from './supervisor-kit.ts';

let redis: LocalRedis;
let url: string;
const made: TestSupervisor[] = [];
beforeAll(async () => {
  redis = await startRedis();
  url = `redis://127.0.0.1:${redis.port}/0`;
});
afterEach(async () => {
  for (const one of made.splice(0)) await one[Symbol.asyncDispose]();
  await redis.cli('flushall');
});
afterAll(() => redis.stop());

async function supervise(program: object, config: object = {}): Promise<TestSupervisor> {
  const supervisor = await layOutSupervisor({ programs: [program], ...config });
  made.push(supervisor);
  await supervisor.start();
  return supervisor;
}

const outputOf = (supervisor: TestSupervisor, name: string): Promise<string> => readFile(join(supervisor.folder, 'logs', `${name}.log`), 'utf8').catch(() => '');
async function ready(supervisor: TestSupervisor, name: string, times = 1): Promise<ProgramStatus> {
  await waitFor(`${name} to be ready`, async () => (await outputOf(supervisor, name)).split(/ ready\./).length > times, { deadlineMs: 30_000, lastSeen: supervisor.output });
  return supervisor.program(name);
}
const residentMb = (pid: number): number | null => {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 1048576;
  } catch {
    return null;
  }
};
const counted = async (): Promise<number> => (await redis.cli('--scan', '--pattern', 'celery-task-meta-*')).split('\n').filter((line) => line !== '').length;

test('SV13 a solo worker that leaks 20 MB a task stays below its limit for 500 tasks, and none is lost', async () => {
  const limitMb = 400;
  const supervisor = await supervise(celeryProgram('leaky', 'solo', url, { memory_limit_mb: limitMb }));
  await ready(supervisor, 'leaky');
  await runPython(url, 'for i in range(500): tapp.leak.delay(20)');
  let highest = 0;
  let pid: number | null = null;
  const pids = new Set<number>();
  await waitFor('500 results', async () => {
    for (let n = 0; n < 20; n += 1) {
      const mb = pid === null ? null : residentMb(pid);
      if (mb === null) pid = (await supervisor.program('leaky')).pid;
      else { highest = Math.max(highest, mb); pids.add(pid as number); }
      await new Promise((done) => { setTimeout(done, 10); });
    }
    return (await counted()) >= 500;
  }, { deadlineMs: 420_000, everyMs: 1, lastSeen: () => `${highest} MB` });
  const after = await supervisor.program('leaky');
  console.log(`500 tasks of 20 MB: at most ${highest.toFixed(0)} MB resident, limit ${limitMb} MB, ${after.recycles} recycles, ${after.restarts} counted restarts`);
  expect(highest).toBeGreaterThan(limitMb / 2);
  expect(highest).toBeLessThan(limitMb);
  expect(await counted()).toBe(500);
  expect(after).toMatchObject({ state: 'running', restarts: 0 });
  expect(after.recycles).toBeGreaterThan(20);
  expect(await supervisor.entries('memory-high')).toEqual([]);
  expect(await supervisor.entries('gave-up')).toEqual([]);
  // a recycle is no crash, neither here nor for the panel
  expect(readText(await supervisor.log())).toEqual([]);
}, 480_000);

test('SV13 without the module the supervisor itself ends a worker over its limit, warm first', async () => {
  const supervisor = await supervise(celeryProgram('big', 'solo', url, { memory_limit_mb: 150, worker_module: false }));
  const before = await ready(supervisor, 'big');
  await runPython(url, 'tapp.leak.delay(150)');
  const high = await waitFor('memory-high', async () => (await supervisor.entries('memory-high'))[0], { deadlineMs: 15_000 });
  expect(high).toMatchObject({ pid: before.pid, limit_mb: 150, level: 'WARNING' });
  await ready(supervisor, 'big', 2);
  expect((await supervisor.entries('exited'))[0]).toMatchObject({ pid: before.pid, expected: true, asked: true, exit_code: 0 });
  expect(await outputOf(supervisor, 'big')).toContain('Warm shutdown');
  expect(await supervisor.entries('stop-timeout')).toEqual([]);
}, 60_000);

test('SV14 a prefork task over its own limit is revoked, written down for a retry, and the worker goes on', async () => {
  const supervisor = await supervise(celeryProgram('pre', 'prefork', url, { flags: ['-c', '2'], stuck_limits_s: { 'tapp.slow': 12 }, stuck_after_s: 10 }), { stuck_every_s: 2 });
  const before = await ready(supervisor, 'pre');
  expect(before.stuck_watch).toBe('on');
  await runPython(url, 'tapp.slow.apply_async((120,), task_id="stuck-one"); tapp.slow.apply_async((1,), task_id="quick-one")');
  const stuck = await waitFor('the stuck task', async () => (await supervisor.entries('stuck-task'))[0], { deadlineMs: 30_000 });
  expect(stuck).toMatchObject({ task_id: 'stuck-one', task_name: 'tapp.slow', limit_s: 12, signal: 'SIGTERM' });
  expect(Number(stuck['age_s'])).toBeGreaterThan(12);
  expect(Number(stuck['age_s'])).toBeLessThan(20);
  const told = await supervisor.ask({ do: 'stuck' });
  expect(told['tasks']).toEqual([expect.objectContaining({ id: 'stuck-one', name: 'tapp.slow', args: [120], kwargs: {}, queue: 'celery', program: 'pre', node: 'pre@lab' })]);
  await waitFor('its result', async () => (await redis.cli('get', 'celery-task-meta-stuck-one')).includes('REVOKED'), { deadlineMs: 15_000 });
  expect((await redis.cli('get', 'celery-task-meta-quick-one'))).toContain('SUCCESS');
  expect(startTicksOf(before.pid as number)).toBe(before.start_ticks);
  // nothing of ours stays in Redis
  expect(await redis.cli('keys', '*reply*')).toBe('\n');
}, 60_000);

test('SV14 a solo task over its limit: the worker is started again without it, the message is kept for a retry', async () => {
  const supervisor = await supervise(celeryProgram('solo', 'solo', url, { stuck_after_s: 10, cold_timeout_s: 2 }), { stuck_every_s: 1 });
  const before = await ready(supervisor, 'solo');
  await runPython(url, 'tapp.slow.apply_async((300,), task_id="stuck-solo", acks_late=True); tapp.add.apply_async((1, 2), task_id="after-it")');
  await waitFor('the task behind it', async () => (await redis.cli('get', 'celery-task-meta-after-it')).includes('SUCCESS'), { deadlineMs: 45_000 });
  const after = await supervisor.program('solo');
  expect(after.pid).not.toBe(before.pid);
  expect((await supervisor.entries('stuck-task'))[0]).toMatchObject({ task_id: 'stuck-solo', task_name: 'tapp.slow' });
  const { tasks } = (await supervisor.ask({ do: 'stuck' })) as { tasks: { id: string; args: unknown }[] };
  expect(tasks).toEqual([expect.objectContaining({ id: 'stuck-solo', args: [300] })]);
  expect(await redis.cli('lrange', 'celery', '0', '-1')).not.toContain('stuck-solo');
}, 90_000);

test('SV14 a pool of threads cannot end a task: it is said once, nothing is written down for a retry, the worker goes on', async () => {
  const program = { ...celeryProgram('thr', 'solo', url, { stuck_after_s: 10 }) } as { command: string[] };
  program.command = program.command.map((word) => (word === 'solo' ? 'threads' : word));
  const supervisor = await supervise(program, { stuck_every_s: 1 });
  const before = await ready(supervisor, 'thr');
  await runPython(url, 'tapp.slow.apply_async((18,), task_id="in-thread")');
  await waitFor('its result', async () => (await redis.cli('get', 'celery-task-meta-in-thread')).includes('SUCCESS'), { deadlineMs: 40_000 });
  const told = await supervisor.entries('stuck-task');
  expect(told).toHaveLength(1);
  expect(told[0]?.['signal']).toBeUndefined();
  expect((await supervisor.ask({ do: 'stuck' }))['tasks']).toEqual([]);
  expect((await supervisor.program('thr')).pid).toBe(before.pid);
}, 60_000);

test('SV15 a worker that hangs while tasks wait is started again; one whose queue is empty is left alone', async () => {
  const hang = 'import sys, time\nsys.argv = ["celery", "-A", "tapp", "worker"]\nprint("up", flush=True)\ntime.sleep(600)';
  const hung = { ...celeryProgram('hung', 'solo', url), command: ['/usr/bin/python3', '-c', hang, 'worker'], hang_after_s: 10, worker_module: false, cold_timeout_s: 1, node: 'hung@lab' };
  const supervisor = await supervise(hung, { restart_delays_s: [0.1] });
  const before = await waitFor('it to run', async () => { const now = await supervisor.program('hung'); return now.state === 'running' ? now : null; }, { deadlineMs: 5000 });
  // asked about once a minute at most: a message is there before the first question
  await runPython(url, 'tapp.add.delay(1, 2)');
  const told = await waitFor('the verdict', async () => (await supervisor.entries('hung'))[0], { deadlineMs: 40_000 });
  expect(told).toMatchObject({ pid: before.pid, waiting: 1 });
  await waitFor('another process', async () => { const now = await supervisor.program('hung'); return now.pid !== null && now.pid !== before.pid; }, { deadlineMs: 20_000 });
}, 90_000);

test('SV4 the ends of pool children are told apart: hard limit, crash; and the main’s by its fault handler', async () => {
  const supervisor = await supervise(celeryProgram('pool', 'prefork', url, { flags: ['-c', '1', '--time-limit', '2'] }), { restart_delays_s: [0.1] });
  await ready(supervisor, 'pool');
  await runPython(url, 'tapp.slow.delay(30)');
  await waitFor('the hard limit', async () => (await supervisor.entries('child-exited'))[0], { deadlineMs: 20_000 });
  await runPython(url, 'tapp.boom.delay("SIGSEGV")');
  await waitFor('the crash', async () => (await supervisor.entries('child-exited'))[1], { deadlineMs: 20_000 });
  expect((await supervisor.entries('child-exited')).map((entry) => entry['kind'])).toEqual(['hard-limit', 'native-crash']);
  await supervisor.ask({ do: 'stop', programs: ['pool'] });
  const solo = await supervise(celeryProgram('lone', 'solo', url), { restart_delays_s: [0.1] });
  const before = await ready(solo, 'lone');
  await waitFor('the first one to be gone', async () => (await supervisor.program('pool')).state === 'stopped', { deadlineMs: 20_000 });
  await runPython(url, 'tapp.boom.delay("SIGSEGV")');
  const exited = await waitFor('its end', async () => (await solo.entries('exited'))[0], { deadlineMs: 20_000 });
  expect(exited).toMatchObject({ pid: before.pid, signal: 'SIGSEGV', expected: false, kind: 'native-crash' });
  expect(String(exited['reason'])).toMatch(/SIGSEGV: Segmentation fault in boom \(tapp\.py:\d+\)/);
  await ready(solo, 'lone', 2);
  // told to stop by somebody else: started again, and not called a crash of its own
  await runPython(url, 'app.control.shutdown()');
  const second = await waitFor('its second end', async () => (await solo.entries('exited'))[1], { deadlineMs: 20_000 });
  expect(second).toMatchObject({ kind: 'stopped-from-outside', exit_code: 0 });
}, 120_000);

test('SV16 the worker’s module: init markers, fault handler, and a solo worker that leaves after N tasks', async () => {
  const supervisor = await supervise(celeryProgram('ten', 'solo', url, { recycle_after_tasks: 10 }));
  const before = await ready(supervisor, 'ten');
  expect(await outputOf(supervisor, 'ten')).toContain('Worker process initialized avec optimisations anti-crash');
  const environ = readFileSync(`/proc/${before.pid}/environ`, 'utf8').split('\0');
  for (const wanted of ['OMP_NUM_THREADS=1', 'MALLOC_ARENA_MAX=2', 'PYTHONFAULTHANDLER=1', 'FLEETBEAT_PROGRAM=ten']) expect(environ).toContain(wanted);
  await runPython(url, 'for i in range(25): tapp.add.delay(i, i)');
  await waitFor('25 results', async () => (await counted()) === 25, { deadlineMs: 30_000 });
  await waitFor('two recycles', async () => (await supervisor.program('ten')).recycles === 2, { deadlineMs: 10_000 });
  expect((await supervisor.entries('recycled')).map((entry) => entry['reason'])).toEqual(['10 tasks done', '10 tasks done']);
  const exits = await supervisor.entries('exited');
  expect(exits.every((entry) => entry['expected'] === true && entry['kind'] === 'recycle')).toBe(true);
}, 60_000);

test('SV17 figures every so often, with the names the field report uses', async () => {
  const supervisor = await supervise(celeryProgram('figures', 'solo', url), { stats_every_s: 1 });
  const { pid } = await ready(supervisor, 'figures');
  const figures = await waitFor('figures', async () => (await supervisor.entries('stats')).findLast((entry) => typeof entry['cpu_percent'] === 'number' && entry['status'] === 'sleeping'), { deadlineMs: 20_000 });
  expect(figures).toMatchObject({ pid, status: 'sleeping', program: 'figures' });
  expect(Number(figures['memory_mb'])).toBeCloseTo(residentMb(pid as number) as number, -1);
  expect(Number(figures['num_threads'])).toBeGreaterThan(0);
}, 60_000);
