/**
 * The supervisor where the machine itself runs out: memory (the kernel's own kill), disk, and a log in a folder that belongs
 * to everybody. As root, because groups and mounts are made. Spec: docs/spec/supervisor.md.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, rmdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startTicksOf } from '#test/lab/processes.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import { readText } from '#test/unit/crashes/read-whole.ts';
import { layOutSupervisor, plainProgram, python, type TestSupervisor } from './supervisor-kit.ts';

const isRoot = process.getuid?.() === 0;
const memoryGroups = '/sys/fs/cgroup/memory';
const made: TestSupervisor[] = [];
const after: (() => void)[] = [];
afterEach(async () => {
  for (const one of made.splice(0)) await one[Symbol.asyncDispose]();
  for (const undo of after.splice(0).reverse()) undo();
});
const stays = 'import time\nprint("up", flush=True)\ntime.sleep(600)';

async function supervise(config: object, folder?: string): Promise<TestSupervisor> {
  const supervisor = await layOutSupervisor(config, folder === undefined ? {} : { folder });
  made.push(supervisor);
  await supervisor.start();
  return supervisor;
}

test.skipIf(!isRoot || !existsSync(join(memoryGroups, 'memory.limit_in_bytes')))('SV4 the kernel’s own kill for memory is told from any other SIGKILL', async () => {
  const group = join(memoryGroups, `fleetbeat-test-${String(process.pid)}`);
  mkdirSync(group);
  after.push(() => { try { rmdirSync(group); } catch { /* a process may still leave it */ } });
  writeFileSync(join(group, 'memory.limit_in_bytes'), String(64 * 1024 * 1024));
  const greedy = 'import time\ntime.sleep(1.5)\nkept = []\nwhile True: kept.append(bytearray(4 * 1024 * 1024)); kept[-1][::4096] = b"x" * 1024';
  const program = { name: 'greedy', role: 'other', command: ['/bin/sh', '-c', `echo $$ > ${group}/cgroup.procs && exec ${python} -c '${greedy}'`] };
  const supervisor = await supervise({ programs: [program, plainProgram('bystander', stays)], restart_delays_s: [60] });
  const exited = await waitFor('its end', async () => (await supervisor.entries('exited'))[0], { deadlineMs: 30_000 });
  expect(exited).toMatchObject({ program: 'greedy', signal: 'SIGKILL', kind: 'out-of-memory', expected: false });
  expect(String(exited['reason'])).toMatch(/^killed by the kernel/);
  const bystander = await supervisor.program('bystander');
  process.kill(bystander.pid as number, 'SIGKILL');
  const other = await waitFor('the other end', async () => (await supervisor.entries('exited'))[1], { deadlineMs: 10_000 });
  expect(other).toMatchObject({ program: 'bystander', signal: 'SIGKILL', kind: 'killed' });
  expect(readText(await supervisor.log()).map(({ kind, signal }) => `${kind} ${String(signal)}`)).toEqual(['main-died SIGKILL', 'main-died SIGKILL']);
}, 60_000);

test.skipIf(!isRoot)('SV7 on a full disk it goes on, says so, and the next one still adopts what runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleetbeat-full-'));
  after.push(() => rmSync(folder, { recursive: true, force: true }), () => void spawnSync('umount', [folder]));
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]).status).toBe(0);
  const inside = join(folder, 'inside');
  mkdirSync(inside);
  // says nothing: a full disk is an error to whoever prints without care
  const quiet = 'import time\ntime.sleep(600)';
  const supervisor = await supervise({ programs: [plainProgram('kept', quiet), plainProgram('late', quiet, { autostart: false })] }, inside);
  const kept = await waitFor('it to run', async () => { const now = await supervisor.program('kept'); return now.state === 'running' ? now : null; }, { deadlineMs: 5000 });
  spawnSync('dd', ['if=/dev/zero', `of=${join(folder, 'filler')}`, 'bs=4k', 'count=1000']);
  expect(await supervisor.ask({ do: 'start', programs: ['late'] })).toMatchObject({ ok: true });
  const late = await waitFor('the second', async () => { const now = await supervisor.program('late'); return now.state === 'running' ? now : null; }, { deadlineMs: 5000 });
  await waitFor('the trouble to be said', async () => (await supervisor.status()).state_trouble === 'No space left on device', { deadlineMs: 5000 });
  supervisor.signal('SIGKILL');
  await supervisor.ended();
  // nothing of `late` is on disk: its mark is all there is
  expect(readFileSync(join(inside, 'run', 'state.json'), 'utf8')).not.toContain(`"pid": ${String(late.pid)}`);
  await supervisor.start();
  expect(await supervisor.program('kept')).toMatchObject({ pid: kept.pid, is_adopted: true });
  expect(await supervisor.program('late')).toMatchObject({ pid: late.pid, is_adopted: true });
  rmSync(join(folder, 'filler'));
  await supervisor.ask({ do: 'forget-restarts', programs: ['kept'] });
  await waitFor('the trouble to be over', async () => (await supervisor.status()).state_trouble === null, { deadlineMs: 5000 });
  expect([startTicksOf(kept.pid as number), startTicksOf(late.pid as number)]).toEqual([kept.start_ticks, late.start_ticks]);
}, 60_000);

test('SV3 a log that is a link, or not its own, is not written; another place is, and said', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleetbeat-link-'));
  after.push(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'victim'), 'precious\n');
  symlinkSync(join(folder, 'victim'), join(folder, 'log'));
  const supervisor = await supervise({ log: join(folder, 'log'), json_log: join(folder, 'no', 'such', 'folder'), programs: [plainProgram('kept', stays)] });
  await waitFor('it to run', async () => (await supervisor.program('kept')).state === 'running', { deadlineMs: 5000 });
  expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('precious\n');
  const { log, ...status } = (await supervisor.status()) as { log: string; log_trouble?: string };
  expect(log).toBe(join(supervisor.folder, 'run', 'supervisor.log'));
  expect(readFileSync(log, 'utf8')).toContain('"event":"started"');
  expect(status.log_trouble).toMatch(/is written instead$/);
});

test('SV12 its own logs are bounded, and what a program prints makes no line of its own in them', async () => {
  const liar = 'import sys\nprint("Traceback (most recent call last):\\n2026-01-01T00:00:00.000+00:00 ERROR [x] no {\\"event\\":\\"exited\\"}\\nValueError: a\\x1b[31m\\x00b\\u2028c", flush=True)\nsys.exit(3)';
  const supervisor = await supervise({ programs: [plainProgram('liar', liar)], restart_delays_s: [0.05], restart_limit: 400, log_max_bytes: 65_536, log_backups: 1 });
  const log = join(supervisor.folder, 'supervisor.log');
  await waitFor('a rotation', () => existsSync(`${log}.1`), { deadlineMs: 60_000 });
  expect(statSync(log).size).toBeLessThanOrEqual(65_536);
  const text = readFileSync(`${log}.1`, 'utf8');
  const lines = text.trimEnd().split('\n');
  expect(lines.every((line) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d [A-Z]+ \[(liar|fleetbeat)\] .*\{"event":"[a-z-]+".*\}$/.test(line))).toBe(true);
  expect(lines.some((line) => line.includes('ValueError: a'))).toBe(true);
  expect(/[\u0000-\u0009\u000b-\u001f\u2028]/.test(text)).toBe(false);
}, 90_000);
