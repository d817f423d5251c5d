/**
 * The supervisor for the Pi with real processes below it: restarts, adoption, reload, its log read by the panel's own
 * crash parser, its socket. Spec: docs/spec/supervisor.md.
 */
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { startTicksOf } from '#test/lab/processes.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import { readText } from '#test/unit/crashes/read-whole.ts';
import { askSocket, layOutSupervisor, plainProgram, python, type TestSupervisor } from './supervisor-kit.ts';

const made: TestSupervisor[] = [];
afterEach(async () => { for (const one of made.splice(0)) await one[Symbol.asyncDispose](); });

async function supervise(config: object, factor?: number): Promise<TestSupervisor> {
  const supervisor = await layOutSupervisor(config);
  made.push(supervisor);
  await supervisor.start(factor);
  return supervisor;
}

const stays = 'import time\nprint("up", flush=True)\ntime.sleep(600)';
const crashes = 'import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)';
const until = async (supervisor: TestSupervisor, name: string, state: string, deadlineMs = 15_000) =>
  waitFor(`${name} to be ${state}`, async () => { const found = await supervisor.program(name); return found.state === state ? found : null; }, { deadlineMs });

test('SV5 a program that dies at every start is started 10 times again within the window, then left with the reason; others go on', async () => {
  const supervisor = await supervise({ programs: [plainProgram('bad', crashes), plainProgram('good', stays)], check_every_s: 2 }, 120);
  const bad = await until(supervisor, 'bad', 'gave-up', 30_000);
  expect(bad.reason).toMatch(/^10 restarts within 60 min; the last end: SIGSEGV/);
  expect(bad).toMatchObject({ restarts: 10, pid: null, last_exit: { kind: 'native-crash', signal: 'SIGSEGV' } });
  expect((await supervisor.entries('started')).filter((entry) => entry.program === 'bad')).toHaveLength(11);
  const delays = (await supervisor.entries('restart-planned')).map((entry) => entry['delay_s']);
  expect(delays).toEqual([5, 15, 45, 45, 45, 45, 45, 45, 45, 45]);
  expect((await supervisor.program('good')).state).toBe('running');
  expect((await supervisor.cli('status')).code).toBe(3);
  // the count is cleared by a person, not by time alone
  await supervisor.ask({ do: 'start', programs: ['bad'] });
  await waitFor('another start', async () => (await supervisor.entries('started')).filter((entry) => entry.program === 'bad').length > 11, { deadlineMs: 5000 });
}, 60_000);

test('SV5 nine crashes an hour are restarted for ever: the window slides', async () => {
  // one crash every 400 s: nine an hour, for five hours of the supervisor's time
  const factor = 400;
  const supervisor = await supervise({ programs: [plainProgram('nine', `import os, signal, time\ntime.sleep(${395 / factor})\nos.kill(os.getpid(), signal.SIGSEGV)`)], restart_delays_s: [5], check_every_s: 20 }, factor);
  await waitFor('50 restarts', async () => (await supervisor.entries('started')).length > 50, { deadlineMs: 110_000, everyMs: 500 });
  const planned = await supervisor.entries('restart-planned');
  const spanH = ((planned.at(-1)?.ts ?? 0) - (planned[0]?.ts ?? 0)) / 3600;
  const perHour = (planned.length - 1) / spanH;
  expect(perHour).toBeGreaterThan(6);
  expect(perHour).toBeLessThan(10);
  expect(await supervisor.entries('gave-up')).toEqual([]);
}, 120_000);

