/** Fixes of a worker under supervisord on a real Pi: a file beside the user's, proven, taken back by us or by the Pi alone. Rules: docs/spec/fixes.md. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppliedFix, FixPlan } from '#shared/domain/fix.ts';
import { OperationId } from '#shared/domain/operation.ts';
import { applicationDirectory } from '#test/lab/pi-files.ts';
import { homeForLab, type OperatorHome } from '#test/lab/operator-home.ts';
import { openPanel, servePanel, type PanelClient, type Served } from '#test/lab/panel.ts';
import { startLab, type Lab, type LabPi } from '#test/lab/start-lab.ts';
import { inPi, supervisedWorkers } from '#test/lab/supervised-workers.ts';
import { ended, mainsOf } from '#test/lab/supervision-kit.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const folder = '/etc/supervisor/conf.d';
let lab: Lab;
let home: OperatorHome;
let served: Served;
let panel: PanelClient;
let pi: LabPi;

beforeAll(async () => {
  lab = await startLab({ pis: [{ name: 'pi1', network: { kind: 'loopback' }, redis: { bind: 'address' }, withSupervisors: true }], workers: [] });
  pi = lab.pi('pi1');
  await inPi(pi, 'echo "pi ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/zz-all');
  await supervisedWorkers.find(({ kind }) => kind === 'supervisord')?.setUp(pi);
  home = homeForLab(lab);
  served = await servePanel(['--fleet', home.fleetPath], home.env);
  panel = await openPanel(served);
  await panel.until('the worker to be heard', () => panel.worker('sup@pi1')?.pool.maxConcurrency === 2 && panel.worker('sup@pi1')?.pool.kind === 'prefork' && panel.worker('sup@pi1')?.process?.backend.kind === 'supervisord', 90_000);
}, 400_000);
afterAll(async () => {
  panel?.close();
  await served?.dispose();
  home?.dispose();
  await lab?.dispose();
});

const host = () => panel.fleet().hosts[0]?.id ?? ('' as never);
const plan = (id: string, args = {}): Promise<FixPlan> => panel.call('fixes.plan', { host: host(), worker: panel.worker('sup@pi1')?.key ?? null, fix: { id, args } });
const apply = async (made: FixPlan) => ended(panel, OperationId.parse((await panel.call('fixes.apply', { plan: made.id })).operation), 150_000);
const rollBack = async (fix: AppliedFix | undefined) => ended(panel, OperationId.parse((await panel.call('fixes.roll-back', { host: host(), id: fix?.id ?? ('' as never) })).operation), 150_000);
const list = async (): Promise<readonly AppliedFix[]> => (await panel.call('fixes.list', { host: host() })).fixes;
const files = (): Promise<string> => inPi(pi, `ls ${folder}`);
const argv = (): string => (panel.worker('sup@pi1')?.process?.argv ?? []).join(' ');

test('FX10 a profile is set beside the user’s file, proven by the worker that came back, and taken back without a trace', async () => {
  const before = await inPi(pi, `sha256sum ${folder}/sup.conf`);
  const made = await plan('profile-many-queues');
  expect(made.refused).toBeNull();
  const path = `${folder}/zz-fleetbeat-profile-many-queues-sup.conf`;
  expect(made.changes.at(-1)).toMatchObject({ kind: 'file', what: path, before: null });
  expect(JSON.stringify(made)).not.toContain('CELERY_BROKER_URL');
  const pid = panel.worker('sup@pi1')?.process?.pid;
  const applied = await apply(made);
  expect(applied.state, JSON.stringify(applied)).toBe('done');
  expect(await inPi(pi, `cat ${path}`)).toBe(made.changes.at(-1)?.after);
  expect(await inPi(pi, `sha256sum ${folder}/sup.conf`)).toBe(before);
  await panel.until('the new process with one child', () => panel.worker('sup@pi1')?.process?.pid !== pid && argv().includes('--concurrency=1') && panel.worker('sup@pi1')?.pool.maxConcurrency === 1, 40_000);
  // what the user's own environment says still holds, and ours stands beside it
  expect(await inPi(pi, `tr '\\0' '\\n' < /proc/${panel.worker('sup@pi1')?.process?.pid}/environ | grep -cE '^(CELERY_BROKER_URL|MALLOC_ARENA_MAX=2|PYTHONFAULTHANDLER=1|SUPERVISOR_PROCESS_NAME)'`)).toBe('4\n');
  const [fix] = await list();
  expect(fix).toMatchObject({ fix: 'profile-many-queues', label: 'sup@pi1', state: 'in-force', left: [] });
  expect((await plan('worker-memory-limit')).refused?.because).toBe('other-drop-in');
  expect((await plan('profile-many-queues')).refused?.because).toBe('nothing-to-change');
  const back = await rollBack(fix);
  expect(back.state, JSON.stringify(back)).toBe('done');
  await panel.until('the old line', () => panel.worker('sup@pi1')?.process !== null && !argv().includes('--concurrency=1') && panel.worker('sup@pi1')?.pool.maxConcurrency === 2, 40_000);
  expect(await files()).toBe('sup.conf\n');
  expect(await list()).toEqual([]);
}, 300_000);

test('FX10 how it is stopped is set, and supervisord follows it', async () => {
  const made = await plan('program-stop-settings', { waitS: 330 });
  expect(made.changes.map(({ what, before, after }) => [what, before, after]).slice(0, 2)).toEqual([['stopwaitsecs', '10', '330'], ['killasgroup', null, 'true']]);
  expect((await apply(made)).state).toBe('done');
  expect(await inPi(pi, 'python3 -c "import supervisor.xmlrpc, xmlrpc.client as x; p = x.ServerProxy(\'http://x\', transport=supervisor.xmlrpc.SupervisorTransport(None, None, \'unix:///var/run/supervisor.sock\')); print([c[\'stopwaitsecs\'] for c in p.supervisor.getAllConfigInfo()])"')).toBe('[330]\n');
  const [fix] = await list();
  expect((await rollBack(fix)).state).toBe('done');
  expect(await files()).toBe('sup.conf\n');
}, 300_000);

test('FX5 FX10 a change that breaks the worker is taken back by the Pi alone when the panel dies right after applying', async () => {
  await inPi(pi, `printf '\nif os.environ.get("OMP_NUM_THREADS") == "1":\n    raise SystemExit(1)\n' >> ${applicationDirectory}/tapp.py`);
  const made = await plan('thread-caps');
  expect(made.refused).toBeNull();
  const { operation } = await panel.call('fixes.apply', { plan: made.id });
  await waitFor('the change to be written and the proof to begin', async () => (await panel.call('operations.list', {})).operations.find(({ id }) => id === operation)?.steps.some(({ what }) => what === 'verify'), { deadlineMs: 120_000, everyMs: 50 });
  // the connection goes with it: nobody speaks to the Pi any more
  process.kill(served.pid, 'SIGKILL');
  expect(await files()).toContain('zz-fleetbeat-thread-caps-sup.conf');
  await waitFor('the broken worker to be gone', async () => (await mainsOf(pi, 'sup')).length === 0, { deadlineMs: 30_000, everyMs: 200 });
  await waitFor('the Pi to take it back', async () => (await files()) === 'sup.conf\n', { deadlineMs: 150_000, everyMs: 500 });
  await waitFor('the worker to be back', async () => (await mainsOf(pi, 'sup')).length === 1, { deadlineMs: 60_000, everyMs: 300 });
  expect(JSON.parse(await inPi(pi, 'cat /var/lib/fleetbeat/fixes/*/manifest.json'))).toMatchObject({ fix: 'thread-caps', state: 'rolled-back-by-itself', left: [] });
}, 400_000);
