/**
 * The supervisor on a whole Debian Pi with systemd, put there through the product's own door as an operator who is not root:
 * taken over, crashed, updated, moved, removed. Spec: docs/spec/supervisor.md (DP, SV19).
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeployPlan } from '#shared/domain/deployment.ts';
import type { Operation } from '#shared/domain/operation.ts';
import { homeForLab, type OperatorHome } from '#test/lab/operator-home.ts';
import { openPanel, servePanel, type PanelClient, type Served } from '#test/lab/panel.ts';
import { startLab, type Lab, type LabPi } from '#test/lab/start-lab.ts';
import { act, counted, ended, mainsOf, publish, told, untilCounted, workerNamed, wrong } from '#test/lab/supervision-kit.ts';
import { waitFor } from '#test/lab/wait-for.ts';

let lab: Lab;
let home: OperatorHome;
let served: Served;
let panel: PanelClient;
const pi = (): LabPi => lab.pi('pi1');
const node = 'pln@pi1';
const folder = '/home/pi/.fleetbeat';
const limits = { memoryLimitMb: 400, stopTimeoutS: 60, stuckAfterS: null, recycleAfterTasks: null, recycleAboveKiB: null, capsThreads: true };

async function inPi(script: string): Promise<string> {
  const end = await pi().exec(['/bin/sh', '-eu'], { input: script });
  if (end.code !== 0) throw new Error(`ended with ${String(end.code)}: ${end.stderr.trim().slice(-800)}\n${script.slice(0, 300)}`);
  return end.stdout.trim();
}
const hostId = () => panel.fleet().hosts[0]?.id ?? (() => { throw new Error('no host'); })();
const plan = (change: Partial<{ form: DeployPlan['form'] | null; programs: object[] | null }>): Promise<DeployPlan> => panel.call('deploy.plan', { host: hostId(), form: null, directory: null, programs: null, ...change } as never);
async function carriedOut(made: DeployPlan): Promise<Operation> {
  const { operation } = await panel.call(made.kind === 'remove' ? 'deploy.remove' : 'deploy.apply', { plan: made.id });
  return ended(panel, operation as Operation['id']);
}
const status = async (): Promise<{ readonly pid: number; readonly version: string; readonly programs: readonly { readonly pid: number | null; readonly state: string; readonly is_adopted: boolean }[] }> => JSON.parse(await inPi(`/usr/bin/python3 -I -S ${folder}/fleetbeat_supervisor.py status --json -c ${folder}/supervisor.json || true`)) as never;
const only = async (): Promise<number> => {
  const found = await mainsOf(pi(), 'pln');
  expect(found).toHaveLength(1);
  return found[0] as number;
};
const traces = (): Promise<string> => inPi('ls -d /home/pi/.fleetbeat /home/pi/.config/systemd/user /etc/systemd/system/fleetbeat* /etc/systemd/system/*.wants/fleetbeat* /tmp/supervisor.log* /dev/shm/fleetbeat-* 2>/dev/null || true');

beforeAll(async () => {
  lab = await startLab({ pis: [{ name: 'pi1', network: { kind: 'loopback' }, redis: { bind: 'address' } }], workers: [] });
  const words = `CELERY_BROKER_URL=${pi().brokerUrl ?? ''} CELERY_RESULT_BACKEND=${pi().brokerUrl ?? ''} LANG=C.UTF-8`;
  await inPi(`su -l -s /bin/sh pi -c "cd /home/pi/app && setsid -f env ${words} /usr/bin/python3 -m celery -A tapp worker -n pln@%h -c 2 -Q pln -l INFO </dev/null >/tmp/pln.log 2>&1"`);
  home = homeForLab(lab);
  served = await servePanel(['--fleet', home.fleetPath], home.env);
  panel = await openPanel(served);
  await panel.until('the worker to be judged', (fleet) => fleet.workers.some((one) => one.name === node && one.verdict.kind === 'idle'), 90_000);
}, 300_000);
afterAll(async () => {
  panel?.close();
  await served?.dispose();
  home?.dispose();
  await lab?.dispose();
});

test('DP2 without sudo a system unit is refused before anything is done, and another form is offered', async () => {
  expect((await plan({ form: 'system-unit', programs: [] })).refused).toEqual([{ because: 'no-sudo', about: 'pi' }]);
  expect(['user-unit', 'start-line']).toContain((await plan({ programs: [] })).form);
  expect(await traces()).toBe('');
}, 60_000);

test('DP4 DP8 a worker that runs is taken over by a start line, then by a user unit, then by a system unit, without a moment’s pause', async () => {
  const unit = 'fleetbeat-supervisor.service';
  const place = `/etc/systemd/system/${unit}`;
  const allowed = [`install -o root -g root -m 0644 ${folder}/${unit}.fleetbeat-new ${place}`, 'systemctl daemon-reload', `systemctl enable --now ${unit}`, `systemctl disable --now ${unit}`, `systemctl reset-failed ${unit}`, `rm -f ${place}`];
  await inPi(`printf '%s\\n' 'pi ALL=(root) NOPASSWD: ${allowed.map((line) => `/usr/bin/${line}`).join(', ')}' > /etc/sudoers.d/fleetbeat-deploy
chmod 0440 /etc/sudoers.d/fleetbeat-deploy && visudo -cf /etc/sudoers.d/fleetbeat-deploy >/dev/null`);
  const before = await only();
  await publish(pi(), 'over', 80, { queue: 'pln', seconds: 0.2 });
  const made = await plan({ form: 'start-line', programs: [{ kind: 'like-worker', name: 'pln', worker: workerNamed(panel, node).key, takesOver: true, limits }] });
  expect(made).toMatchObject({ kind: 'deploy', form: 'start-line', refused: [], workers: [{ program: 'pln', pid: before, effect: 'adopted' }] });
  const done = await carriedOut(made);
  expect(done.state, told(done) + done.lines.map(({ text }) => text).join('; ')).toBe('done');
  expect(await only()).toBe(before);
  for (const form of ['user-unit', 'system-unit'] as const) {
    const moved = await plan({ form });
    expect(moved).toMatchObject({ kind: 'update', form, refused: [], workers: [{ program: 'pln', pid: before, effect: 'keeps-running' }] });
    const operation = await carriedOut(moved);
    expect(operation.state, told(operation) + operation.lines.map(({ text }) => text).join('; ')).toBe('done');
    expect(await only()).toBe(before);
    expect((await status()).programs).toMatchObject([{ pid: before, state: 'running', is_adopted: true }]);
  }
  expect(await inPi('find /home/pi/.config -name "fleetbeat*"')).toBe('');
  await untilCounted(pi(), 'over', 80);
  expect(wrong(await counted(pi(), 'over'), 80)).toEqual({ lost: [], doubled: [] });
  expect((await inPi('systemctl show fleetbeat-supervisor.service -p ActiveState -p KillMode -p OOMPolicy -p User')).split('\n').toSorted()).toEqual(['ActiveState=active', 'KillMode=process', 'OOMPolicy=continue', 'User=pi']);
  expect(await inPi(`stat -c '%a %U' ${folder} ${folder}/supervisor.json ${folder}/run/control.sock`)).toBe('700 pi\n600 pi\n600 pi');
}, 120_000);

test('SU-1 the panel’s verbs go through the supervisor: restart and stop under load, nothing lost, never two workers', async () => {
  const before = await only();
  await publish(pi(), 'verbs', 60, { queue: 'pln', seconds: 0.1 });
  const seen = await panel.call('supervision.describe', { worker: workerNamed(panel, node).key });
  expect(seen.backend).toMatchObject({ kind: 'fleetbeat-supervisor', name: 'pln' });
  const restarted = await act(panel, { verb: 'restart', workers: [node] });
  expect(restarted.state, told(restarted)).toBe('done');
  expect(await only()).not.toBe(before);
  const stopped = await act(panel, { verb: 'stop', workers: [node] });
  expect(stopped.state, told(stopped)).toBe('done');
  expect(await mainsOf(pi(), 'pln')).toEqual([]);
  const started = await act(panel, { verb: 'start', workers: [node] });
  expect(started.state, told(started)).toBe('done');
  await untilCounted(pi(), 'verbs', 60);
  expect(wrong(await counted(pi(), 'verbs'), 60)).toEqual({ lost: [], doubled: [] });
}, 180_000);

test('SV19 the worker dies: started again by itself, in the log, and in the panel’s crash review', async () => {
  const before = await only();
  await inPi(`kill -SEGV ${String(before)}`);
  const after = await waitFor('another worker', async () => { const [one] = (await status()).programs; return one?.state === 'running' && one.pid !== before ? one : null; }, { deadlineMs: 30_000, everyMs: 300 });
  expect(after.is_adopted).toBe(false);
  expect(await only()).toBe(after.pid);
  const log = await inPi('cat /tmp/supervisor.log');
  expect(log).toMatch(new RegExp(String.raw`ERROR \[pln\] pid ${String(before)} ended: .*\{"event":"exited"`));
  expect(log).toMatch(/WARNING \[pln\] starts again in 5 s/);
  let listed = '';
  const found = await waitFor('the incident', async () => {
    const { incidents } = await panel.call('crashes.incidents', { group: null, host: null, worker: null, since: null, until: null, after: null, limit: 50 });
    listed = JSON.stringify([incidents, (await panel.call('logs.sources', { host: null })).sources.map(({ name }) => name)]);
    return incidents.find((one) => one.kind === 'main-died') ?? null;
  }, { deadlineMs: 30_000, everyMs: 300, lastSeen: () => listed });
  const whole = await panel.call('crashes.incident', { id: found.id });
  expect(whole).toMatchObject({ kind: 'main-died', signal: 'SIGSEGV', pid: before });
}, 90_000);

test('SV19 the supervisor dies: systemd brings it back, the worker never notices', async () => {
  const worker = await only();
  const mainPid = (): Promise<string> => inPi('systemctl show fleetbeat-supervisor.service -p MainPID --value');
  const supervisor = await mainPid();
  let seen = '';
  await inPi(`kill -KILL ${supervisor}`);
  await waitFor('another supervisor', async () => { const now = await mainPid(); seen = await inPi('systemctl status fleetbeat-supervisor.service --no-pager -l || true'); return now !== '0' && now !== supervisor; }, { deadlineMs: 20_000, everyMs: 200, lastSeen: () => seen });
  const now = await waitFor('it to answer', async () => { const said = await status().catch(() => null); return (said?.programs?.length ?? 0) > 0 ? said : null; }, { deadlineMs: 10_000, everyMs: 200 });
  expect(now?.programs).toMatchObject([{ pid: worker, state: 'running', is_adopted: true }]);
  expect(await only()).toBe(worker);
}, 60_000);

test('DP4 an update is the same process going on; the worker stays', async () => {
  const worker = await only();
  const { pid } = await status();
  await inPi(`sed -i 's/^VERSION = .*/VERSION = "0.0.9"/' ${folder}/fleetbeat_supervisor.py && sed -i 's/"version": "[^"]*"/"version": "0.0.9"/' ${folder}/manifest.json`);
  const made = await plan({});
  expect(made).toMatchObject({ kind: 'update', installedVersion: '0.0.9', refused: [], workers: [{ program: 'pln', pid: worker, effect: 'keeps-running' }] });
  expect(made.files.filter(({ change }) => change === 'replace').map(({ path }) => path)).toEqual([`${folder}/fleetbeat_supervisor.py`, `${folder}/manifest.json`]);
  const done = await carriedOut(made);
  expect(done.state, told(done)).toBe('done');
  expect(await status()).toMatchObject({ pid, version: made.newVersion, programs: [{ pid: worker, state: 'running' }] });
  expect(await only()).toBe(worker);
}, 90_000);

test('DP5 removal stops the worker warmly and leaves nothing', async () => {
  const made = await panel.call('deploy.remove-plan', { host: hostId() });
  expect(made).toMatchObject({ kind: 'remove', refused: [], workers: [{ program: 'pln', effect: 'stops' }] });
  const done = await carriedOut(made);
  expect(done.state, told(done) + done.lines.map(({ text }) => text).join('; ')).toBe('done');
  expect(await traces()).toBe('');
  expect(await mainsOf(pi(), 'pln')).toEqual([]);
  expect(await inPi('systemctl list-unit-files "fleetbeat*" --no-legend || true; systemctl list-units --all "fleetbeat*" --no-legend || true; pgrep -af fleetbeat_supervisor || true')).toBe('');
}, 90_000);
