/** Joins the parts of a round into the evidence that rules see. A part that failed is there too, as pieces that were not had. */
import type { Evidence } from './evidence.ts';
import type { CeleryEvidence } from './evidence-celery.ts';
import type { LogEvidence, PanelEvidence } from './evidence-panel.ts';
import type { RedisEvidence } from './evidence-redis.ts';
import type { UnitFact } from './evidence-services.ts';
import type { Reading } from './piece-of.ts';
import { readNetwork, type ClockKnown, type ReachAsked } from './read-network.ts';
import { readPower } from './read-power.ts';
import { readProcesses, type KnownMain } from './read-processes.ts';
import type { Round } from './read-round.ts';
import { readDocker } from './read-services.ts';
import { readStorage } from './read-storage.ts';
import { readSupervisord } from './read-supervisord.ts';
import { readHostFacts, readSystem } from './read-system.ts';
import { readSystemd } from './read-systemd.ts';

export type EvidenceParts = {
  readonly host: { readonly id: string; readonly name: string };
  readonly at: number;
  readonly round: Round;
  readonly clock: ClockKnown;
  readonly reached: readonly ReachAsked[];
  readonly known: readonly KnownMain[];
  readonly redis: readonly RedisEvidence[];
  readonly celery: readonly CeleryEvidence[];
  readonly logs: LogEvidence;
  readonly panel: PanelEvidence;
};

/** Nothing was read: every piece of it is not had. */
export const emptyRound: Round = { pieces: new Map(), variant: null, isWhole: false, cpuMs: null, wallMs: null, bytes: 0 };

export function composeEvidence(parts: EvidenceParts): Evidence {
  const reading: Reading = { round: parts.round, at: parts.at };
  const skewMs = parts.clock?.skewMs ?? null;
  const system = readSystem(reading);
  const processes = readProcesses(reading, parts.known);
  return {
    version: 1, host: readHostFacts(reading, parts.host, system), system, processes,
    power: readPower(reading, skewMs), storage: readStorage(reading, skewMs), network: readNetwork(reading, parts.clock, parts.reached),
    redis: parts.redis, celery: matched(parts.celery, processes), docker: readDocker(reading),
    systemd: readSystemd(reading, rolesOf(processes), skewMs), supervisord: readSupervisord(reading), logs: parts.logs, panel: parts.panel,
  };
}

/** A node in a container knows itself by its inner pid. */
function matched(celery: readonly CeleryEvidence[], processes: Evidence['processes']): readonly CeleryEvidence[] {
  const mains = processes.mains.state === 'had' ? processes.mains.value : [];
  return celery.map((node) => {
    if (node.pid !== null && mains.some(({ pid }) => pid === node.pid)) return node;
    const said = node.stats.state === 'had' ? node.stats.value.pid : null;
    const main = mains.find((one) => one.node === node.node) ?? mains.find((one) => said !== null && one.innerPid === said && one.innerPid === one.pid);
    return { ...node, pid: main?.pid ?? node.pid };
  });
}

function rolesOf(processes: Evidence['processes']): ReadonlyMap<number, UnitFact['role']> {
  const roles = new Map<number, UnitFact['role']>();
  const set = (piece: Evidence['processes']['beats'], role: UnitFact['role']): void => { if (piece.state === 'had') for (const { pid } of piece.value) roles.set(pid, role); };
  set(processes.beats, 'beat');
  set(processes.redisServers, 'redis');
  if (processes.mains.state === 'had') for (const { pid } of processes.mains.value) roles.set(pid, 'worker');
  return roles;
}
