/** The exit code of a look at the fleet. Documented in docs/spec/cli.md; known trouble outranks the unknown. */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { VerdictKind } from '#shared/domain/worker.ts';

export type FleetExit = 0 | 1 | 2 | 3;
/** Usage, a file that cannot be used, a service that cannot be given, a bug: the numbers of sysexits.h. */
export const exits = { usage: 64, file: 66, unavailable: 69, internal: 70, interrupted: 130 } as const;

const ofVerdict: Readonly<Record<VerdictKind, FleetExit>> = {
  working: 0, idle: 0, busy: 0, stopped: 0,
  deaf: 1, blocked: 1, restarting: 1,
  crashed: 2, unreachable: 2,
  unknown: 3,
};

export const exitOfVerdict = (kind: VerdictKind): FleetExit => ofVerdict[kind];

export function exitOfHost({ config, link, sample }: HostView): FleetExit {
  if (!config.isOn) return 0;
  if (link.phase !== 'connected') return link.lastConnectedAt === null ? 3 : 2;
  return sample === null ? 3 : 0;
}

export function exitOfBroker({ phase }: BrokerView): FleetExit {
  return phase === 'ready' ? 0 : phase === 'connecting' || phase === 'asking' ? 3 : 2;
}

const rank: readonly FleetExit[] = [0, 3, 1, 2];

export function worst(codes: readonly FleetExit[]): FleetExit {
  return rank[Math.max(0, ...codes.map((code) => rank.indexOf(code)))] ?? 0;
}

export function exitOfFleet({ hosts, workers, brokers }: FleetSnapshot): FleetExit {
  return worst([...hosts.map(exitOfHost), ...workers.map(({ verdict }) => exitOfVerdict(verdict.kind)), ...brokers.map(exitOfBroker)]);
}
