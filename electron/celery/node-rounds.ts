/**
 * Workers behind one broker: who answers, who is silent, and what each says of itself. A node is asked for its figures
 * when it is first seen or has started anew, and all of them once a minute.
 */
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import type { WorkerEvent } from './core/broker-observation.ts';
import { decodeActiveQueues, exchangesOfActiveQueues, isPong } from './core/decode-reply.ts';
import { decodeStats } from './core/decode-stats.ts';
import type { QueueRounds } from './queue-rounds.ts';
import type { ReplyBox, TimedReply } from './reply-box.ts';
import type { VisitContext } from './visit-context.ts';

export type NodeRounds = {
  ping(signal: AbortSignal): Promise<void>;
  askEverybody(signal: AbortSignal): Promise<void>;
  askNewcomers(signal: AbortSignal): Promise<void>;
  hear(event: WorkerEvent): void;
  learnBindings(nodes: readonly string[]): void;
  /** Receivers of the last control message; null before the first. */
  listeners(): number | null;
};

type Needs = {
  readonly context: VisitContext;
  readonly box: ReplyBox;
  readonly queues: QueueRounds;
  readonly timers: Timers;
  readonly expectedNodes: () => readonly string[];
  readonly onNewcomer: () => void;
  /** Control works again, or why not. */
  readonly onControl: (trouble: AppError | null) => void;
};

const pingDeadlineMs = 1_500;
const readDeadlineMs = 3_000;
const maxNodes = 2_000;
const maxTries = 5;
/** Above so many newcomers at once, one question to everybody is cheaper than one to each. */
const askedSingly = 3;

export function createNodeRounds(needs: Needs): NodeRounds {
  const { context, box, queues } = needs;
  /** Nodes that exist as far as we know, with the process id last heard. */
  const known = new Map<string, number | null>();
  const newcomers = new Map<string, number>();
  let listeners: number | null = null;

  const meet = (node: string, pid: number | null, isNew: boolean): void => {
    const isKnown = known.has(node);
    if (!isKnown && known.size >= maxNodes) return;
    const before = known.get(node) ?? null;
    if (!isKnown || isNew || (pid !== null && before !== null && pid !== before)) {
      newcomers.set(node, 0);
      needs.onNewcomer();
    }
    known.set(node, pid ?? before);
  };

  const tell = (reply: TimedReply, read: 'stats' | 'active_queues'): void => {
    meet(reply.node, null, false);
    if (read === 'stats') {
      const stats = decodeStats(reply.value);
      if (stats === null) return;
      newcomers.delete(reply.node);
      queues.learnVisibilityTimeout(reply.node, stats.visibilityTimeoutS);
      context.emit({ kind: 'stats', node: reply.node, stats });
      return;
    }
    const names = decodeActiveQueues(reply.value);
    if (names === null) return;
    queues.learn(names, exchangesOfActiveQueues(reply.value));
    context.emit({ kind: 'active-queues', node: reply.node, queues: names });
  };

  const read = async (what: 'stats' | 'active_queues', node: string | null, signal: AbortSignal): Promise<void> => {
    const command = node === null ? ({ to: 'everybody', read: what } as const) : ({ to: 'node', node, read: what } as const);
    const asked = await box.ask(command, { deadlineMs: readDeadlineMs, signal, onReply: (reply) => tell(reply, what) });
    if (!asked.ok && asked.error.code !== 'cancelled') needs.onControl(asked.error);
  };
  const readBoth = (node: string | null, signal: AbortSignal): Promise<unknown> => Promise.all([read('stats', node, signal), read('active_queues', node, signal)]);

  return {
    async ping(signal) {
      const asked = new Set([...known.keys(), ...needs.expectedNodes()]);
      const answered = await box.ask({ to: 'everybody', read: 'ping' }, {
        deadlineMs: pingDeadlineMs,
        signal,
        onReply: ({ node, value, tookMs }) => {
          if (!isPong(value)) return;
          asked.delete(node);
          meet(node, null, false);
          context.emit({ kind: 'pong', node, tookMs });
        },
      });
      if (!answered.ok) {
        if (answered.error.code !== 'cancelled') needs.onControl(answered.error);
        return;
      }
      needs.onControl(null);
      listeners = answered.value.receivers;
      if (asked.size > 0) context.emit({ kind: 'silent', nodes: [...asked], waitedMs: Math.round(answered.value.waitedMs) });
    },

    async askEverybody(signal) {
      await readBoth(null, signal);
    },

    async askNewcomers(signal) {
      const asked = [...newcomers.keys()];
      for (const node of asked) {
        const tries = newcomers.get(node) ?? 0;
        // A busy solo worker answers after its task; the round to everybody will find it.
        if (tries >= maxTries) newcomers.delete(node);
        else newcomers.set(node, tries + 1);
      }
      if (asked.length > askedSingly) await readBoth(null, signal);
      else await Promise.all(asked.map((node) => readBoth(node, signal)));
    },

    hear(event) {
      if (event.type === 'offline') {
        known.delete(event.node);
        newcomers.delete(event.node);
        queues.learnVisibilityTimeout(event.node, null);
      } else {
        meet(event.node, event.pid, event.type === 'online');
      }
      context.emit({ kind: 'worker-event', event });
    },

    learnBindings(nodes) {
      for (const node of nodes) if (known.size < maxNodes && !known.has(node)) known.set(node, null);
    },

    listeners: () => listeners,
  };
}
