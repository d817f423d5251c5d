/**
 * Faults of containers and of supervisord's programs, made for real on a real Pi with its own dockerd and supervisord, seen by
 * an operator who is not root. The diagnosis finds each by name; what it may not see it calls unknown, and says what to grant.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';
import { giveDockerMemory, lendsMemoryGroup } from '#test/lab/memory-group.ts';
import { homeForLab, type OperatorHome } from '#test/lab/operator-home.ts';
import { openPanel, servePanel, type PanelClient, type Served } from '#test/lab/panel.ts';
import { startLab, type Lab, type LabPi } from '#test/lab/start-lab.ts';
import { inPi, supervisedWorkers } from '#test/lab/supervised-workers.ts';
import { waitFor } from '#test/lab/wait-for.ts';

let lab: Lab;
let home: OperatorHome;
let served: Served;
let panel: PanelClient;
let pi: LabPi;
let takeGroups: () => void = () => undefined;

beforeAll(async () => {
  lab = await startLab({ pis: [{ name: 'pi1', network: { kind: 'loopback' }, redis: { bind: 'address' }, withSupervisors: true }], workers: [] });
  pi = lab.pi('pi1');
  // a login takes its groups when it begins
  await pi.exec(['usermod', '-aG', 'docker', 'pi']);
  if (lendsMemoryGroup()) takeGroups = await giveDockerMemory(pi);
  for (const kind of ['docker', 'supervisord']) await supervisedWorkers.find((one) => one.kind === kind)?.setUp(pi);
  home = homeForLab(lab);
  served = await servePanel(['--fleet', home.fleetPath], home.env);
  panel = await openPanel(served);
  await panel.until('its workers to be known', ({ workers }) => workers.filter(({ process }) => process !== null).length === 2, 90_000);
}, 600_000);
afterAll(async () => {
  panel?.close();
  await served?.dispose();
  home?.dispose();
  await lab?.dispose();
  takeGroups();
});

async function diagnose(): Promise<DiagnosisRun> {
  const host = panel.fleet().hosts[0]?.id ?? ('' as never);
  const before = (await panel.call('diagnosis.runs', { host })).runs[0]?.id;
  await panel.call('diagnosis.start', { hosts: [host] });
  const done = await waitFor('the diagnosis', async () => { const run = (await panel.call('diagnosis.runs', { host })).runs[0]; return run !== undefined && run.id !== before ? run : null; }, { deadlineMs: 40_000, everyMs: 200 });
  return panel.call('diagnosis.run', { id: done.id });
}

const said = (run: DiagnosisRun, check: string) => run.findings.filter((finding) => finding.check === check && finding.severity !== 'ok').map(({ severity, says, subject }) => `${severity} ${says} ${subject.name}`);

test('DG22 a container that is unhealthy, one that restarts again and again, one that was killed', async () => {
  await inPi(pi, `docker run -d --name celery-sick --network host --health-cmd false --health-interval 1s --health-retries 1 celery-lab sleep 900 >/dev/null
docker run -d --name celery-loop --network host --restart always celery-lab false >/dev/null
docker run -d --name celery-shot --network host celery-lab sleep 900 >/dev/null && docker kill -s KILL celery-shot >/dev/null`, 240_000);
  await waitFor('it to be unhealthy', async () => (await inPi(pi, "docker inspect -f '{{.State.Health.Status}}' celery-sick")).includes('unhealthy'), { deadlineMs: 60_000, everyMs: 500 });
  await waitFor('four restarts', async () => Number(await inPi(pi, "docker inspect -f '{{.RestartCount}}' celery-loop")) >= 4, { deadlineMs: 90_000, everyMs: 500 });
  const run = await diagnose();
  expect(said(run, 'DOC-02').join()).toContain('celery-sick');
  expect(said(run, 'DOC-04')).toContain('warn killed celery-shot');
  // between two of its starts it may run for a moment: the earlier round counts, too
  await waitFor('the loop to be told', async () => said(await diagnose(), 'DOC-03').some((line) => line.endsWith('celery-loop')), { deadlineMs: 120_000, everyMs: 500 });
}, 400_000);

test('DG22 a container that the out-of-memory killer ended, at its own limit', async ({ skip }) => {
  // with a machine on version 2 of the control groups the Pi has the controller by itself
  if (!(await inPi(pi, "docker info -f '{{.MemoryLimit}}'")).includes('true')) {
    expect(lendsMemoryGroup()).toBe(false);
    console.log('DG22 «a container out of memory» not run: this machine lends no memory cgroup');
    skip('no memory cgroup');
  }
  await inPi(pi, `docker run -d --name celery-greedy --network host -m 48m celery-lab /usr/bin/python3 -c 'taken = bytearray(200 << 20)
for at in range(0, len(taken), 4096): taken[at] = 1' >/dev/null`);
  await waitFor('its end', async () => (await inPi(pi, "docker inspect -f '{{.State.Status}}' celery-greedy")).includes('exited'), { deadlineMs: 30_000, everyMs: 200 });
  const run = await diagnose();
  expect(said(run, 'DOC-04')).toContain('crit oom celery-greedy');
  expect(run.findings.find(({ check, subject }) => check === 'DOC-04' && subject.name === 'celery-greedy')?.evidence[0]).toMatchObject({ source: 'unix:/var/run/docker.sock', state: 'had' });
}, 120_000);

test('DG22 programs of supervisord that it gave up, and that come and go, for an operator whose group may reach its socket', async () => {
  const sections = ['[program:celery-bad]', 'command=/bin/false', 'startsecs=1', 'startretries=0', '[program:celery-flap]', 'command=/bin/sh -c "sleep 0.2; exit 3"', 'startsecs=0', 'autorestart=true', ''].join('\n');
  await inPi(pi, `cat > /etc/supervisor/conf.d/bad.conf <<'EOF'\n${sections}EOF\nsupervisorctl update >/dev/null`);
  await waitFor('it to be given up, and the other to have ended often', async () => { const log = await inPi(pi, 'cat /var/log/supervisor/supervisord.log'); return log.includes('gave up: celery-bad') && log.split('exited: celery-flap').length > 5 && log.split("spawned: 'celery-flap'").length > 5; }, { deadlineMs: 60_000, everyMs: 200 });
  const run = await diagnose();
  expect(said(run, 'SUP-01')).toContain('crit fatal celery-bad');
  expect(said(run, 'SUP-02').join()).toMatch(/(warn|crit) flaps celery-flap/);
  expect(run.findings.find(({ check }) => check === 'SUP-01')?.evidence[0]).toMatchObject({ source: 'unix:/var/run/supervisor.sock', state: 'had' });
}, 120_000);

test('DG43 an operator who may not reach that socket hears so, and what to grant; what the log tells is told all the same', async () => {
  // as Debian makes it
  await inPi(pi, 'chmod 0700 /run/supervisor.sock && chown root:root /run/supervisor.sock');
  const run = await diagnose();
  expect(run.findings.filter(({ check }) => check === 'SUP-01')).toMatchObject([{ severity: 'unknown', args: { grant: 'supervisord-socket', because: 'Permission denied' }, evidence: [{ source: 'unix:/var/run/supervisor.sock', state: 'refused' }] }]);
  expect(said(run, 'SUP-02').join()).toContain('flaps celery-flap');
  // and with a configuration that only root may read
  await inPi(pi, 'chmod 0600 /etc/supervisor/supervisord.conf /var/log/supervisor/supervisord.log');
  const less = await diagnose();
  for (const check of ['SUP-02', 'SUP-04', 'SUP-05']) expect(less.findings.filter((one) => one.check === check), check).toMatchObject([{ severity: 'unknown', args: { grant: 'root' } }]);
}, 120_000);
