/**
 * Questions and commands of a person to one worker. A refusal is the worker's own words; no answer to a command is an
 * outcome (it may still be carried out), no answer to a question is `no-reply`.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import type { BrokerWatch } from './broker-watch.ts';
import type { BrokerObservation } from './core/broker-observation.ts';
import { decodeRegistered, refusalOf, wordsOf } from './core/decode-reply.ts';
import { decodeTasks } from './core/decode-tasks.ts';
import type { NodeRead } from './core/encode-control.ts';
import { decodeConfiguration } from './core/mask-setting.ts';
import type { JsonValue } from './core/tolerant-json.ts';
import type { ReplyBox } from './reply-box.ts';

type Needs = { readonly clock: Clock; readonly emit: (seen: BrokerObservation) => void; readonly box: () => ReplyBox | null; readonly whyNot: () => AppError };
export type NodeDesk = Pick<BrokerWatch, 'control' | 'registeredTasks' | 'configuration' | 'tasks' | 'read'>;

const readDeadlineMs = 4_000;
const commandDeadlineMs = 3_000;
/** A diagnosis asks many things at once and shall not take longer for a worker that is silent. */
const roundDeadlineMs = 2_500;

export function createNodeDesk(needs: Needs): NodeDesk {
  const read = async <T>(node: string, what: NodeRead, signal: AbortSignal, decode: (value: JsonValue) => T | null, deadlineMs = readDeadlineMs): Promise<Result<T, AppError>> => {
    const box = needs.box();
    if (box === null) return err(needs.whyNot());
    const asked = await box.ask({ to: 'node', node, read: what }, { deadlineMs, signal });
    if (!asked.ok) return asked;
    const reply = asked.value.replies.find((one) => one.node === node);
    if (reply === undefined && asked.value.cutBy !== null) return err(asked.value.cutBy);
    if (reply === undefined) return err({ code: 'no-reply', workers: [node], waitedMs: Math.round(asked.value.waitedMs) });
    const decoded = decode(reply.value);
    return decoded === null ? err({ code: 'worker-refused', worker: node, message: refusalOf(reply.value) ?? '' }) : ok(decoded);
  };

  return {
    async control(node, action, signal) {
      const box = needs.box();
      if (box === null) return err(needs.whyNot());
      const asked = await box.ask({ to: 'node', node, action }, { deadlineMs: commandDeadlineMs, signal });
      if (!asked.ok) return asked;
      // Nobody listens on the control channel: it was certainly not carried out.
      if (asked.value.receivers === 0) return err({ code: 'no-reply', workers: [node], waitedMs: Math.round(asked.value.waitedMs) });
      const at = needs.clock.now();
      const reply = asked.value.replies.find((one) => one.node === node);
      if (reply === undefined) return ok({ at, outcome: 'unanswered', said: '' });
      const refusal = refusalOf(reply.value);
      return refusal === null ? ok({ at, outcome: 'done', said: wordsOf(reply.value) }) : err({ code: 'worker-refused', worker: node, message: refusal });
    },

    async read(node, what, signal) {
      const startedAt = needs.clock.monotonic();
      const answered = await read(node, what, signal, (value) => ({ value }), roundDeadlineMs);
      return answered.ok ? ok({ value: answered.value.value, tookMs: needs.clock.monotonic() - startedAt }) : answered;
    },

    registeredTasks: (node, signal) => read(node, 'registered', signal, decodeRegistered),
    configuration: (node, signal) => read(node, 'conf', signal, decodeConfiguration),

    async tasks(node, signal) {
      const seenAt = needs.clock.now();
      const [active, reserved, scheduled] = await Promise.all(
        (['active', 'reserved', 'scheduled'] as const).map((state) => read(node, state, signal, (value) => decodeTasks(value, state, seenAt))),
      );
      if (active === undefined || reserved === undefined || scheduled === undefined) return err({ code: 'no-reply', workers: [node], waitedMs: 0 });
      // what nobody answered is no sign of life: told as figures it would make a worker that hangs look well
      if ([active, reserved, scheduled].some(isAnswer)) needs.emit({ kind: 'task-counts', at: needs.clock.now(), node, active: totalOf(active), reserved: totalOf(reserved), scheduled: totalOf(scheduled) });
      if (!active.ok) return active;
      if (!reserved.ok) return reserved;
      return scheduled.ok ? ok({ active: active.value, reserved: reserved.value, scheduled: scheduled.value }) : scheduled;
    },
  };
}

const isAnswer = (list: Result<unknown, AppError>): boolean => list.ok || list.error.code === 'worker-refused';

function totalOf(list: Result<{ readonly total: number }, AppError>): number | null {
  return list.ok ? list.value.total : null;
}
