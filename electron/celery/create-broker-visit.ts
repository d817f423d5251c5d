/**
 * Everything done while a broker is connected: listening to events and asking in rounds. Ends when told, or when Redis
 * stops answering. Passive watching goes on when control is refused (read-only replica, full disk, ACL).
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { BrokerAddress, BrokerSession } from '#electron/ports/message-broker.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { base64 } from './base64.ts';
import { defaultSeparator, eventPatterns, separatorOf } from './core/broker-names.ts';
import type { BrokerNaming } from './core/broker-names.ts';
import type { BrokerObservation } from './core/broker-observation.ts';
import { decodeEnvelope } from './core/decode-envelope.ts';
import { decodeEvents } from './core/decode-event.ts';
import { foldRecentTasks } from './core/fold-recent-tasks.ts';
import type { RecentTasks } from './core/fold-recent-tasks.ts';
import { eventBounds } from './core/tolerant-json.ts';
import { createNodeRounds } from './node-rounds.ts';
import type { NodeRounds } from './node-rounds.ts';
import { createQueueRounds } from './queue-rounds.ts';
import { createRedisRounds } from './redis-rounds.ts';
import type { RedisRounds } from './redis-rounds.ts';
import { createReplyBox } from './reply-box.ts';
import type { ReplyBox } from './reply-box.ts';
import { createRounds } from './rounds.ts';
import { sweepLeftovers } from './sweep-leftovers.ts';
import type { VisitContext } from './visit-context.ts';

export type BrokerVisit = { readonly box: ReplyBox; readonly context: Pick<VisitContext, 'ask' | 'naming'>; askNow(): void; dispose(): Promise<void> };
export type VisitNeeds = {
  readonly session: BrokerSession;
  readonly address: BrokerAddress;
  readonly oid: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly controlExchange: string;
  readonly eventExchange: string;
  readonly configuredQueues: readonly string[];
  readonly expectedNodes: () => readonly string[];
  readonly emit: (seen: BrokerObservation) => void;
  /** What works only in part: no events, no control; null when all is well again. */
  readonly onTrouble: (trouble: AppError | null) => void;
  /** Redis no longer answers: the session is of no use. */
  readonly onDead: (cause: AppError) => void;
};

const redisDeadlineMs = 5_000;
const maxNodesWithTasks = 500;
const newcomerRetryMs = 2_000;
const manyClients = 2_000;

export async function createBrokerVisit(needs: VisitNeeds): Promise<BrokerVisit> {
  const { session, clock } = needs;
  const naming: BrokerNaming = { db: needs.address.db, keyPrefix: needs.address.keyPrefix, separator: defaultSeparator, controlExchange: needs.controlExchange, eventExchange: needs.eventExchange };
  const ask: VisitContext['ask'] = (commands, signal) => session.pipeline(commands, { deadlineMs: redisDeadlineMs, signal });
  const emit: VisitContext['emit'] = (seen) => needs.emit({ ...seen, at: clock.now() } as BrokerObservation);
  const redis = createRedisRounds({ session, clock, ask, emit, oid: needs.oid, onDead: needs.onDead });
  const members = await redis.start(naming);
  const context: VisitContext = { session, clock, ask, emit, redisNowS: redis.nowS, naming: { ...naming, separator: separatorOf(members) ?? defaultSeparator } };
  const box = createReplyBox({ ...needs, naming: context.naming });
  const queues = createQueueRounds(context, needs.configuredQueues);
  let listenTrouble: AppError | null = null;
  const nodes = createNodeRounds({
    context,
    box,
    queues,
    expectedNodes: needs.expectedNodes,
    onNewcomer: () => rounds.kick('newcomers'),
    onNewQueue: () => rounds.kick('queues'),
    onControl: (trouble) => needs.onTrouble(trouble ?? listenTrouble),
  });
  const rounds = roundsOf(needs, context, redis, queues, nodes);
  // Another connection: what can be asked meanwhile does not wait for it.
  const opening = session.listen(eventPatterns(context.naming), createListener(context, nodes, () => rounds.kick('clients')));
  for (const name of ['redis', 'bindings', 'discover', 'queues', 'clients', 'ping', 'everybody', 'leftovers'] as const) rounds.kick(name);
  const listening = await opening;
  if (!listening.ok) {
    listenTrouble = listening.error;
    needs.onTrouble(listenTrouble);
  }
  return {
    box, context,
    askNow() {
      for (const name of ['bindings', 'ping', 'clients', 'queues'] as const) rounds.kick(name);
    },
    async dispose() {
      if (listening.ok) listening.value();
      const ended = rounds.dispose();
      await box.dispose();
      await ended;
    },
  };
}

function roundsOf(needs: VisitNeeds, context: VisitContext, redis: RedisRounds, queues: ReturnType<typeof createQueueRounds>, nodes: NodeRounds) {
  const every = (everyMs: number, run: (signal: AbortSignal) => Promise<void>) => ({ everyMs: () => everyMs, run });
  return createRounds({ timers: needs.timers, onBug: (error) => void needs.log.bug(error, 'broker round') }, {
    redis: every(10_000, redis.look),
    bindings: every(10_000, async (signal) => {
      const found = await redis.bindings(context.naming, signal);
      if (found !== null) nodes.learnBindings(found);
    }),
    discover: every(10_000, queues.discover),
    queues: every(2_000, queues.measure),
    clients: { everyMs: () => (redis.connectedClients() > manyClients ? 30_000 : 4_000), run: (signal) => redis.clients(nodes.listeners(), signal) },
    ping: every(10_000, nodes.ping),
    everybody: every(60_000, nodes.askEverybody),
    newcomers: every(newcomerRetryMs, nodes.askNewcomers),
    leftovers: every(600_000, (signal) => sweepLeftovers({ ...context, oid: needs.oid }, signal)),
  });
}

/** Events to observations. Large or strange payloads are dropped before anything is made of them. */
function createListener(context: VisitContext, nodes: NodeRounds, onChange: () => void): (channel: string, payload: string) => void {
  const recent = new Map<string, RecentTasks>();
  return (_channel, payload) => {
    const read = decodeEnvelope(payload, base64, eventBounds);
    if (!read.ok) return;
    for (const decoded of decodeEvents(read.envelope.body)) {
      if (decoded.kind === 'worker') {
        nodes.hear(decoded.event);
        if (decoded.event.type !== 'heartbeat') onChange();
        continue;
      }
      const { node } = decoded.event;
      if (!recent.has(node) && recent.size >= maxNodesWithTasks) continue;
      const folded = foldRecentTasks(recent.get(node) ?? [], decoded.event, context.clock.now());
      recent.set(node, folded.recent);
      context.emit({ kind: 'task', node, task: folded.task });
    }
  };
}
