/**
 * The contract as functions. A call ends exactly once, in a Result: done, failed, cancelled, too late, or link lost.
 * A subscription outlives the link: after a reconnect it is made again, and its source starts with a whole picture.
 */
import { contract, type CommandName, type EventName, type InputOf, type OutputOf, type ParamsOf, type PayloadOf } from '#shared/contract.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { helloId, type ToClient } from '#shared/wire.ts';
import { createLinkKeeper, type LinkKeeper, type LinkNeeds, type LinkStatus } from './link-keeper.ts';

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

export function createContractClient(needs: ClientNeeds): ContractClient {
  const keeper = createLinkKeeper(needs);
  let lastId = helloId;
  const nextId = (): number => (lastId += 1);
  const calls = createCallDesk(needs, keeper, nextId);
  const subscriptions = createSubscriptionDesk(needs, keeper, nextId);
  const stops = [
    keeper.onMessage((message) => {
      if (message.type !== 'hello' && !calls.hear(message)) subscriptions.hear(message);
    }),
    keeper.onStatus(({ phase }) => {
      if (phase === 'live') subscriptions.startAll();
      else calls.endAll({ code: 'link-lost' });
    }),
  ];
  return {
    call: calls.call,
    subscribe: subscriptions.subscribe,
    status: keeper.status,
    onStatus: keeper.onStatus,
    offsetMs: keeper.offsetMs,
    retryNow: keeper.retryNow,
    dispose() {
      for (const stop of stops) stop();
      calls.endAll({ code: 'cancelled' });
      subscriptions.clear();
      keeper.dispose();
    },
  };
}

type Answer = Exclude<ToClient, { type: 'hello' }>;
type OpenCall = { readonly settle: (result: Result<unknown, AppError>) => void; readonly command: CommandName };

function createCallDesk(needs: ClientNeeds, keeper: LinkKeeper, nextId: () => number) {
  const open = new Map<number, OpenCall>();

  const call: Call = (command, input, options = {}) => {
    if (options.signal?.aborted === true) return Promise.resolve(err({ code: 'cancelled' }));
    if (keeper.status().phase !== 'live') return Promise.resolve(err({ code: 'link-lost' }));
    const id = nextId();
    const waitMs = contract.commands[command].deadlineMs + graceMs;
    return new Promise((resolve) => {
      const giveUp = (error: AppError): void => {
        keeper.send({ type: 'cancel', id });
        settle(err(error));
      };
      const timer = needs.timers.after(waitMs, () => giveUp({ code: 'deadline-passed', waitedMs: waitMs }));
      const abort = (): void => giveUp({ code: 'cancelled' });
      const settle = (result: Result<unknown, AppError>): void => {
        if (!open.delete(id)) return;
        timer[Symbol.dispose]();
        options.signal?.removeEventListener('abort', abort);
        resolve(result as Result<never, AppError>);
      };
      open.set(id, { settle, command });
      options.signal?.addEventListener('abort', abort, { once: true });
      keeper.send({ type: 'call', id, command, input });
    });
  };

  function checked(command: CommandName, output: unknown): Result<unknown, AppError> {
    if (!needs.checkPayloads) return ok(output);
    const parsed = contract.commands[command].output.safeParse(output);
    return parsed.success ? ok(parsed.data) : err({ code: 'internal', reference: `output of ${command}` });
  }

  return {
    call,
    /** False when the message is of no call. */
    hear(message: Answer): boolean {
      const one = open.get(message.id);
      if (one === undefined) return false;
      if (message.type === 'done') one.settle(checked(one.command, message.output));
      if (message.type === 'failed') one.settle(err(message.error));
      return true;
    },
    endAll(error: AppError): void {
      for (const one of [...open.values()]) one.settle(err(error));
    },
  };
}

type OpenSubscription = { id: number; readonly event: EventName; readonly params: unknown; readonly onPayload: (payload: unknown) => void; readonly onFailed: (error: AppError) => void };

function createSubscriptionDesk(needs: ClientNeeds, keeper: LinkKeeper, nextId: () => number) {
  const open = new Set<OpenSubscription>();

  function start(one: OpenSubscription): void {
    one.id = nextId();
    keeper.send({ type: 'subscribe', id: one.id, event: one.event, params: one.params });
  }

  function pass(one: OpenSubscription, payload: unknown): void {
    const parsed = needs.checkPayloads ? contract.events[one.event].payload.safeParse(payload) : null;
    if (parsed?.success === false) one.onFailed({ code: 'internal', reference: `payload of ${one.event}` });
    else one.onPayload(payload);
  }

  const subscribe: ContractClient['subscribe'] = (event, params, onPayload, onFailed = () => {}) => {
    const one: OpenSubscription = { id: helloId, event, params, onPayload: onPayload as (payload: unknown) => void, onFailed };
    open.add(one);
    if (keeper.status().phase === 'live') start(one);
    return () => {
      if (open.delete(one) && keeper.status().phase === 'live') keeper.send({ type: 'unsubscribe', id: one.id });
    };
  };

  return {
    subscribe,
    hear(message: Answer): void {
      for (const one of open) {
        if (one.id !== message.id) continue;
        if (message.type === 'failed') one.onFailed(message.error);
        if (message.type === 'event') pass(one, message.payload);
        return;
      }
    },
    startAll(): void {
      for (const one of open) start(one);
    },
    clear: () => open.clear(),
  };
}
