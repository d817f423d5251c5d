/**
 * Faults of containers, made for real on a real Pi with its own dockerd: unhealthy, restarting again and again, killed. The
 * diagnosis finds each by name.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';
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

beforeAll(async () => {
  lab = await startLab({ pis: [{ name: 'pi1', network: { kind: 'loopback' }, redis: { bind: 'address' }, withSupervisors: true }], workers: [] });
  pi = lab.pi('pi1');
  // a login takes its groups when it begins
  await pi.exec(['usermod', '-aG', 'docker', 'pi']);
  await supervisedWorkers.find(({ kind }) => kind === 'docker')?.setUp(pi);
  home = homeForLab(lab);
  served = await servePanel(['--fleet', home.fleetPath], home.env);
  panel = await openPanel(served);
  await panel.until('its worker to be known', ({ workers }) => workers.some(({ process }) => process !== null), 90_000);
}, 600_000);
afterAll(async () => {
  panel?.close();
  await served?.dispose();
  home?.dispose();
  await lab?.dispose();
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
