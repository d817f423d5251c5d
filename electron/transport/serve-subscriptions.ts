/**
 * The subscriptions of one link: looked up by own key, validated, published under each event's policy.
 * Must stay true: after unsubscribe or loss of the link the engine's source is released.
 */
import { contract, type EventName, type EventSpec, type ParamsOf, type PayloadOf } from '#shared/contract.ts';
import type { AppError } from '#shared/errors.ts';
import type { ToClient } from '#shared/wire.ts';
import { describeIssue } from './core/describe-issue.ts';
import type { DispatchNeeds } from './dispatch.ts';
import { eventPolicies } from './event-policies.ts';
import { publish, type Publication } from './publish.ts';

type Needs = DispatchNeeds & { readonly send: (message: ToClient) => void };

/** One fleet, one chart per visible host, one task list per open worker: far below this. */
export const maxSubscriptions = 500;

export type SubscriptionDesk = {
  subscribe(id: number, event: string, params: unknown): void;
  unsubscribe(id: number): void;
  dispose(): void;
};

export function createSubscriptionDesk(needs: Needs): SubscriptionDesk {
  const open = new Map<number, Publication>();

  function subscribe(id: number, event: string, rawParams: unknown): void {
    const refuse = (error: AppError): void => needs.send({ type: 'failed', id, error });
    if (open.has(id)) return refuse({ code: 'invalid-input', where: 'id', problem: 'already in use' });
    if (open.size >= maxSubscriptions) return refuse({ code: 'invalid-input', where: 'id', problem: 'too many subscriptions' });
    if (!Object.hasOwn(contract.events, event)) return refuse({ code: 'invalid-input', where: 'event', problem: 'no such event' });
    const name = event as EventName;
    const params = (contract.events[name] as EventSpec).params.safeParse(rawParams);
    if (!params.success) return refuse({ code: 'invalid-input', ...describeIssue(params.error.issues) });
    start(id, name, params.data as ParamsOf<typeof name>);
  }

  function start<E extends EventName>(id: number, name: E, params: ParamsOf<E>): void {
    // The source may fail, or emit something invalid, before publish has returned.
    let hasFailed = false;
    const fail = (error: unknown): void => {
      if (hasFailed) return;
      hasFailed = true;
      needs.send({ type: 'failed', id, error: { code: 'internal', reference: needs.log.bug(error, name) } });
      open.get(id)?.dispose();
      open.delete(id);
    };
    const send = (payload: PayloadOf<E>): void => {
      const checked = needs.checkOutput ? (contract.events[name] as EventSpec).payload.safeParse(payload) : null;
      if (checked?.success === false) return fail(checked.error);
      needs.send({ type: 'event', id, payload });
    };
    const publication = publish<E>({
      clock: needs.clock,
      timers: needs.timers,
      policy: eventPolicies[name],
      subscribe: (emit) => needs.events[name](params, emit),
      send,
      isCongested: needs.isCongested ?? (() => false),
      onBug: fail,
    });
    if (hasFailed) publication.dispose();
    else open.set(id, publication);
  }

  return {
    subscribe,
    unsubscribe(id) {
      open.get(id)?.dispose();
      open.delete(id);
    },
    dispose() {
      for (const publication of open.values()) publication.dispose();
      open.clear();
    },
  };
}
