/** The target of an act with the names its ids had at that moment: a host or worker removed later stays readable. */
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { ActionTarget } from '#shared/domain/action.ts';

export function nameTarget(keeper: Pick<FleetKeeper, 'worker' | 'host' | 'snapshot'>, target: Partial<ActionTarget>): ActionTarget {
  const record = target.worker === null || target.worker === undefined ? null : keeper.worker(target.worker);
  const host = target.host ?? record?.host ?? null;
  const broker = target.broker ?? record?.broker ?? null;
  const label = broker === null ? null : keeper.snapshot().brokers.find(({ id }) => id === broker)?.label;
  return {
    host, hostName: cut(target.hostName ?? (host === null ? null : keeper.host(host)?.config.name), 300),
    worker: target.worker ?? null, workerName: cut(target.workerName ?? record?.name, 600),
    broker, brokerLabel: cut(target.brokerLabel ?? label, 300),
    queue: cut(target.queue, 500), tasks: [...(target.tasks ?? [])].slice(0, 1000),
  };
}

function cut(text: string | null | undefined, length: number): string | null {
  return text === null || text === undefined ? null : text.slice(0, length);
}
