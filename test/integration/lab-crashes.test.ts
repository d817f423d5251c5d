/**
 * Real faults on a real Pi, one at a time, each on a worker of its own: one incident each, with the expected cause. Prints the
 * confusion matrix. Everything comes in over SSH by the engine itself, as an operator who is not root.
 */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CauseCode, IncidentSummary } from '#shared/domain/crash.ts';
import type { LabSpec } from '#test/lab/lab-spec.ts';
import { homeForLab, type OperatorHome } from '#test/lab/operator-home.ts';
import { tryCommand } from '#test/lab/run-command.ts';
import { startLab, type Lab, type LabPi } from '#test/lab/start-lab.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const worker = (name: string, more: Partial<LabSpec['workers'][number]> = {}): LabSpec['workers'][number] => ({ pi: 'pi1', name, pool: 'prefork', concurrency: 1, queues: [name], ...more });
const spec: LabSpec = {
  pis: [{ name: 'pi1', network: { kind: 'loopback' }, redis: { bind: 'inside' }, withSupervisors: true }],
  workers: [
    worker('segvchild'), worker('killchild'), worker('hardlimit', { flags: ['--time-limit=2'] }), worker('softlimit', { flags: ['--soft-time-limit=1'] }),
    worker('segvmain', { pool: 'solo' }), worker('killmain'), worker('oomchild'), worker('abort'), worker('poison'), worker('frozen'), worker('busysolo', { pool: 'solo' }),
  ],
};

let lab: Lab;
let home: OperatorHome;
const group = `/sys/fs/cgroup/memory/fleetbeat-oom-${process.pid}`;
const program = new URL('../../build/bin/fleetbeat.mjs', import.meta.url).pathname;

beforeAll(async () => {
  lab = await startLab(spec);
  home = homeForLab(lab);
});
afterAll(async () => {
  await lab?.dispose();
  home?.dispose();
  try { rmdirSync(group); } catch { /* its last process is ending, or it was never made */ }
});

async function send(pi: LabPi, queue: string, task: string, args: string): Promise<void> {
  const end = await pi.exec(['sh', '-c', `cd /home/pi/app && CELERY_BROKER_URL=${pi.brokerUrl} /usr/bin/python3 -m celery -A tapp call tapp.${task} --queue=${queue} --args='${args}'`]);
  if (end.code !== 0) throw new Error(end.stderr);
}

const childOf = async (pi: LabPi, main: number): Promise<number> => Number((await pi.exec(['ps', '-o', 'pid=', '--ppid', String(main)])).stdout.trim().split('\n')[0]);
const logOf = async (pi: LabPi, name: string): Promise<string> => (await pi.exec(['journalctl', '-u', `celery-${name}.service`, '-o', 'cat', '--no-pager'])).stdout;
const said = (pi: LabPi, name: string, pattern: RegExp): Promise<unknown> => waitFor(`${name} to say ${pattern.source}`, async () => pattern.test(await logOf(pi, name)), { deadlineMs: 40_000, everyMs: 300 });

/** The kernel's own block, from the machine's log: a Pi's own would be in its journal. */
async function runOutOfMemory(pi: LabPi): Promise<boolean> {
  const child = await childOf(pi, lab.worker('oomchild@pi1').mainPid);
  const hostPid = pi.hostPidOf(child);
  try {
    mkdirSync(group);
    writeFileSync(`${group}/memory.limit_in_bytes`, String(90 * 1024 * 1024));
    writeFileSync(`${group}/cgroup.procs`, String(hostPid));
  } catch {
    return false;
  }
  await send(pi, 'oomchild', 'leak', '[200]');
  await said(pi, 'oomchild', /signal 9 \(SIGKILL\)/);
  const { stdout } = await tryCommand('dmesg', []);
  const block = stdout.split('\n').slice(-400).filter((line) => /oom|Out of memory|Memory cgroup|Killed process/i.test(line)).slice(-6);
  expect(block.join('\n')).toMatch(/Killed process/);
  // as rsyslog would write it on that Pi, whose kernel numbers processes as the Pi does
  await pi.exec(['sh', '-c', 'cat >> /tmp/supervisor.log'], { input: `${block.join('\n').replaceAll(String(hostPid), String(child))}\n` });
  return true;
}