test('SV7 kill -9 of the supervisor: the program goes on, the next one adopts it, and no second one appears', async () => {
  const supervisor = await supervise({ programs: [plainProgram('kept', stays)] });
  const before = await until(supervisor, 'kept', 'running');
  supervisor.signal('SIGKILL');
  await supervisor.ended();
  expect(startTicksOf(before.pid as number)).toBe(before.start_ticks);
  await supervisor.start();
  expect(await supervisor.program('kept')).toMatchObject({ pid: before.pid, start_ticks: before.start_ticks, state: 'running', is_adopted: true });
  expect(await supervisor.entries('started')).toHaveLength(1);
  // its end is noticed although it is nobody's child here, and it is started again
  process.kill(before.pid as number, 'SIGKILL');
  await waitFor('another process', async () => { const now = await supervisor.program('kept'); return now.pid !== null && now.pid !== before.pid; }, { deadlineMs: 15_000 });
  expect((await supervisor.entries('exited'))[0]).toMatchObject({ pid: before.pid, expected: false });
}, 40_000);

test('SV7 adoption without the state file: by the mark in the environment', async () => {
  const supervisor = await supervise({ programs: [plainProgram('kept', stays)] });
  const before = await until(supervisor, 'kept', 'running');
  supervisor.signal('SIGKILL');
  await supervisor.ended();
  await writeFile(join(supervisor.folder, 'run', 'state.json'), '{"programs": [');
  await supervisor.start();
  expect(await supervisor.program('kept')).toMatchObject({ pid: before.pid, state: 'running', is_adopted: true });
  expect(await supervisor.entries('started')).toHaveLength(1);
});

