/** What Redis says of itself: alive, figures, clients, and who has bound a control queue. */
import type { Clock } from '#electron/ports/clock.ts';
import type { BrokerSession } from '#electron/ports/message-broker.ts';
import type { AppError } from '#shared/errors.ts';
import { bindingKey, nodesOfBindings, pidboxExchange, separatorOf } from './core/broker-names.ts';
import type { BrokerNaming } from './core/broker-names.ts';
import { ourPrefix } from './core/our-name.ts';
import { parseClientList } from './core/parse-client-list.ts';
import { parseRedisInfo, runIdOf } from './core/parse-redis-info.ts';
import { timeOf } from './core/redis-answers.ts';
import { readSet } from './read-set.ts';
import type { VisitContext } from './visit-context.ts';

export type RedisRounds = {
  /** First questions of a visit; the members of the control binding set. */
  start(naming: BrokerNaming): Promise<readonly string[]>;
  nowS(): number;
  connectedClients(): number;
  look(signal: AbortSignal): Promise<void>;
  clients(listeners: number | null, signal: AbortSignal): Promise<void>;
  /** Nodes bound to the control exchange; null when not read whole. */
  bindings(naming: BrokerNaming, signal: AbortSignal): Promise<readonly string[] | null>;
};

type Needs = Pick<VisitContext, 'ask' | 'emit'> & { readonly session: BrokerSession; readonly clock: Clock; readonly oid: string; readonly onDead: (cause: AppError) => void };

const neverAborted = new AbortController().signal;

export function createRedisRounds(needs: Needs): RedisRounds {
  const { ask, emit, clock } = needs;
  let clockOffsetMs = 0;
  let connected = 0;
  const nowS = (): number => (clock.now() + clockOffsetMs) / 1000;
  const setClock = (reply: unknown): void => {
    const seconds = timeOf(reply);
    if (seconds !== null) clockOffsetMs = seconds * 1000 - clock.now();
  };

  return {
    nowS,
    connectedClients: () => connected,

    async start(naming) {
      // Our connection carries our reply queue's name, so that others can see that it lives.
      const first = await ask([['TIME'], ['CLIENT', 'SETNAME', needs.oid]], neverAborted);
      if (first.ok && first.value[0]?.ok === true) setClock(first.value[0].value);
      return (await readSet(ask, bindingKey(naming, pidboxExchange(naming)), neverAborted)) ?? [];
    },

    async look(signal) {
      const sentAt = clock.monotonic();
      const pinged = await ask([['PING']], signal);
      if (!pinged.ok) {
        if (pinged.error.code === 'deadline-passed') needs.onDead(pinged.error);
        return;
      }
      const pingMs = clock.monotonic() - sentAt;
      const answered = await ask([['TIME'], ['INFO']], signal);
      if (!answered.ok) return;
      const [time, figures] = answered.value;
      if (time?.ok === true) setClock(time.value);
      const text = figures?.ok === true && typeof figures.value === 'string' ? figures.value : null;
      const redis = parseRedisInfo(text, clock.now(), pingMs);
      connected = redis.connectedClients ?? 0;
      emit({ kind: 'redis', redis, runId: runIdOf(text) });
    },

    async clients(listeners, signal) {
      const answered = await ask([['CLIENT', 'LIST']], signal);
      if (!answered.ok) return;
      const [answer] = answered.value;
      const text = answer?.ok === true && typeof answer.value === 'string' ? answer.value : null;
      emit({ kind: 'clients', clients: text === null ? null : parseClientList(text, ourPrefix), listeners });
    },

    async bindings(naming, signal) {
      const members = await readSet(ask, bindingKey(naming, pidboxExchange(naming)), signal);
      if (members === null) return null;
      // The first worker to come uses another separator than we guessed: begin the visit anew with the right one.
      if ((separatorOf(members) ?? naming.separator) !== naming.separator) needs.onDead({ code: 'link-lost' });
      const nodes = nodesOfBindings(naming, members);
      emit({ kind: 'bindings', nodes });
      return nodes;
    },
  };
}
