/** What is known of one broker, folded from its watch: depths, how they grow, how long the head has waited. */
import type { BrokerObservation, QueueDepth, RedisClient } from '#electron/celery/core/broker-observation.ts';
import type { BrokerView, QueueView, RedisView, UnackedView } from '#shared/domain/broker.ts';
import type { AppError } from '#shared/errors.ts';
import type { BrokerId, HostId, WorkerName } from '#shared/domain/ids.ts';

type QueueRecord = {
  readonly depth: QueueDepth;
  readonly at: number;
  readonly headSince: number | null;
  readonly marks: readonly { readonly at: number; readonly count: number }[];
};

export type BrokerRecord = {
  readonly id: BrokerId;
  readonly label: string;
  readonly foundBy: BrokerView['foundBy'];
  readonly through: HostId | null;
  readonly hosts: readonly HostId[];
  readonly phase: BrokerView['phase'];
  readonly since: number;
  readonly error: AppError | null;
  readonly redis: RedisView | null;
  readonly queues: ReadonlyMap<string, QueueRecord>;
  readonly unacked: UnackedView | null;
  readonly clients: { readonly list: readonly RedisClient[] | null; readonly at: number } | null;
  readonly listeners: number | null;
};

export type BrokerIdentity = Pick<BrokerRecord, 'id' | 'label' | 'foundBy' | 'through' | 'hosts'>;

export function newBroker(identity: BrokerIdentity, now: number): BrokerRecord {
  return { ...identity, phase: 'connecting', since: now, error: null, redis: null, queues: new Map(), unacked: null, clients: null, listeners: null };
}

export function foldBrokerSeen(record: BrokerRecord, seen: BrokerObservation): BrokerRecord {
  switch (seen.kind) {
    case 'phase':
      if (record.phase === seen.phase && record.error === seen.error) return record;
      return { ...record, phase: seen.phase, error: seen.error, since: record.phase === seen.phase ? record.since : seen.at };
    case 'redis': return { ...record, redis: seen.redis };
    case 'queues': return { ...record, queues: foldDepths(record.queues, seen.queues, seen.at), unacked: seen.unacked };
    case 'clients': return { ...record, clients: { list: seen.clients, at: seen.at }, listeners: seen.listeners };
    default: return record;
  }
}

const total = (depth: QueueDepth): number => depth.byPriority.reduce((sum, part) => sum + part, 0);

/** Exported for its test: a queue that vanished from the list is dropped, one that emptied stays at zero. */
export function foldDepths(before: BrokerRecord['queues'], depths: readonly QueueDepth[], at: number): BrokerRecord['queues'] {
  return new Map(
    depths.map((depth) => {
      const old = before.get(depth.name);
      const count = total(depth);
      const marks = old?.marks ?? [];
      const last = marks[marks.length - 1];
      const grown = last === undefined || at - last.at >= 10_000 ? [...marks.filter((mark) => at - mark.at <= 300_000), { at, count }] : marks;
      return [depth.name, { depth, at, headSince: headSince(old, depth, count, at), marks: grown }];
    }),
  );
}

function headSince(old: QueueRecord | undefined, depth: QueueDepth, count: number, at: number): number | null {
  if (count === 0) return null;
  if (old === undefined || old.headSince === null) return at;
  const moved = depth.headTag !== null && old.depth.headTag !== depth.headTag;
  return moved ? at : old.headSince;
}

export function toBrokerView(record: BrokerRecord, consumersOf: (queue: string) => readonly WorkerName[]): BrokerView {
  const queues: QueueView[] = [...record.queues.values()].map((queue) => ({
    name: queue.depth.name, depth: total(queue.depth), byPriority: [...queue.depth.byPriority],
    consumers: [...consumersOf(queue.depth.name)], oldestSeenAt: queue.headSince, growthPerMinute: growth(queue), at: queue.at,
  }));
  return {
    id: record.id, label: record.label, foundBy: record.foundBy, through: record.through, hosts: [...record.hosts],
    phase: record.phase, since: record.since, error: record.error, redis: record.redis,
    queues: queues.sort((a, b) => (a.name < b.name ? -1 : 1)), unacked: record.unacked, listeners: record.listeners,
  };
}

function growth(queue: QueueRecord): number | null {
  const first = queue.marks[0];
  if (first === undefined || queue.at - first.at < 30_000) return null;
  return ((total(queue.depth) - first.count) * 60_000) / (queue.at - first.at);
}

/** Depth over the queues one worker consumes; over all when it is not known which. */
export function depthFor(record: BrokerRecord, queues: readonly string[] | null): { readonly depth: number; readonly at: number } | null {
  const chosen = [...record.queues.values()].filter((queue) => queues === null || queues.includes(queue.depth.name));
  const first = chosen[0];
  if (first === undefined) return null;
  return { depth: chosen.reduce((sum, queue) => sum + total(queue.depth), 0), at: first.at };
}
