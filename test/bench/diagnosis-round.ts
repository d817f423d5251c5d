/**
 * Q7: what one full diagnosis round costs a Pi with its workers, and how long it takes. The script on the Pi counts its own
 * processor time and that of every program it started (getrusage); the wall time is the engine's.
 */
import type { RunSummary } from '#shared/domain/diagnosis.ts';
import { farm } from '#test/lab/lab-spec.ts';
import { homeForLab } from '#test/lab/operator-home.ts';
import { openPanel, servePanel } from '#test/lab/panel.ts';
import { startLab } from '#test/lab/start-lab.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import type { Figure } from './figures.ts';
import { percentile, rounded } from './figures.ts';

export async function measureDiagnosisRound(isQuick: boolean, say: (line: string) => void): Promise<readonly Figure[]> {
  const rounds = isQuick ? 3 : 10;
  const lab = await startLab({ pis: farm.pis.filter((pi) => pi.name === 'pi1'), workers: farm.workers.filter((worker) => worker.pi === 'pi1') }, { say });
  const home = homeForLab(lab);
  try {
    const served = await servePanel(['--fleet', home.fleetPath], home.env);
    try {
      const panel = await openPanel(served);
      await panel.until('the Pi and its workers', (fleet) => fleet.hosts[0]?.sample && fleet.workers.length > 0 && fleet.workers.every((worker) => ['idle', 'working'].includes(worker.verdict.kind)), 60_000);
      const host = panel.fleet().hosts[0]?.id;
      if (host === undefined) throw new Error('the lab has no host');
      const newest = async (): Promise<RunSummary | null> => (await panel.call('diagnosis.runs', { host })).runs[0] ?? null;
      const cpuMs: number[] = [];
      const wallMs: number[] = [];
      let findings = 0;
      for (let round = 0; round < rounds; round += 1) {
        const before = await newest();
        await panel.call('diagnosis.start', { hosts: [host] });
        const done = await waitFor('the round', async () => { const run = await newest(); return run !== null && run.id !== before?.id ? run : null; }, { deadlineMs: 30_000, everyMs: 50 });
        const run = await panel.call('diagnosis.run', { id: done.id });
        if (run.cost.cpuMs === null) throw new Error('the round did not account for itself');
        cpuMs.push(run.cost.cpuMs);
        wallMs.push(run.cost.wallMs);
        findings = run.findings.length;
      }
      say(`Q7: CPU ${cpuMs.map((ms) => ms.toFixed(0)).join(' ')} ms; wall ${wallMs.map((ms) => ms.toFixed(0)).join(' ')} ms`);
      panel.close();
      const about = `${rounds} rounds, ${panel.fleet().workers.length} workers, ${findings} judgements each`;
      return [
        { id: 'Q7', what: 'processor time of a diagnosis round on the Pi (p95)', value: rounded(percentile(cpuMs, 0.95), 0), unit: 'ms', atMost: 300, note: `median ${percentile(cpuMs, 0.5)?.toFixed(0) ?? '?'} ms, ${about}` },
        { id: 'Q7', what: 'the round from question to judgement (p95)', value: rounded(percentile(wallMs, 0.95), 0), unit: 'ms', atMost: 3000, note: `median ${percentile(wallMs, 0.5)?.toFixed(0) ?? '?'} ms, a second of it for rates` },
      ];
    } finally {
      await served.dispose();
    }
  } finally {
    home.dispose();
    await lab.dispose();
  }
}