/** A worker that is stopped is missed by the others; one that was busy itself misses all of them at once. */
async function standStill(pi: LabPi): Promise<void> {
  const frozen = lab.worker('frozen@pi1').mainPid;
  expect(pi.kill(frozen, 'SIGSTOP')).toBe(true);
  await said(pi, 'killchild', /missed heartbeat from frozen@pi1/);
  expect(pi.kill(frozen, 'SIGCONT')).toBe(true);
  await send(pi, 'busysolo', 'slow', '[25]');
  await said(pi, 'busysolo', /missed heartbeat from/);
}

async function crashLoop(pi: LabPi): Promise<void> {
  const unit = ['[Unit]', 'StartLimitIntervalSec=60', 'StartLimitBurst=3', '[Service]', 'User=pi', 'Restart=always', 'RestartSec=100ms', 'ExecStart=/usr/bin/python3 -m celery -A nowhere worker -n loop@%%h', ''].join('\n');
  await pi.exec(['sh', '-c', 'cat > /etc/systemd/system/celery-loop.service && systemctl daemon-reload && systemctl start celery-loop.service'], { input: unit });
  await waitFor('the start limit', async () => (await pi.exec(['journalctl', '-u', 'celery-loop.service', '-o', 'cat', '--no-pager'])).stdout.includes('repeated too quickly'), { deadlineMs: 60_000, everyMs: 300 });
}

/** Under supervisord (by SIGABRT: a third program with SIGSEGV would be a sign of bad hardware): one that dies again and again, each time after it counts as started, and one that never starts. */
async function underSupervisord(pi: LabPi): Promise<void> {
  const dying = 'import os,time; time.sleep(2); os.abort()';
  const program = (name: string, command: string, startSeconds: number): readonly string[] => [`[program:${name}]`, `command=${command}`, 'directory=/home/pi/app', 'user=pi', `startsecs=${startSeconds}`, 'startretries=2', 'autorestart=true', `stdout_logfile=/tmp/${name}.log`, 'redirect_stderr=true', ''];
  const sections = [...program('flapping', `/usr/bin/python3 -c "${dying}"`, 1), ...program('fatal', '/usr/bin/python3 -m celery -A nowhere worker -n fatal@pi1', 60)].join('\n');
  await pi.exec(['sh', '-c', 'cat > /etc/supervisor/conf.d/faults.conf && sed -i "s/^chmod=0700.*/chmod=0770\\nchown=root:pi/" /etc/supervisor/supervisord.conf && systemctl start supervisor.service'], { input: sections });
  const log = async (): Promise<string> => (await pi.exec(['cat', '/var/log/supervisor/supervisord.log'])).stdout;
  await waitFor('a program given up and one that died four times', async () => { const text = await log(); return /gave up: fatal entered FATAL state/.test(text) && text.split('exited: flapping (terminated by SIGABRT').length > 4; }, { deadlineMs: 90_000, everyMs: 500, lastSeen: () => 'see supervisord.log' });
  await pi.exec(['supervisorctl', 'stop', 'flapping']);
  // read by whom it may concern: a Pi whose operator is in the group adm
  await pi.exec(['sh', '-c', 'chmod 755 /var/log/supervisor && chmod 644 /var/log/supervisor/supervisord.log']);
}

/** As `fleetbeat crashes --json` tells it. */
type Told = Pick<IncidentSummary, 'worker' | 'unit' | 'program' | 'kind' | 'cause'> & { readonly evidence: readonly { readonly source: string; readonly text: string }[] };
type Expected = { readonly who: string; readonly causes: readonly CauseCode[] };
const killed: readonly CauseCode[] = ['killed-by-hand', 'killed-unexplained'];
const expected: readonly Expected[] = [
  { who: 'segvchild', causes: ['native-crash', 'native-library'] }, { who: 'killchild', causes: killed }, { who: 'hardlimit', causes: ['hard-time-limit'] }, { who: 'softlimit', causes: ['soft-time-limit'] },
  { who: 'segvmain', causes: ['native-crash', 'native-library'] }, { who: 'killmain', causes: killed }, { who: 'celery-loop', causes: ['start-failure', 'restart-loop'] }, { who: 'oomchild', causes: ['oom-limit'] },
  { who: 'flapping', causes: ['aborted', 'restart-loop'] }, { who: 'fatal', causes: ['start-failure', 'restart-loop'] },
  { who: 'abort', causes: ['heap-corruption'] }, { who: 'poison', causes: ['poison-task'] },
];

/** A stall names everyone who was missed: on a busy machine heartbeats really are late, and nobody died of it. */
const belongs = (incident: Told, who: string): boolean => incident.kind !== 'stall' && !(who === 'poison' && incident.kind !== 'child-died') && ([incident.worker, incident.unit, incident.program].some((name) => name?.includes(who) === true) || incident.evidence.some(({ source, text }) => source.includes(who) || text.includes(`${who}@`)));