test('SV7 ten supervisors killed at random moments never leave two processes of one program', async () => {
  const supervisor = await supervise({ programs: [plainProgram('kept', stays), plainProgram('other', stays)] });
  for (let n = 0; n < 10; n += 1) {
    // at once, or after a moment in which it may be starting, adopting or writing
    await new Promise((done) => { setTimeout(done, (n * 53) % 150); });
    supervisor.signal('SIGKILL');
    await supervisor.ended();
    await supervisor.start();
  }
  const pids = await waitFor('both to run', async () => { const { programs } = await supervisor.status(); return programs.every((one) => one.state === 'running') ? programs.map((one) => one.pid) : null; }, { deadlineMs: 5000 });
  const marked: number[] = [];
  for (const entry of await readdir('/proc')) {
    const environment = /^\d+$/.test(entry) ? await readFile(`/proc/${entry}/environ`, 'utf8').catch(() => '') : '';
    if (environment.includes(`FLEETBEAT_SUPERVISOR=${join(supervisor.folder, 'run')}\0`)) marked.push(Number(entry));
  }
  expect(marked.toSorted((a, b) => a - b)).toEqual(pids.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
}, 60_000);

test('SV8 an update goes on as the same process, its programs stay its children', async () => {
  const supervisor = await supervise({ programs: [plainProgram('kept', stays)] });
  const before = await until(supervisor, 'kept', 'running');
  const file = join(supervisor.folder, 'fleetbeat_supervisor.py');
  const text = await readFile(file, 'utf8');
  await writeFile(file, 'this is not python');
  expect(await supervisor.ask({ do: 'update' })).toMatchObject({ ok: false, error: 'update-refused' });
  await writeFile(file, text.replace(/^VERSION = .*$/m, 'VERSION = "9.9.9"'));
  expect(await supervisor.ask({ do: 'update' })).toMatchObject({ ok: true });
  const after = await waitFor('the new version', async () => { const now = await supervisor.status().catch(() => null); return now?.version === '9.9.9' ? now : null; }, { deadlineMs: 5000 });
  expect(after.pid).toBe(supervisor.pid());
  expect(await supervisor.program('kept')).toMatchObject({ pid: before.pid, is_adopted: false, state: 'running' });
  // still a child: its end is known exactly
  process.kill(before.pid as number, 'SIGABRT');
  await waitFor('its end', async () => (await supervisor.entries('exited')).find((entry) => entry['signal'] === 'SIGABRT'), { deadlineMs: 5000 });
}, 30_000);

test('SV9 SIGHUP restarts what changed and nothing else; a bad configuration changes nothing', async () => {
  const programs = [plainProgram('same', stays), plainProgram('changed', stays), plainProgram('dropped', stays)];
  const supervisor = await supervise({ programs });
  const [same, changed, dropped] = [await until(supervisor, 'same', 'running'), await until(supervisor, 'changed', 'running'), await until(supervisor, 'dropped', 'running')];
  await supervisor.configure({ programs: [{ name: 'same' }] });
  supervisor.signal('SIGHUP');
  await waitFor('the refusal', async () => (await supervisor.entries('reload-refused')).length > 0, { deadlineMs: 5000 });
  expect((await supervisor.status()).programs.map((one) => one.pid)).toEqual([same.pid, changed.pid, dropped.pid]);
  await supervisor.configure({ programs: [programs[0], plainProgram('changed', `${stays}\n`, { environment: { NEW: '1' } }), plainProgram('added', stays)] });
  supervisor.signal('SIGHUP');
  await waitFor('the new list', async () => { const { programs: now } = await supervisor.status(); return now.map((one) => one.name).toSorted().join() === 'added,changed,same' && now.every((one) => one.state === 'running' && one.pid !== changed.pid); }, { deadlineMs: 10_000 });
  expect((await supervisor.program('same')).pid).toBe(same.pid);
  expect(startTicksOf(dropped.pid as number)).toBeNull();
}, 30_000);

test('SV10 SIGTERM stops beat before workers, leaves nothing and ends with 0', async () => {
  const slowEnd = (name: string): string => `import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.3), sys.exit(0)))\nprint("${name}", flush=True)\nwhile True: time.sleep(1)`;
  const supervisor = await supervise({ programs: [plainProgram('first', slowEnd('first'), { role: 'worker' }), plainProgram('clock', slowEnd('clock'), { role: 'beat' }), plainProgram('second', slowEnd('second'), { role: 'worker' })] });
  const pids = (await Promise.all(['first', 'clock', 'second'].map(async (name) => until(supervisor, name, 'running')))).map((one) => one.pid as number);
  await waitFor('all to have set their handlers', async () => (await Promise.all(['first', 'clock', 'second'].map(async (name) => readFile(join(supervisor.folder, 'logs', `${name}.log`), 'utf8')))).every((text) => text !== ''), { deadlineMs: 5000 });
  supervisor.signal('SIGTERM');
  expect(await supervisor.ended()).toBe(0);
  const told = (await supervisor.entries()).filter((entry) => entry.event === 'stopping' || entry.event === 'exited').map((entry) => `${entry.event} ${entry.program}`);
  expect(told.slice(0, 2)).toEqual(['stopping clock', 'exited clock']);
  expect(told.slice(2, 4).toSorted()).toEqual(['stopping first', 'stopping second']);
  expect(pids.map(startTicksOf)).toEqual([null, null, null]);
}, 30_000);

test('SV6 a stop climbs from warm to force only in time, and says each step', async () => {
  const deaf = 'import signal, time\nfor s in (signal.SIGTERM, signal.SIGQUIT): signal.signal(s, signal.SIG_IGN)\nprint("up", flush=True)\nwhile True: time.sleep(1)';
  const supervisor = await supervise({ programs: [plainProgram('deaf', deaf, { stop_timeout_s: 1, autorestart: 'always' })] });
  const before = await until(supervisor, 'deaf', 'running');
  await waitFor('its handlers', async () => (await readFile(join(supervisor.folder, 'logs', 'deaf.log'), 'utf8')) !== '', { deadlineMs: 5000 });
  await supervisor.ask({ do: 'stop', programs: ['deaf'], until: 'term' });
  await waitFor('the end of what is allowed', async () => (await supervisor.entries('stop-waits')).length === 1, { deadlineMs: 5000 });
  expect(startTicksOf(before.pid as number)).toBe(before.start_ticks);
  await supervisor.ask({ do: 'stop', programs: ['deaf'], how: 'kill' });
  const after = await until(supervisor, 'deaf', 'stopped');
  expect(after).toMatchObject({ wanted: 'down', reason: 'asked by the operator', last_exit: { kind: 'stopped', signal: 'SIGKILL' } });
  expect(await supervisor.entries('restart-planned')).toEqual([]);
}, 30_000);

test('SV11 what a dead main leaves behind is ended before the next start', async () => {
  const parent = 'import os, subprocess, sys, time\nsubprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"])\nprint("up", flush=True)\ntime.sleep(600)';
  const supervisor = await supervise({ programs: [plainProgram('parent', parent)], restart_delays_s: [0.1] });
  const before = await until(supervisor, 'parent', 'running');
  await waitFor('its child', async () => (await supervisor.program('parent')).figures !== null && (await readFile(join(supervisor.folder, 'logs', 'parent.log'), 'utf8')) !== '', { deadlineMs: 5000 });
  process.kill(before.pid as number, 'SIGKILL');
  const next = await waitFor('the next one', async () => { const now = await supervisor.program('parent'); return now.pid !== null && now.pid !== before.pid ? now : null; }, { deadlineMs: 20_000 });
  const entries = await supervisor.entries();
  const leftovers = entries.findIndex((entry) => entry.event === 'leftovers');
  expect(entries[leftovers]).toMatchObject({ count: 1 });
  // ten seconds of warning, then force, and only then the next start
  const started = entries.filter((entry) => entry.event === 'started');
  expect((started.at(-1)?.ts ?? 0) - (entries[leftovers]?.ts ?? 0)).toBeGreaterThan(9);
  expect(next.state).toBe('running');
}, 40_000);

test('SV4 its log is what the panel’s crash parser reads: one crash is one incident, a stop and a recycle are none', async () => {
  const supervisor = await supervise({ programs: [plainProgram('video', stays, { node: 'video@pi4' })], restart_delays_s: [0.2] });
  const first = await until(supervisor, 'video', 'running');
  process.kill(first.pid as number, 'SIGSEGV');
  const second = await waitFor('its restart', async () => { const now = await supervisor.program('video'); return now.pid !== null && now.pid !== first.pid ? now : null; }, { deadlineMs: 10_000 });
  await supervisor.ask({ do: 'restart', programs: ['video'] });
  await waitFor('its restart by hand', async () => { const now = await supervisor.program('video'); return now.pid !== null && now.pid !== second.pid && now.state === 'running'; }, { deadlineMs: 10_000 });
  await supervisor.ask({ do: 'stop', programs: ['video'] });
  await until(supervisor, 'video', 'stopped');
  const text = await supervisor.log();
  const events: string[] = [];
  const incidents = readText(text, { onEvent: (event) => { if (event.backend === 'fleetbeat-supervisor') events.push(`${event.kind} ${event.owner} ${event.node ?? '-'}`); } });
  expect(events).toEqual([
    'started video video@pi4', 'main-exited video video@pi4', 'restart-planned video -', 'started video video@pi4',
    'stop-asked video video@pi4', 'main-exited video video@pi4', 'started video video@pi4', 'stop-asked video video@pi4', 'main-exited video video@pi4',
  ]);
  expect(incidents).toHaveLength(1);
  expect(incidents[0]).toMatchObject({ kind: 'main-died', signal: 'SIGSEGV', pid: first.pid });
  // the twin says the same, a line each
  expect((await supervisor.entries()).length).toBe(text.trimEnd().split('\n').length);
}, 40_000);

test('SV12 output goes to files that are cut without the program noticing, also while no supervisor lives', async () => {
  const talker = 'import sys, time\nn = 0\nwhile True:\n    n += 1\n    sys.stdout.write("line %08d %s\\n" % (n, "x" * 80))\n    sys.stdout.flush()\n    if n % 200 == 0: time.sleep(0.02)';
  const supervisor = await supervise({ programs: [plainProgram('talker', talker)], output_max_bytes: 65_536, output_backups: 2, check_every_s: 0.1 });
  const before = await until(supervisor, 'talker', 'running');
  const out = join(supervisor.folder, 'logs', 'talker.log');
  await waitFor('two generations', async () => (await stat(`${out}.2`).catch(() => null)) !== null, { deadlineMs: 15_000 });
  // the newest copy and the file in use follow each other: only the moment of the cut may be missing
  const numbers = (text: string): number[] => [...text.matchAll(/^line (\d{8}) x{80}$/gm)].map((found) => Number(found[1]));
  const older = numbers(await readFile(`${out}.2`, 'utf8'));
  expect(older.length).toBeGreaterThan(500);
  expect(older.every((n, index) => index === 0 || n === (older[index - 1] ?? 0) + 1)).toBe(true);
  supervisor.signal('SIGKILL');
  await supervisor.ended();
  const size = (await stat(out)).size;
  await waitFor('half a megabyte more', async () => (await stat(out)).size > size + 524_288, { deadlineMs: 20_000 });
  expect(startTicksOf(before.pid as number)).toBe(before.start_ticks);
}, 60_000);

test('SV3 the socket is for its owner alone and nothing said to it stops the supervisor', async () => {
  const supervisor = await supervise({ programs: [plainProgram('kept', stays)] });
  const path = join(supervisor.folder, 'run', 'control.sock');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(supervisor.folder, 'run'))).mode & 0o777).toBe(0o700);
  for (const nonsense of ['', '{', '[]', 'null', '"x"', '{"do":5}', '{"do":"stop"}', '{"do":"stop","programs":[{}]}', '{"do":"stop","programs":["no such"]}', '{"do":"adopt","programs":["kept"],"pid":1,"start_ticks":1}', `{"do":${'['.repeat(30_000)}`, '{"do":"logs","programs":["kept"],"lines":-4}'])
    expect((await askSocket(path, nonsense))['ok'], nonsense.slice(0, 60)).toBe(nonsense.includes('logs'));
  // many that say nothing, and one that says too much
  const silent = Array.from({ length: 30 }, () => connect(path).on('error', () => undefined));
  const loud = connect(path).on('error', () => undefined);
  loud.write('x'.repeat(300_000));
  await waitFor('an answer beside them', async () => { silent.shift()?.destroy(); return (await supervisor.status().catch(() => null)) !== null; }, { deadlineMs: 10_000 });
  for (const one of [...silent, loud]) one.destroy();
  expect((await supervisor.program('kept')).state).toBe('running');
  // a second supervisor over the same folder is refused
  expect(await supervisor.cli('run')).toMatchObject({ code: 1, out: expect.stringContaining(`another one (pid ${supervisor.pid()})`) });
}, 40_000);

