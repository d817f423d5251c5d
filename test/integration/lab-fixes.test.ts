/** Fixes on a real Pi, through the product's own door: applied beside the user's files, proven, taken back. Rules: docs/spec/fixes.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeHand, createLineReader } from '#electron/supervision/core/compose-hand.ts';
import type { AppliedFix, FixPlan } from '#shared/domain/fix.ts';
import type { Operation } from '#shared/domain/operation.ts';
import { homeForLab, type OperatorHome } from '#test/lab/operator-home.ts';
import { openPanel, servePanel, type PanelClient, type Served } from '#test/lab/panel.ts';
import { tryCommand } from '#test/lab/run-command.ts';
import { startLab, type Lab, type LabPi } from '#test/lab/start-lab.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const program = readFileSync(join(import.meta.dirname, '../../electron/pi/fix.py'), 'utf8');
const cli = join(import.meta.dirname, '../../build/bin/fleetbeat.mjs');
let lab: Lab;
let home: OperatorHome;
let served: Served;
let panel: PanelClient;
let pi: LabPi;

beforeAll(async () => {
  lab = await startLab({ pis: [{ name: 'pi1', network: { kind: 'loopback' }, redis: { bind: 'address' } }], workers: [{ pi: 'pi1', name: 'w1', pool: 'prefork', concurrency: 2, queues: ['celery'] }] });
  pi = lab.pi('pi1');
  // as Raspberry Pi OS ships: the first user may do everything
  await run('echo "pi ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/zz-all');
  home = homeForLab(lab);
  served = await servePanel(['--fleet', home.fleetPath], home.env);
  panel = await openPanel(served);
  await panel.until('the worker to be heard', () => panel.worker('w1@pi1')?.pool.maxConcurrency === 2 && panel.worker('w1@pi1')?.pool.kind === 'prefork', 40_000);
}, 300_000);
afterAll(async () => {
  panel?.close();
  await served?.dispose();
  home?.dispose();
  await lab?.dispose();
});

async function run(script: string): Promise<string> {
  const end = await pi.exec(['sh', '-c', script]);
  return `${end.stdout}${end.code === 0 ? '' : `(${end.code}) ${end.stderr}`}`;
}
const unit = (): string => panel.worker('w1@pi1')?.process?.backend === undefined ? '' : (lab.worker('w1@pi1').unit ?? '');
const host = () => panel.fleet().hosts[0]?.id ?? ('' as never);
const worker = () => panel.worker('w1@pi1')?.key ?? null;
const plan = (id: string, args = {}): Promise<FixPlan> => panel.call('fixes.plan', { host: host(), worker: worker(), fix: { id, args } });
async function ended(operation: string): Promise<Operation> {
  return waitFor(`operation ${operation}`, async () => (await panel.call('operations.list', {})).operations.find(({ id, endedAt }) => id === operation && endedAt !== null), { deadlineMs: 150_000, everyMs: 200 });
}
const list = async (): Promise<readonly AppliedFix[]> => (await panel.call('fixes.list', { host: host() })).fixes;
const argv = (): string => (panel.worker('w1@pi1')?.process?.argv ?? []).join(' ');

test('FX1 FX4 a limit is set by a drop-in, proven by the worker that came back, and taken back without a trace', async () => {
  const made = await plan('worker-memory-limit');
  expect(made.refused).toBeNull();
  const path = `/etc/systemd/system/${unit()}.d/90-fleetbeat-worker-memory-limit.conf`;
  expect(made.changes.map(({ kind, what, before }) => [kind, what, before])).toEqual([['flag', '--max-memory-per-child', null], ['file', path, null]]);
  expect(await run(`test -e ${path} && echo there`)).toBe('(1) ');
  const unitBefore = await run(`sha256sum /etc/systemd/system/${unit()}`);
  const pid = panel.worker('w1@pi1')?.process?.pid;
  const applied = await ended((await panel.call('fixes.apply', { plan: made.id })).operation);
  expect(applied.state, JSON.stringify(applied)).toBe('done');
  expect(await run(`cat ${path}`)).toBe(made.changes[1]?.after);
  expect(await run(`sha256sum /etc/systemd/system/${unit()}`)).toBe(unitBefore);
  await panel.until('the new process', () => panel.worker('w1@pi1')?.process?.pid !== pid && argv().includes('--max-memory-per-child='), 20_000);
  const [fix] = await list();
  expect(fix).toMatchObject({ fix: 'worker-memory-limit', label: 'w1@pi1', state: 'in-force', left: [] });
  expect((await plan('worker-memory-limit')).refused?.because).toBe('nothing-to-change');
  expect(await run('systemctl list-timers --all --no-legend | grep -c fleetbeat-fix')).toContain('0');
  const back = await ended((await panel.call('fixes.roll-back', { host: host(), id: fix?.id ?? ('' as never) })).operation);
  expect(back.state, JSON.stringify(back)).toBe('done');
  await panel.until('the old line', () => panel.worker('w1@pi1')?.process !== null && !argv().includes('--max-memory-per-child'), 30_000);
  expect(await run(`ls ${path} /var/lib/fleetbeat 2>&1; ls -d /etc/systemd/system/${unit()}.d 2>&1`)).not.toMatch(/^\//m);
  expect(await list()).toEqual([]);
});

test('FX5 a change that the worker does not survive is taken back, and the worker runs as before', async () => {
  await run(`mkdir -p /etc/systemd/system/${unit()}.d && printf '[Service]\\nExecStartPre=/bin/sh -c "! grep -qs OMP_NUM_THREADS /etc/systemd/system/${unit()}.d/90-fleetbeat-thread-caps.conf"\\n' > /etc/systemd/system/${unit()}.d/10-breaks.conf && systemctl daemon-reload`);
  const made = await plan('thread-caps');
  const applied = await ended((await panel.call('fixes.apply', { plan: made.id })).operation);
  expect([applied.state, applied.error?.code]).toEqual(['failed', 'fix-failed']);
  expect(applied.steps.map(({ what, state }) => [what, state])).toEqual([['write', 'done'], ['verify', 'failed'], ['roll-back', 'done']]);
  await panel.until('the worker to be back', () => ['idle', 'working'].includes(panel.worker('w1@pi1')?.verdict.kind ?? ''), 60_000);
  expect(await run(`ls /etc/systemd/system/${unit()}.d`)).toBe('10-breaks.conf\n');
}, 240_000);

test('FX5 with the connection gone right after applying, the Pi takes the change back by itself', async () => {
  const path = `/etc/systemd/system/${unit()}.d/90-fleetbeat-alone.conf`;
  const talk = (verb: object): Promise<string> => pi.exec(['sh'], { input: composeHand(program, 'feed', { root: true, ...verb } as never) ?? '' }).then(({ stdout, stderr }) => { const [said] = createLineReader('feed').feed(stdout); return JSON.stringify(said) ?? stderr; });
  const said = await talk({ verb: 'apply', id: 's-alone', fix: 'thread-caps', label: 'w1', worker: null, who: 'ana', seconds: 4, files: [{ path, before: null, after: Buffer.from('[Service]\nEnvironment="OMP_NUM_THREADS=1"\n').toString('base64') }], act: [['systemctl', 'daemon-reload']], back: [['systemctl', 'daemon-reload']], changes: [] });
  expect(JSON.parse(said)).toMatchObject({ state: 'proving', armed: 'systemd' });
  expect(await run(`ls ${path}`)).toBe(`${path}\n`);
  // nobody speaks to it any more
  await waitFor('the Pi to take it back', async () => (await list()).some(({ id, state }) => id === 's-alone' && state === 'rolled-back-by-itself'), { deadlineMs: 30_000, everyMs: 300 });
  expect(await run(`ls ${path} 2>&1`)).toContain('No such file');
  expect(await talk({ verb: 'confirm', id: 's-alone' })).toContain('rolled-back-already');
  await panel.call('fixes.forget', { host: host(), id: 's-alone' as AppliedFix['id'] });
  expect(await run('ls /var/lib/fleetbeat 2>&1')).toContain('No such file');
});

test('FX6 Redis keeps its tasks: set at once, lasting by a drop-in, taken back', async () => {
  const redis = (...words: string[]): Promise<string> => pi.exec(['redis-cli', '-h', pi.address, ...words]).then(({ stdout }) => stdout);
  await redis('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
  const made = await plan('redis-noeviction');
  expect(made.changes.map(({ kind, what, before, after }) => (kind === 'file' ? [kind, what] : [kind, what, before, after]))).toEqual([['redis', 'maxmemory-policy', 'allkeys-lru', 'noeviction'], ['file', '/etc/systemd/system/redis-server.service.d/90-fleetbeat-redis-noeviction.conf']]);
  const applied = await ended((await panel.call('fixes.apply', { plan: made.id })).operation);
  expect(applied.state, JSON.stringify(applied)).toBe('done');
  expect(await redis('CONFIG', 'GET', 'maxmemory-policy')).toContain('noeviction');
  expect(await run('systemctl restart redis-server; systemctl is-active redis-server')).toBe('active\n');
  expect(await redis('CONFIG', 'GET', 'maxmemory-policy')).toContain('noeviction');
  await panel.until('the broker', (fleet) => fleet.brokers[0]?.phase === 'ready', 30_000);
  // the panel may not have noticed yet that its connection went with the old Redis: then it says so, nothing is changed, and one asks again
  let said = '';
  await waitFor('the way back', async () => {
    const fix = (await list()).find(({ fix: id }) => id === 'redis-noeviction');
    const back = await ended((await panel.call('fixes.roll-back', { host: host(), id: fix?.id ?? ('' as never) })).operation);
    said = JSON.stringify(back);
    if (back.state !== 'done') expect(back.error).toMatchObject({ code: 'broker-unreachable' });
    return back.state === 'done';
  }, { deadlineMs: 30_000, everyMs: 500, lastSeen: () => said });
  expect(await redis('CONFIG', 'GET', 'maxmemory-policy')).toContain('allkeys-lru');
});

test('FX1 from a shell: a plan is shown and nothing is changed without a yes; with one it is applied', async () => {
  const fleetbeat = (...words: string[]) => tryCommand(process.execPath, [cli, 'doctor', '--fleet', home.fleetPath, ...words], { env: home.env, timeoutMs: 120_000 });
  const shown = await fleetbeat('--fix', 'unit-restart-always', '--worker', 'w1@pi1', '--dry-run');
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('+ Restart=always')]);
  expect(await run(`ls /etc/systemd/system/${unit()}.d`)).not.toContain('unit-restart-always');
  expect((await fleetbeat('--fix', 'unit-restart-always')).code).toBe(64);
  const done = await fleetbeat('--fix', 'unit-restart-always', '--worker', 'w1@pi1', '--yes', '--json');
  expect([done.code, JSON.parse(done.stdout)]).toEqual([0, expect.objectContaining({ operation: expect.objectContaining({ state: 'done' }) as unknown })]);
  expect(await run(`systemctl show ${unit()} -p Restart --value`)).toBe('always\n');
  expect((await fleetbeat('--fix', 'no-such-fix', '--dry-run')).code).toBe(64);
  // chosen by the check that found the trouble: whether it is gone is looked at again
  const mended = await fleetbeat('--fix', 'SVC-08', '--yes');
  expect([mended.code, mended.stdout], mended.stderr).toEqual([0, expect.stringMatching(/^SVC-08: gone\. Score \d+ -> \d+\.$/m)]);
  expect(await run(`systemctl show ${unit()} -p OOMPolicy --value`)).toBe('continue\n');
});

test('FX7 the host refuses what is not ours, whoever asks', async () => {
  const talk = async (files: readonly object[], id = 's-evil'): Promise<unknown> => {
    const { stdout } = await pi.exec(['sh'], { input: composeHand(program, 'feed', { verb: 'apply', root: true, id, fix: 'x', label: '', worker: null, who: '', seconds: 30, files, act: [], back: [], changes: [] } as never) ?? '' });
    return createLineReader('feed').feed(stdout)[0];
  };
  const after = Buffer.from('x').toString('base64');
  for (const path of ['/etc/passwd', '/etc/systemd/system/../../passwd.service.d/90-fleetbeat-x.conf', '/etc/sysctl.d/99-own.conf', '/etc/sysctl.d/90-fleetbeat-../x.conf', 'x'])
    expect(await talk([{ path, before: null, after }])).toMatchObject({ refused: 'not-our-place' });
  expect(await talk([], '../../evil')).toMatchObject({ refused: 'bad-name' });
  await run('echo mine > /etc/sysctl.d/90-fleetbeat-taken.conf');
  expect(await talk([{ path: '/etc/sysctl.d/90-fleetbeat-taken.conf', before: null, after }])).toMatchObject({ refused: 'changed-meanwhile' });
  expect(await run('cat /etc/sysctl.d/90-fleetbeat-taken.conf; ls /var/lib/fleetbeat 2>&1')).toContain('mine\n');
});