test('one incident for each fault, with its cause', { timeout: 400_000 }, async () => {
  const pi = lab.pi('pi1');
  await send(pi, 'segvchild', 'boom', '["SIGSEGV"]');
  await said(pi, 'segvchild', /signal 11 \(SIGSEGV\)/);
  await send(pi, 'killchild', 'slow', '[60]');
  await said(pi, 'killchild', /Task tapp\.slow\[.*received/);
  expect(pi.kill(await childOf(pi, lab.worker('killchild@pi1').mainPid))).toBe(true);
  await said(pi, 'killchild', /signal 9 \(SIGKILL\)/);
  await send(pi, 'hardlimit', 'slow', '[60]');
  await said(pi, 'hardlimit', /Hard time limit/);
  await send(pi, 'softlimit', 'slow', '[60]');
  await said(pi, 'softlimit', /Soft time limit/);
  await send(pi, 'segvmain', 'boom', '["SIGSEGV"]');
  await said(pi, 'segvmain', /Main process exited/);
  expect(pi.kill(lab.worker('killmain@pi1').mainPid)).toBe(true);
  await said(pi, 'killmain', /Main process exited/);
  await send(pi, 'abort', 'abort', '[]');
  await said(pi, 'abort', /signal 6 \(SIGABRT\)/);
  await send(pi, 'poison', 'poison', '[]');
  await waitFor('the poison task to come again', async () => (await logOf(pi, 'poison')).split('signal 9 (SIGKILL)').length > 4, { deadlineMs: 60_000, everyMs: 500 });
  // its own end (a stop that may take too long) is another story
  await pi.exec(['systemctl', 'stop', 'celery-poison.service'], { timeoutMs: 60_000 });
  await standStill(pi);
  await crashLoop(pi);
  await underSupervisord(pi);
  const hasOom = await runOutOfMemory(pi);
  const askedAt = performance.now();
  const end = await tryCommand(process.execPath, [program, 'crashes', '--fleet', home.fleetPath, '--since', '1h', '--json', '--timeout', '60'], { env: home.env, timeoutMs: 120_000 });
  const tookMs = performance.now() - askedAt;
  expect(end.stderr).not.toMatch(/Error/);
  const { incidents } = JSON.parse(end.stdout) as { incidents: Told[] };
  const wanted = expected.filter(({ who }) => who !== 'oomchild' || hasOom);
  const rows = wanted.map(({ who, causes }) => { const found = incidents.filter((incident) => belongs(incident, who)); return { fault: who, expected: causes.join(' or '), incidents: found.length, cause: found.map(({ cause }) => `${cause.code} ${Math.round(cause.confidence * 100)} %`).join(', ') }; });
  process.stdout.write(`${['fault | expected | incidents | cause', ...rows.map((row) => `${row.fault} | ${row.expected} | ${row.incidents} | ${row.cause}`)].join('\n')}\nothers: ${incidents.filter((incident) => !wanted.some(({ who }) => belongs(incident, who))).map(({ kind, cause }) => `${kind} ${cause.code}`).join(', ')}\n`);
  process.stdout.write(`fleetbeat crashes took ${(tookMs / 1000).toFixed(1)} s\n`);
  const stalls = incidents.filter(({ kind }) => kind === 'stall').map(({ cause, evidence }) => ({ code: cause.code, text: evidence.map(({ text }) => text).join(' ') }));
  for (const { code, text } of stalls) process.stdout.write(`stall ${code}: ${[...new Set(text.match(/missed heartbeat from \S+/g) ?? [])].join(', ')}\n`);
  // Which of the two stalls a line belongs to hangs on the machine's speed, and they may be one; who is to blame is proven on captured logs.
  expect(stalls.some(({ text }) => text.includes('missed heartbeat from frozen@pi1'))).toBe(true);
  expect(stalls.map(({ code }) => code).filter((code) => code !== 'peer-stalled' && code !== 'printer-stalled')).toEqual([]);
  for (const { who, causes } of wanted) {
    const found = incidents.filter((incident) => belongs(incident, who));
    expect({ who, count: found.length }).toEqual({ who, count: 1 });
    expect(causes).toContain(found[0]?.cause.code);
  }
  expect(readFileSync(home.fleetPath, 'utf8')).toContain('pi1');
});