test('SV1 a configuration is judged whole, with the place of each mistake', async () => {
  const supervisor = await layOutSupervisor({ log: 'relative', restart_limit: 'ten', typo: 1, programs: [{ name: '../x', command: [] }, { name: 'a', command: ['x'], memory_limit_mb: 1 }, { name: 'a', command: ['x'] }] });
  made.push(supervisor);
  const checked = await supervisor.cli('check-config', '--json');
  expect(checked.code).toBe(2);
  const { problems } = JSON.parse(checked.out) as { problems: [string, string][] };
  expect(problems.map(([where]) => where).toSorted()).toEqual(['log', 'programs[0].command', 'programs[0].name', 'programs[1].memory_limit_mb', 'programs[2].name', 'restart_limit', 'typo'].toSorted());
  for (const mode of ['worker', 'worker+beat', 'workers']) {
    await supervisor.configure({ mode, celery: { executable: [python, '-m', 'celery'], app: 'tapp', ...(mode === 'workers' ? { workers: [{ name: 'w1', queues: ['a'] }, { name: 'w2', flags: ['--prefetch-multiplier=1'] }] } : {}) } });
    const good = JSON.parse((await supervisor.cli('check-config', '--json')).out) as { programs: string[] };
    expect(good.programs).toEqual({ worker: ['worker'], 'worker+beat': ['worker', 'beat'], workers: ['w1', 'w2'] }[mode]);
  }
  await writeFile(join(supervisor.folder, 'supervisor.toml'), 'check_every_s = 5\n[[programs]]\nname = "w"\ncommand = ["/bin/true"]\n');
  expect(await supervisor.cli('check-config', '-c', join(supervisor.folder, 'supervisor.toml'))).toMatchObject({ code: 0, out: 'good: 1 programs\n' });
  await rm(join(supervisor.folder, 'supervisor.toml'));
});

