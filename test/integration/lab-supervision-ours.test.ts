/** Fleetbeat's own supervisor as one more way of supervising, under the suite that every other way passes. Rules: docs/spec/supervision.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { homeForLab, type OperatorHome } from '#test/lab/operator-home.ts';
import { openPanel, servePanel, type PanelClient, type Served } from '#test/lab/panel.ts';
import { applicationDirectory } from '#test/lab/pi-files.ts';
import { startLab, type Lab } from '#test/lab/start-lab.ts';
import { inPi, type Supervised } from '#test/lab/supervised-workers.ts';
import { mainsOf } from '#test/lab/supervision-kit.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import { supervisionSuite } from '#test/suites/supervision-suite.ts';

let lab: Lab;
let home: OperatorHome;
let served: Served;
let panel: PanelClient;

const piFile = (name: string): string => readFileSync(join(import.meta.dirname, '../../electron/pi', name), 'utf8');

const ours: Supervised = {
  kind: 'fleetbeat-supervisor', name: 'our', label: 'our',
  setUp: async (pi) => {
    const folder = '/home/pi/.fleetbeat';
    const environment = { CELERY_BROKER_URL: pi.brokerUrl ?? '', CELERY_RESULT_BACKEND: pi.brokerUrl ?? '', LANG: 'C.UTF-8' };
    const program = { name: 'our', command: ['/usr/bin/python3', '-m', 'celery', '-A', 'tapp', 'worker', '-n', 'our@%h', '-c', '2', '-Q', 'our', '-l', 'INFO'], directory: applicationDirectory, environment };
    const files = { 'fleetbeat_supervisor.py': piFile('fleetbeat_supervisor.py'), 'fleetbeat_worker.py': piFile('fleetbeat_worker.py'), 'supervisor.json': JSON.stringify({ programs: [program] }) };
    for (const [name, text] of Object.entries(files)) await inPi(pi, `mkdir -p ${folder} && cat > ${folder}/${name} <<'END-OF-FILE'\n${text}\nEND-OF-FILE\nchown -R pi:pi ${folder}`);
    await inPi(pi, `su -l -s /bin/sh pi -c '/usr/bin/python3 -I -S ${folder}/fleetbeat_supervisor.py start -c ${folder}/supervisor.json'`);
    await waitFor('the worker to run', async () => (await mainsOf(pi, 'our')).length === 1, { deadlineMs: 60_000, everyMs: 300 });
  },
};

beforeAll(async () => {
  lab = await startLab({ pis: [{ name: 'pi1', network: { kind: 'loopback' }, redis: { bind: 'address' } }], workers: [] });
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
supervisionSuite(ours, { pi: () => lab.pi('pi1'), panel: () => panel, rounds, say: (line) => console.log(line) });
