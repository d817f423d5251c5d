/**
 * Serves the contract over one link, whatever the wire: hello first, then calls, cancels and subscriptions.
 * Must stay true: nothing but hello is heard before a hello with an equal version; every input is validated and every
 * name looked up by own key; each call is answered exactly once; losing the link aborts and disposes all of it.
 */
import { helloId, protocolVersion, ToEngine, type EngineLink, type ToClient } from '#shared/wire.ts';
import type { AppError } from '#shared/errors.ts';
import { err, type Result } from '#shared/result.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Timers } from '#electron/ports/timers.ts';
import { describeIssue } from './core/describe-issue.ts';
import type { DesktopHandlers, EventSources, Handlers } from './handlers.ts';
import { createCallDesk } from './serve-calls.ts';
import { createSubscriptionDesk } from './serve-subscriptions.ts';

export type Session = { readonly isReadOnly: boolean; readonly resume: string | null };
export type Hello = { readonly token: string; readonly wantsReadOnly: boolean };

export type DispatchNeeds = {
  readonly handlers: Handlers;
  readonly events: EventSources;
  /** Null where no desktop shell stands behind the engine: such commands end in `not-served-here`. */
  readonly desktop: DesktopHandlers | null;
  /** Says who may come in and how; links that need no token admit everyone. */
  readonly admit: (hello: Hello) => Result<Session, AppError>;
  /** The panel's own read-only setting, asked at each command that changes the fleet. */
  readonly isPanelReadOnly: () => boolean;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** Validate what handlers and sources say too: always in tests and development. */
  readonly checkOutput: boolean;
  /** True while the client's unread bytes are over the bound. */
  readonly isCongested?: () => boolean;
};

/** A client that has not said hello by then is not one of ours. */
export const helloDeadlineMs = 10_000;

/** Serves the link until it closes or the returned disposer is called. */
export function serveLink(link: EngineLink, needs: DispatchNeeds): Disposable {
  let session: Session | null = null;
  let isClosed = false;
  const send = (message: ToClient): void => { if (!isClosed) link.send(message); };
  const calls = createCallDesk({ ...needs, send, session: () => session });
  const subscriptions = createSubscriptionDesk({ ...needs, send });
  const impatience = needs.timers.after(helloDeadlineMs, () => close());
  const stops = [link.onMessage((message) => { if (!isClosed) receive(message); }), link.onClose(() => end())];

  function end(): void {
    if (isClosed) return;
    isClosed = true;
    impatience[Symbol.dispose]();
    for (const stop of stops) stop();
    calls.dispose();
    subscriptions.dispose();
  }

  function close(): void {
    end();
    link.close();
  }

  function refuse(id: number, error: AppError): void {
    send({ type: 'failed', id, error });
  }

  function receive(raw: unknown): void {
    if (session === null) return greet(raw);
    const parsed = ToEngine.safeParse(raw);
    if (!parsed.success) return refuse(idOf(raw), err({ code: 'invalid-input', ...describeIssue(parsed.error.issues) } as const).error);
    const message = parsed.data;
    switch (message.type) {
      case 'hello': return refuse(helloId, { code: 'invalid-input', where: 'type', problem: 'a second hello' });
      case 'call': return calls.call(message.id, message.command, message.input);
      case 'cancel': return calls.cancel(message.id);
      case 'subscribe': return subscriptions.subscribe(message.id, message.event, message.params);
      case 'unsubscribe': return subscriptions.unsubscribe(message.id);
    }
  }

  function greet(raw: unknown): void {
    const outcome = readHello(raw);
    const admitted = outcome.ok ? needs.admit(outcome.value) : outcome;
    if (!admitted.ok) {
      refuse(helloId, admitted.error);
      return close();
    }
    session = admitted.value;
    impatience[Symbol.dispose]();
    send({ type: 'hello', version: protocolVersion, at: needs.clock.now(), isReadOnly: session.isReadOnly, resume: session.resume });
  }

  return { [Symbol.dispose]: close };
}

/** The version is read before the shape: another version may well have another shape. */
function readHello(raw: unknown): Result<Hello, AppError> {
  const theirs = own(raw, 'type') === 'hello' ? own(raw, 'version') : undefined;
  if (typeof theirs === 'string' && theirs !== protocolVersion) return err({ code: 'version-mismatch', ours: protocolVersion, theirs: theirs.slice(0, 50) });
  const parsed = ToEngine.safeParse(raw);
  if (!parsed.success) return err({ code: 'invalid-input', ...describeIssue(parsed.error.issues) });
  if (parsed.data.type !== 'hello') return err({ code: 'invalid-input', where: 'type', problem: 'hello comes first' });
  return { ok: true, value: parsed.data };
}

function own(raw: unknown, key: string): unknown {
  return typeof raw === 'object' && raw !== null && Object.hasOwn(raw, key) ? (raw as Record<string, unknown>)[key] : undefined;
}

function idOf(raw: unknown): number {
  const id = own(raw, 'id');
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : helloId;
}