test('SV2 a program that cannot be started is said to be so, with the reason', async () => {
  const supervisor = await supervise({ programs: [{ name: 'absent', role: 'other', command: ['/no/such/program'] }, { name: 'nowhere', role: 'other', command: ['/bin/true'], directory: '/no/such/folder' }] });
  const absent = await until(supervisor, 'absent', 'backoff');
  expect(absent.reason).toBe('it cannot be started: No such file or directory (/no/such/program)');
  expect(absent.last_exit).toMatchObject({ kind: 'cannot-start', exit_code: 127 });
  expect((await supervisor.program('nowhere')).state).toBe('backoff');
});

test('SV18 a hold makes an end a meant one, until it is released, told otherwise, or over', async () => {
  const supervisor = await supervise({ programs: [plainProgram('held', stays)], restart_delays_s: [0.1] });
  const first = await until(supervisor, 'held', 'running');
  for (const seconds of [0, -1, 'x', null, true, 1e9]) expect((await supervisor.ask({ do: 'hold', programs: ['held'], seconds }))['ok']).toBe(false);
  // restart, led by another hand: no start before its word, no crash in the log
  expect(await supervisor.ask({ do: 'hold', programs: ['held'], seconds: 60 })).toMatchObject({ ok: true, programs: { held: { pid: first.pid } } });
  process.kill(first.pid as number, 'SIGTERM');
  const exited = await waitFor('its end', async () => (await supervisor.entries('exited'))[0], { deadlineMs: 5000 });
  expect(exited).toMatchObject({ pid: first.pid, expected: true, asked: true });
  expect(await supervisor.program('held')).toMatchObject({ pid: null, state: 'backoff' });
  await supervisor.ask({ do: 'start', programs: ['held'] });
  const second = await until(supervisor, 'held', 'running');
  expect(second.restarts).toBe(0);
  // stop
  await supervisor.ask({ do: 'hold', programs: ['held'], seconds: 60 });
  process.kill(second.pid as number, 'SIGTERM');
  await waitFor('its second end', async () => (await supervisor.entries('exited')).length === 2, { deadlineMs: 5000 });
  await supervisor.ask({ do: 'stop', programs: ['held'] });
  expect(await supervisor.program('held')).toMatchObject({ state: 'stopped', wanted: 'down' });
  // whoever held it is gone: it is started again when the time is over, also by the next supervisor
  await supervisor.ask({ do: 'start', programs: ['held'] });
  const third = await until(supervisor, 'held', 'running');
  await supervisor.ask({ do: 'hold', programs: ['held'], seconds: 2 });
  supervisor.signal('SIGKILL');
  await supervisor.ended();
  process.kill(third.pid as number, 'SIGTERM');
  await supervisor.start();
  await waitFor('it to run again', async () => { const now = await supervisor.program('held'); return now.state === 'running' && now.pid !== third.pid; }, { deadlineMs: 8000 });
  expect(await supervisor.entries('restart-planned')).toEqual([]);
  expect(readText(await supervisor.log()).map(({ kind }) => kind)).toEqual([]);
}, 40_000);
