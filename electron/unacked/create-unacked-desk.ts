/** The workbench, built: what is asked for by tag becomes an order, with the consents it needs checked first. */
import type { BrokerId } from '#shared/domain/ids.ts';
import type { GiveBackRequest, MoveReport } from '#shared/domain/unacked.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { consentsFor, missingConsents, type Touch } from './core/agree.ts';
import { listDead } from './dead-queues.ts';
import { findMessages, toMove } from './find-messages.ts';
import { gatherHolders } from './holder-facts.ts';
import { listUnacked, readTimes, viewOf } from './list-unacked.ts';
import { moveMessages } from './move-messages.ts';
import { orderAside, orderBack } from './order-messages.ts';
import { retryTask } from './retry-task.ts';
import { setAsideTask } from './set-aside-task.ts';
import { settleCopies } from './settle-copies.ts';
import { withSide } from './side.ts';
import type { StuckSource } from './stuck-source.ts';
import { undoCopy } from './undo-copy.ts';
import type { UnackedDesk } from './unacked-desk.ts';
import type { UnackedNeeds } from './unacked-needs.ts';

export type UnackedDeskNeeds = UnackedNeeds & { readonly stuck: StuckSource };

export function createUnackedDesk(needs: UnackedDeskNeeds): UnackedDesk {
  const brokerView = (broker: BrokerId) => needs.keeper.snapshot().brokers.find(({ id }) => id === broker);
  const consumersOf = (broker: BrokerId) => (queue: string): boolean => (brokerView(broker)?.queues.find(({ name }) => name === queue)?.consumers.length ?? 0) > 0;
  const touch = (request: GiveBackRequest, what: Exclude<Touch, 'retry'>, signal: AbortSignal): Promise<Result<MoveReport, AppError>> => move(needs, request, what, consumersOf(request.broker), signal);
  return {
    list: async (query, signal) => {
      const watch = needs.watches(query.broker);
      if (watch === null) return err({ code: 'not-found', what: query.broker.slice(0, 200) });
      return withSide(needs.watches, query.broker, signal, (side) => listUnacked(needs, watch, side, query, signal));
    },
    dead: (broker, limit, signal) => withSide(needs.watches, broker, signal, (side) => listDead(side, brokerView(broker)?.queues.map(({ name }) => name) ?? [], limit)),
    copies: async (broker) => {
      await settleCopies(needs);
      const listed = await needs.copies.list();
      return listed.ok ? ok(listed.value.filter((copy) => broker === null || copy.broker === broker)) : listed;
    },
    giveBack: (request, signal) => touch(request, 'give-back', signal),
    move: (request, signal) => touch(request, 'set-aside', signal),
    setAside: (broker, queues, task, signal) => setAsideTask(needs, broker, queues, task, signal),
    undo: (copy, signal) => undoCopy(needs, copy, signal),
    stuck: needs.stuck.list,
    retry: (request, signal) => retryTask({ ...needs, consumersOf }, request, signal),
  };
}

async function move(needs: UnackedNeeds, request: GiveBackRequest, what: Exclude<Touch, 'retry'>, hasConsumer: (queue: string) => boolean, signal: AbortSignal): Promise<Result<MoveReport, AppError>> {
  const watch = needs.watches(request.broker);
  if (watch === null) return err({ code: 'not-found', what: request.broker.slice(0, 200) });
  return withSide(needs.watches, request.broker, signal, async (side) => {
    const found = await findMessages(side, [...new Set(request.tags)], toMove);
    if (!found.ok) return found;
    const facts = await gatherHolders(needs, watch, side, request.broker, signal);
    const times = await readTimes(needs, side, request);
    const views = found.value.filter(({ raw }) => raw !== null).map((one) => viewOf(one, facts, times));
    const missing = missingConsents(consentsFor(what, views, hasConsumer), request.consents);
    if (missing.length > 0) return err({ code: 'not-agreed', needed: [...missing] });
    const ordered = what === 'give-back' ? await orderBack(side, found.value) : ok(orderAside(side, found.value));
    if (!ordered.ok) return ordered;
    return moveMessages(needs, side, { broker: request.broker, why: what === 'give-back' ? 'give-back' : 'dead-letter', kind: what === 'give-back' ? 'give-back' : 'dead-letter', ...ordered.value });
  });
}
