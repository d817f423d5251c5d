/** Every way of supervising a worker, on one real Pi, through the product's own door. Rules: docs/spec/supervision.md.
 * FLEETBEAT_ROUNDS: how often each acts (1), FLEETBEAT_BACKENDS: which, with commas between (all). */
import { afterAll, beforeAll } from 'vitest';
import { homeForLab, type OperatorHome } from '#test/lab/operator-home.ts';
import { openPanel, servePanel, type PanelClient, type Served } from '#test/lab/panel.ts';
import { startLab, type Lab } from '#test/lab/start-lab.ts';
import { supervisedWorkers } from '#test/lab/supervised-workers.ts';
import { supervisionSuite } from '#test/suites/supervision-suite.ts';

let lab: Lab;
let home: OperatorHome;
let served: Served;
let panel: PanelClient;

beforeAll(async () => {
  lab = await startLab({ pis: [{ name: 'pi1', network: { kind: 'loopback' }, redis: { bind: 'address' }, withSupervisors: true }], workers: [] });
  // a login takes its groups when it begins
  await lab.pi('pi1').exec(['usermod', '-aG', 'docker', 'pi']);
  home = homeForLab(lab);
  served = await servePanel(['--fleet', home.fleetPath], home.env);
  panel = await openPanel(served);
}, 300_000);
afterAll(async () => {
  panel?.close();
  await served?.dispose();
  home?.dispose();
  await lab?.dispose();
});

const rounds = Number(process.env['FLEETBEAT_ROUNDS'] ?? 1);
const wanted = process.env['FLEETBEAT_BACKENDS']?.split(',') ?? supervisedWorkers.map(({ kind }) => kind as string);
for (const worker of supervisedWorkers.filter(({ kind }) => wanted.includes(kind))) supervisionSuite(worker, { pi: () => lab.pi('pi1'), panel: () => panel, rounds, say: (line) => console.log(line) });
