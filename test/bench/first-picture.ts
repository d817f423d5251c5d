/**
 * Q3: from "connect" to the first full picture of ten hosts, alone and beside a host that accepts TCP and stays mute.
 * A picture is full when every host has figures, and every worker its process and a verdict, all newer than the start.
 */
import { startFlakyProxy } from '#test/lab/flaky-proxy.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { PanelClient } from '#test/lab/panel.ts';
import { openPanel, servePanel } from '#test/lab/panel.ts';
import { waitFor } from '#test/lab/wait-for.ts';
import type { Figure } from './figures.ts';
import { percentile, rounded, wallNow } from './figures.ts';
import { answerPasswords, startLoad } from './load-fleet.ts';

const workersPerHost = 4;

function isFull(fleet: FleetSnapshot, names: ReadonlySet<string>, sinceMs: number): boolean {
  const hosts = fleet.hosts.filter((host) => names.has(host.config.name));
  return hosts.length === names.size && hosts.every((host) => {
    const workers = fleet.workers.filter((worker) => worker.host === host.id);
    return host.link.phase === 'connected' && (host.sample?.at ?? 0) >= sinceMs && workers.length === workersPerHost && workers.every((worker) => worker.process !== null && !['unknown', 'unreachable'].includes(worker.verdict.kind) && (worker.usage?.at ?? 0) >= sinceMs);
  });
}

async function connectAll(panel: PanelClient, names: ReadonlySet<string>): Promise<number> {
  const hosts = panel.fleet().hosts;
  await Promise.all(hosts.map((host) => panel.call('hosts.switch', { id: host.id, isOn: false })));
  await panel.until('all hosts off', (fleet) => fleet.hosts.every((host) => host.link.phase === 'off'), 15_000);
  const beganAt = wallNow();
  let fullAt = 0;
  const stop = panel.onChange((fleet, arrivedAt) => {
    if (fullAt === 0 && isFull(fleet, names, beganAt)) fullAt = arrivedAt;
  });
  await Promise.all(hosts.map((host) => panel.call('hosts.switch', { id: host.id, isOn: true })));
  await waitFor('the full picture', () => fullAt > 0, { deadlineMs: 30_000, everyMs: 10, lastSeen: () => JSON.stringify(panel.fleet().hosts.map((host) => [host.link.phase, host.notes])) });
  stop();
  return fullAt - beganAt;
}

async function measureOnce(withDeadHost: boolean, rounds: number): Promise<readonly number[]> {
  const load = await startLoad({ hosts: 10, workers: workersPerHost });
  const first = load.fleet[0];
  if (!first) throw new Error('the load fleet is empty');
  const proxy = await startFlakyProxy({ host: first.address, port: first.port ?? 22 });
  proxy.stall();
  const home = load.homeWith(withDeadHost ? [{ ...first, name: 'mute', address: proxy.host, port: proxy.port }] : []);
  try {
    const served = await servePanel(['--fleet', home.fleetPath], home.env);
    try {
      const panel = await openPanel(served);
      const stop = answerPasswords(panel, load.password);
      const names = new Set(load.fleet.map((host) => host.name));
      await panel.until('the first connection of all', (fleet) => isFull(fleet, names, 0), 60_000);
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) times.push(await connectAll(panel, names));
      stop();
      panel.close();
      return times;
    } finally {
      await served.dispose();
    }
  } finally {
    home.dispose();
    await proxy.dispose();
    await load.dispose();
  }
}

export async function measureFirstPicture(isQuick: boolean, say: (line: string) => void): Promise<readonly Figure[]> {
  const rounds = isQuick ? 3 : 10;
  const alone = await measureOnce(false, rounds);
  say(`Q3: alone ${alone.map((ms) => ms.toFixed(0)).join(' ')} ms`);
  const beside = await measureOnce(true, rounds);
  say(`Q3: beside a mute host ${beside.map((ms) => ms.toFixed(0)).join(' ')} ms`);
  const [plain, dead] = [percentile(alone, 0.5), percentile(beside, 0.5)];
  return [
    { id: 'Q3', what: 'first full picture of 10 hosts (median)', value: rounded(plain, 0), unit: 'ms', atMost: 1000, note: `${rounds} rounds, ${workersPerHost} workers each, simulated hosts on the same two cores` },
    { id: 'Q3', what: 'the same beside a mute host (median)', value: rounded(dead, 0), unit: 'ms', atMost: 1000, note: plain !== null && dead !== null ? `${(dead - plain).toFixed(0)} ms more` : '' },
  ];
}
