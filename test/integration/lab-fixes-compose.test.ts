/** Fixes of a worker that Compose (version 1) runs, on a real Pi with its own dockerd: an override file, a container made anew, the way back. Rules: docs/spec/fixes.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { composeHand, createLineReader } from '#electron/supervision/core/compose-hand.ts';
import type { AppliedFix, FixPlan } from '#shared/domain/fix.ts';
import { OperationId } from '#shared/domain/operation.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { applicationDirectory } from '#test/lab/pi-files.ts';
import { homeForLab, type OperatorHome } from '#test/lab/operator-home.ts';
import { openPanel, servePanel, type PanelClient, type Served } from '#test/lab/panel.ts';
import { startLab, type Lab, type LabPi } from '#test/lab/start-lab.ts';
import { inPi, startDocker } from '#test/lab/supervised-workers.ts';
import { ended } from '#test/lab/supervision-kit.ts';
import { waitFor } from '#test/lab/wait-for.ts';

const program = readFileSync(join(import.meta.dirname, '../../electron/pi/fix.py'), 'utf8');
const folder = '/home/pi/farm';
const override = `${folder}/docker-compose.override.yml`;
let lab: Lab;
let home: OperatorHome;
let served: Served;
let panel: PanelClient;
let pi: LabPi;

beforeAll(async () => {
  lab = await startLab({ pis: [{ name: 'pi1', network: { kind: 'own' }, redis: { bind: 'address', password: 'lab-secret' }, withSupervisors: true }], workers: [] });
  pi = lab.pi('pi1');
  await inPi(pi, 'echo "pi ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/zz-all');
  await startDocker(pi);
  // on a network of its own: each new container has another host name, and its worker another node name
  const service = (name: string): readonly string[] => [`  ${name}:`, '    image: celery-lab', '    restart: unless-stopped', '    user: "1000:1000"', `    working_dir: ${applicationDirectory}`, '    stop_grace_period: 12s', '    volumes:', `      - ${applicationDirectory}:${applicationDirectory}:ro`, '    environment:', `      - CELERY_BROKER_URL=${pi.brokerUrl ?? ''}`, `      - CELERY_RESULT_BACKEND=${pi.brokerUrl ?? ''}`, '      - LANG=C.UTF-8', '      - SECRET_OF_THE_USER=do-not-read', `    command: celery -A tapp worker -n ${name}@%h -c 2 -Q ${name} -l INFO`];
  await inPi(pi, `mkdir -p ${folder} && cat > ${folder}/docker-compose.yml <<'EOF'\n${['version: "3"', 'services:', ...service('com'), ...service('other'), ''].join('\n')}EOF
chown -R pi:pi ${folder} && chmod 0640 ${folder}/docker-compose.yml
cd ${folder} && docker-compose up -d 2>&1`, 200_000);
  home = homeForLab(lab);
  served = await servePanel(['--fleet', home.fleetPath], home.env);
  panel = await openPanel(served);
  await panel.until('both workers to be heard', () => live('com')?.pool.maxConcurrency === 2 && live('other')?.pool.maxConcurrency === 2, 90_000);
}, 400_000);
afterAll(async () => {
  panel?.close();
  await served?.dispose();
  home?.dispose();
  await lab?.dispose();
});

const live = (name: string): WorkerView | undefined => [...panel.fleet().workers].find((worker) => worker.name.startsWith(`${name}@`) && worker.process !== null);
const host = () => panel.fleet().hosts[0]?.id ?? ('' as never);
const plan = (id: string, args = {}): Promise<FixPlan> => panel.call('fixes.plan', { host: host(), worker: live('com')?.key ?? null, fix: { id, args } });
const apply = async (made: FixPlan) => ended(panel, OperationId.parse((await panel.call('fixes.apply', { plan: made.id })).operation), 200_000);
const rollBack = async (fix: AppliedFix | undefined) => ended(panel, OperationId.parse((await panel.call('fixes.roll-back', { host: host(), id: fix?.id ?? ('' as never) })).operation), 200_000);
const list = async (): Promise<readonly AppliedFix[]> => (await panel.call('fixes.list', { host: host() })).fixes;
const argv = (): string => (live('com')?.process?.argv ?? []).join(' ');
const files = (): Promise<string> => inPi(pi, `ls ${folder}`);
const talk = async (ask: object): Promise<unknown> => createLineReader('feed').feed((await pi.exec(['sh'], { input: composeHand(program, 'feed', { root: true, ...ask } as never) ?? '' })).stdout)[0];

test('FX14 FX16 a limit is set by an override file, the service alone is made anew, proven under its new name, and taken back', async () => {
  const before = await inPi(pi, `sha256sum ${folder}/docker-compose.yml`);
  const other = live('other')?.process?.pid;
  const old = live('com');
  const made = await plan('worker-memory-limit');
  expect(made.refused).toBeNull();
  expect(made.changes.map(({ kind, what, before: was }) => [kind, what, was])).toEqual([['flag', '--max-memory-per-child', null], ['file', override, null]]);
  expect(made.remakes).toEqual({ service: 'com', killsAfterMs: 12_000 });
  expect(JSON.stringify(made)).not.toMatch(/do-not-read|BROKER_URL/);
  expect(await files()).toBe('docker-compose.yml\n');
  const applied = await apply(made);
  expect(applied.state, JSON.stringify(applied)).toBe('done');
  expect(await inPi(pi, `cat ${override}`)).toBe(made.changes[1]?.after);
  expect(await inPi(pi, `stat -c '%U %a' ${override}`)).toBe('pi 640\n');
  expect(await inPi(pi, `sha256sum ${folder}/docker-compose.yml`)).toBe(before);
  await panel.until('the new process', () => argv().includes('--max-memory-per-child='), 30_000);
  expect([live('com')?.process?.container === old?.process?.container, live('com')?.name === old?.name, live('other')?.process?.pid]).toEqual([false, false, other]);
  expect(await inPi(pi, 'systemctl list-timers --all --no-legend | grep -c fleetbeat-fix || true')).toBe('0\n');
  // what Compose would do by itself now: nothing
  expect(await inPi(pi, `cd ${folder} && docker-compose up -d 2>&1`)).toMatch(/com_1 is up-to-date/);
  const [fix] = await list();
  expect(fix).toMatchObject({ fix: 'worker-memory-limit', label: old?.name, state: 'in-force', left: [] });
  expect((await plan('thread-caps')).refused).toMatchObject({ because: 'other-drop-in', byHand: expect.stringContaining('"OMP_NUM_THREADS": "1"') as unknown });
  const back = await rollBack(fix);
  expect(back.state, JSON.stringify(back)).toBe('done');
  await panel.until('the old line', () => live('com') !== undefined && !argv().includes('--max-memory-per-child'), 30_000);
  expect(await files()).toBe('docker-compose.yml\n');
  expect(await list()).toEqual([]);
  expect(await inPi(pi, 'ls /var/lib/fleetbeat 2>&1 || true')).toContain('No such file');
  expect(live('other')?.process?.pid).toBe(other);
}, 300_000);

test('FX15 an edited file is not brought along, and an override of the user’s is left alone', async () => {
  await inPi(pi, `cp -p ${folder}/docker-compose.yml /root/kept.yml && sed -i '0,/INFO/s//DEBUG/' ${folder}/docker-compose.yml`);
  expect((await plan('worker-memory-limit')).refused).toMatchObject({ because: 'compose-changed', byHand: expect.stringContaining('--max-memory-per-child=') as unknown });
  await inPi(pi, `cp -p /root/kept.yml ${folder}/docker-compose.yml`);
  const made = await plan('worker-memory-limit');
  expect(made.refused).toBeNull();
  await inPi(pi, `echo 'services: {}' > ${folder}/compose.override.yaml`);
  expect((await plan('worker-memory-limit')).refused).toMatchObject({ because: 'compose-own-override', about: `${folder}/compose.override.yaml` });
  // the plan was made before it came
  expect(await apply(made)).toMatchObject({ state: 'failed', error: { code: 'fix-refused', because: 'host-changed' } });
  await inPi(pi, `rm ${folder}/compose.override.yaml`);
  expect(await files()).toBe('docker-compose.yml\n');
}, 120_000);

test('FX7 FX15 the host writes no other file for a container, and none for one that is not', async () => {
  const after = Buffer.from('services: {}\n').toString('base64');
  const ask = (path: string, container: string): object => ({ verb: 'apply', id: 's-evil', fix: 'x', label: '', worker: null, who: '', seconds: 30, files: [{ path, before: null, after }], act: [], back: [], changes: [], compose: { container, patience: 10 } });
  const container = live('com')?.process?.container ?? '';
  for (const path of [`${folder}/docker-compose.yml`, `${folder}/compose.override.yml`, '/etc/passwd', `${folder}/../x/docker-compose.override.yml`]) expect(await talk(ask(path, container))).toMatchObject({ refused: 'not-our-place' });
  for (const odd of ['com', '-x', 'a'.repeat(63)]) expect(await talk(ask(override, odd))).toMatchObject({ refused: 'not-our-place' });
  expect(await talk(ask(override, 'a'.repeat(64)))).toMatchObject({ refused: 'changed-meanwhile' });
  await inPi(pi, `ln -s /etc/elsewhere ${override}`);
  expect(await talk(ask(override, container))).toMatchObject({ refused: 'changed-meanwhile' });
  await inPi(pi, `rm ${override} && mv ${folder} /home/pi/moved && ln -s /home/pi/moved ${folder}`);
  expect(await talk(ask(override, container))).toMatchObject({ refused: 'not-our-place' });
  await inPi(pi, `rm ${folder} && mv /home/pi/moved ${folder}`);
  expect(await files()).toBe('docker-compose.yml\n');
}, 120_000);

test('FX5 FX14 what Compose itself refuses is taken back at once, and no container is touched', async () => {
  const container = live('com')?.process?.container ?? '';
  const compose = ['docker-compose', '-p', 'farm', '-f', `${folder}/docker-compose.yml`];
  const said = await talk({
    verb: 'apply', id: 's-odd', fix: 'x', label: '', worker: null, who: '', seconds: 30, files: [{ path: override, before: null, after: Buffer.from('services: {com: {command: {}}}\n').toString('base64') }],
    act: [[...compose, '-f', override, 'config', '-q'], [...compose, '-f', override, 'up', '-d', '--no-deps', 'com']], back: [[...compose, 'up', '-d', '--no-deps', '--no-build', 'com']], changes: [], compose: { container, patience: 10 },
  });
  expect(said).toMatchObject({ state: 'failed', container });
  expect((said as { said: readonly unknown[] }).said).toHaveLength(1);
  expect(await files()).toBe('docker-compose.yml\n');
  expect(await inPi(pi, 'systemctl list-timers --all --no-legend | grep -c fleetbeat-fix || true')).toBe('0\n');
  await panel.call('fixes.forget', { host: host(), id: 's-odd' as AppliedFix['id'] });
}, 60_000);

test('FX5 FX16 a change that breaks the worker is taken back by the Pi alone when the panel dies, and its service made as before', async () => {
  await inPi(pi, `printf '\\nimport os\\nif os.environ.get("OMP_NUM_THREADS") == "1":\\n    raise SystemExit(1)\\n' >> ${applicationDirectory}/tapp.py`);
  const made = await plan('thread-caps');
  expect(made.refused).toBeNull();
  const { operation } = await panel.call('fixes.apply', { plan: made.id });
  await waitFor('the proof to begin', async () => (await panel.call('operations.list', {})).operations.find(({ id }) => id === operation)?.steps.some(({ what }) => what === 'verify'), { deadlineMs: 120_000, everyMs: 50 });
  // the connection goes with it: nobody speaks to the Pi any more
  process.kill(served.pid, 'SIGKILL');
  expect(await files()).toContain('docker-compose.override.yml');
  const kept = async (): Promise<unknown> => JSON.parse(await inPi(pi, 'cat /var/lib/fleetbeat/fixes/*/manifest.json'));
  await waitFor('the Pi to take it back and to write it down', async () => JSON.stringify(await kept()).includes('"rolled-back-by-itself"'), { deadlineMs: 180_000, everyMs: 500 });
  expect(await kept()).toMatchObject({ fix: 'thread-caps', state: 'rolled-back-by-itself', left: [] });
  expect(await files()).toBe('docker-compose.yml\n');
  await waitFor('the worker to be ready', async () => (await inPi(pi, `cd ${folder} && docker-compose logs --no-color com 2>&1`)).includes('ready.'), { deadlineMs: 60_000, everyMs: 500 });
}, 300_000);
