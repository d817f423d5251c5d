/**
 * Workers behind one broker: who answers, who is silent, and what each says of itself. A node is asked for its figures
 * when it is first seen or has started anew, and all of them once a minute.
 */
import type { AppError } from '#shared/errors.ts';
import type { WorkerEvent } from './core/broker-observation.ts';
import { decodeActiveQueues, exchangesOfActiveQueues, isPong } from './core/decode-reply.ts';
import { decodeStats } from './core/decode-stats.ts';
import { createNodeBook } from './node-book.ts';
import type { TimedReply } from './pending-questions.ts';
import type { QueueRounds } from './queue-rounds.ts';
import type { ReplyBox } from './reply-box.ts';
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

export type NodeRoundsNeeds = {
  readonly context: VisitContext;
  readonly box: ReplyBox;
  readonly queues: QueueRounds;
  readonly expectedNodes: () => readonly string[];
  readonly onNewcomer: () => void;
  readonly onNewQueue: () => void;
  /** Control works again, or why not. */
  readonly onControl: (trouble: AppError | null) => void;
};

type Figures = 'stats' | 'active_queues';
const pingDeadlineMs = 1_500;
const readDeadlineMs = 3_000;
/** Above so many newcomers at once, one question to everybody is cheaper than one to each. */
const askedSingly = 3;

export function createNodeRounds(needs: NodeRoundsNeeds): NodeRounds {
  const { context, box, queues } = needs;
  const book = createNodeBook();
  let listeners: number | null = null;
  const meet = (node: string, pid: number | null, hasStarted: boolean): void => {
    if (book.meet(node, pid, hasStarted)) needs.onNewcomer();
  };
  const read = async (what: Figures, node: string | null, signal: AbortSignal): Promise<void> => {
    const command = node === null ? ({ to: 'everybody', read: what } as const) : ({ to: 'node', node, read: what } as const);
    const onReply = (reply: TimedReply): void => {
      meet(reply.node, null, false);
      if (tell(needs, reply, what)) book.answered(reply.node);
    };
    const asked = await box.ask(command, { deadlineMs: readDeadlineMs, signal, onReply });
    if (!asked.ok && asked.error.code !== 'cancelled') needs.onControl(asked.error);
  };
  const readBoth = (node: string | null, signal: AbortSignal): Promise<unknown> => Promise.all([read('stats', node, signal), read('active_queues', node, signal)]);

  return {
    async ping(signal) {
      const asked = new Set([...book.names(), ...needs.expectedNodes()]);
      const onReply = ({ node, value, tookMs }: TimedReply): void => {
        if (!isPong(value)) return;
        asked.delete(node);
        meet(node, null, false);
        context.emit({ kind: 'pong', node, tookMs });
      };
      const answered = await box.ask({ to: 'everybody', read: 'ping' }, { deadlineMs: pingDeadlineMs, signal, onReply });
      if (!answered.ok && answered.error.code === 'cancelled') return;
      const trouble = answered.ok ? answered.value.cutBy : answered.error;
      needs.onControl(trouble);
      if (!answered.ok || trouble !== null) return;
      listeners = answered.value.receivers;
      if (asked.size > 0) context.emit({ kind: 'silent', nodes: [...asked], waitedMs: Math.round(answered.value.waitedMs) });
    },

    askEverybody: async (signal) => void (await readBoth(null, signal)),

    async askNewcomers(signal) {
      const asked = book.takeNewcomers();
      if (asked.length > askedSingly) await readBoth(null, signal);
      else await Promise.all(asked.map((node) => readBoth(node, signal)));
    },

    hear(event) {
      if (event.type === 'offline') {
        book.leave(event.node);
        queues.learnVisibilityTimeout(event.node, null);
      } else {
        meet(event.node, event.pid, event.type === 'online');
      }
      context.emit({ kind: 'worker-event', event });
    },

    learnBindings: (nodes) => nodes.forEach(book.note),
    listeners: () => listeners,
  };
}

/** True when the node has told its figures. */
function tell({ context, queues, onNewQueue }: NodeRoundsNeeds, { node, value }: TimedReply, what: Figures): boolean {
  if (what === 'stats') {
    const stats = decodeStats(value);
    if (stats === null) return false;
    queues.learnVisibilityTimeout(node, stats.visibilityTimeoutS);
    context.emit({ kind: 'stats', node, stats });
    return true;
  }
  const names = decodeActiveQueues(value);
  if (names === null) return false;
  if (queues.learn(names, exchangesOfActiveQueues(value))) onNewQueue();
  context.emit({ kind: 'active-queues', node, queues: names });
  return false;
}
