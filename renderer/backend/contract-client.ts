/**
 * The contract as functions. A call ends exactly once, in a Result: done, failed, cancelled, too late, or link lost.
 * A subscription outlives the link: after a reconnect it is made again, and its source starts with a whole picture.
 */
import { contract, type CommandName, type EventName, type InputOf, type OutputOf, type ParamsOf, type PayloadOf } from '#shared/contract.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { helloId, type ToClient } from '#shared/wire.ts';
import { createLinkKeeper, type LinkNeeds, type LinkStatus } from './link-keeper.ts';

export type CallOptions = { readonly signal?: AbortSignal | undefined };
export type Call = <C extends CommandName>(command: C, input: InputOf<C>, options?: CallOptions) => Promise<Result<OutputOf<C>, AppError>>;

export type ContractClient = {
  readonly call: Call;
  /** `onFailed`: the engine refused or lost this subscription; it is over until the next reconnect. */
  subscribe<E extends EventName>(event: E, params: ParamsOf<E>, onPayload: (payload: PayloadOf<E>) => void, onFailed?: (error: AppError) => void): () => void;
  status(): LinkStatus;
  onStatus(listen: (status: LinkStatus) => void): () => void;
  offsetMs(): number;
  retryNow(): void;
  dispose(): void;
};

export type ClientNeeds = LinkNeeds & {
  /** Check what the engine says against the contract too: in tests and development. */
  readonly checkPayloads: boolean;
};

/** The engine keeps its own deadline; this one only catches an engine that says nothing at all. */
const graceMs = 3000;

type OpenCall = { readonly settle: (result: Result<unknown, AppError>) => void; readonly command: CommandName };
type OpenSubscription = { id: number; readonly event: EventName; readonly params: unknown; readonly onPayload: (payload: unknown) => void; readonly onFailed: (error: AppError) => void };

export function createContractClient(needs: ClientNeeds): ContractClient {
  const keeper = createLinkKeeper(needs);
  const calls = new Map<number, OpenCall>();
  const subscriptions = new Set<OpenSubscription>();
  let lastId = helloId;
  let isDisposed = false;

  const call: Call = (command, input, options = {}) => {
    if (options.signal?.aborted === true) return Promise.resolve(err({ code: 'cancelled' }));
    if (keeper.status().phase !== 'live') return Promise.resolve(err({ code: 'link-lost' }));
    const id = (lastId += 1);
    const waitMs = contract.commands[command].deadlineMs + graceMs;
    return new Promise((resolve) => {
      const timer = needs.timers.after(waitMs, () => { keeper.send({ type: 'cancel', id }); settle(err({ code: 'deadline-passed', waitedMs: waitMs })); });
      const abort = (): void => { keeper.send({ type: 'cancel', id }); settle(err({ code: 'cancelled' })); };
      const settle = (result: Result<unknown, AppError>): void => {
        if (!calls.delete(id)) return;
        timer[Symbol.dispose]();
        options.signal?.removeEventListener('abort', abort);
        resolve(result as Result<never, AppError>);
      };
      calls.set(id, { settle, command });
      options.signal?.addEventListener('abort', abort, { once: true });
      keeper.send({ type: 'call', id, command, input });
    });
  };

  function start(subscription: OpenSubscription): void {
    subscription.id = lastId += 1;
    keeper.send({ type: 'subscribe', id: subscription.id, event: subscription.event, params: subscription.params });
  }

  function hear(message: ToClient): void {
    if (message.type === 'hello') return;
    const open = calls.get(message.id);
    if (open !== undefined) {
      if (message.type === 'done') open.settle(checkedOutput(open.command, message.output));
      if (message.type === 'failed') open.settle(err(message.error));
      return;
    }
    for (const one of subscriptions) {
      if (one.id !== message.id) continue;
      if (message.type === 'failed') one.onFailed(message.error);
      if (message.type === 'event') pass(one, message.payload);
      return;
    }
  }

  function checkedOutput(command: CommandName, output: unknown): Result<unknown, AppError> {
    if (!needs.checkPayloads) return ok(output);
    const parsed = contract.commands[command].output.safeParse(output);
    return parsed.success ? ok(parsed.data) : err({ code: 'internal', reference: `output of ${command}` });
  }

  function pass(subscription: OpenSubscription, payload: unknown): void {
    const parsed = needs.checkPayloads ? contract.events[subscription.event].payload.safeParse(payload) : null;
    if (parsed?.success === false) return subscription.onFailed({ code: 'internal', reference: `payload of ${subscription.event}` });
    subscription.onPayload(payload);
  }

  const stops = [
    keeper.onMessage(hear),
    keeper.onStatus((status) => {
      if (status.phase === 'live') for (const one of subscriptions) start(one);
      else for (const open of [...calls.values()]) open.settle(err({ code: 'link-lost' }));
    }),
  ];

  return {
    call,
    subscribe(event, params, onPayload, onFailed = () => {}) {
      const subscription: OpenSubscription = { id: -1, event, params, onPayload: onPayload as (payload: unknown) => void, onFailed };
      subscriptions.add(subscription);
      if (keeper.status().phase === 'live') start(subscription);
      return () => {
        if (!subscriptions.delete(subscription) || isDisposed) return;
        if (keeper.status().phase === 'live' && subscription.id > 0) keeper.send({ type: 'unsubscribe', id: subscription.id });
      };
    },
    status: keeper.status,
    onStatus: keeper.onStatus,
    offsetMs: keeper.offsetMs,
    retryNow: keeper.retryNow,
    dispose() {
      isDisposed = true;
      for (const stop of stops) stop();
      for (const open of [...calls.values()]) open.settle(err({ code: 'cancelled' }));
      subscriptions.clear();
      keeper.dispose();
    },
  };
}
