/** Q4 in part: the engine's own cost with 200 simulated hosts of 8 workers each, watched at 2 s. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPanel, servePanel } from '#test/lab/panel.ts';
import type { Figure } from './figures.ts';
import { percentile, rounded } from './figures.ts';
import { answerPasswords, startLoad } from './load-fleet.ts';
import { costOf, totalCpuMs } from './process-cost.ts';

const hosts = 200;
const workers = 8;

export async function measureManyHosts(isQuick: boolean, say: (line: string) => void): Promise<readonly Figure[]> {
  const load = await startLoad({ hosts, workers });
  const home = load.homeWith([]);
  try {
    const served = await servePanel(['--fleet', home.fleetPath], home.env);
    try {
      const panel = await openPanel(served);
      const stop = answerPasswords(panel, load.password);
      const beganAt = performance.now();
      await panel.until('200 hosts and their workers', (fleet) => fleet.hosts.filter((host) => host.sample !== null).length === hosts && fleet.workers.filter((worker) => worker.process !== null).length === hosts * workers, 180_000);
      stop();
      say(`Q4: all seen after ${((performance.now() - beganAt) / 1000).toFixed(1)} s`);
      await sleep(isQuick ? 5000 : 20_000);
      const seconds = isQuick ? 15 : 60;
      const before = [totalCpuMs(served.pid), totalCpuMs(load.pid)];
      await sleep(seconds * 1000);
      const after = [totalCpuMs(served.pid), totalCpuMs(load.pid)];
      const share = (index: number): number => (((after[index] ?? 0) - (before[index] ?? 0)) / (seconds * 10));
      const memoryMiB = (costOf(served.pid)?.residentKiB ?? 0) / 1024;
      const peakMiB = Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${served.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
      const now = panel.fleet();
      const ages = now.hosts.map((host) => now.at - (host.sample?.at ?? 0));
      panel.close();
      return [
        { id: 'Q4', what: `engine CPU, ${hosts} hosts x ${workers} workers`, value: rounded(share(0), 1), unit: '% of a core', atMost: 100, note: `${seconds} s; the simulation beside it took ${share(1).toFixed(0)} %` },
        { id: 'Q4', what: 'engine resident memory', value: rounded(memoryMiB, 0), unit: 'MiB', atMost: 600, note: `peak ${peakMiB.toFixed(0)} MiB` },
        { id: 'Q4', what: 'age of the figures (p95)', value: rounded(percentile(ages, 0.95), 0), unit: 'ms', atMost: 3000 },
      ];
    } finally {
      await served.dispose();
    }
  } finally {
    home.dispose();
    await load.dispose();
  }
}
