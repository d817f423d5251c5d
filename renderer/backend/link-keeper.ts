/**
 * Keeps one link to the engine: opens it, says hello, checks the version, opens it again with growing pauses.
 * Must stay true: at most one link at a time; messages reach `onMessage` only after a good hello; a refusal in words
 * (wrong version, wrong token) is final until `retryNow`.
 */
import type { AppError } from '#shared/errors.ts';
import { helloId, protocolVersion, ToClient, type ClientLink, type ToEngine } from '#shared/wire.ts';
import type { Clock, Timers } from './timers.ts';

export type LinkStatus = {
  readonly phase: 'connecting' | 'live' | 'lost' | 'refused';
  /** This page's clock. */
  readonly since: number;
  readonly error: AppError | null;
  readonly nextTryAt: number | null;
  /** The session may not change the fleet, whatever the settings say. */
  readonly isReadOnly: boolean;
};

export type LinkNeeds = {
  readonly open: (signal: AbortSignal) => Promise<ClientLink>;
  readonly token: { read(): string; keep(token: string): void };
  readonly wantsReadOnly: boolean;
  readonly clock: Clock;
  readonly timers: Timers;
};

export type LinkKeeper = {
  status(): LinkStatus;
  onStatus(listen: (status: LinkStatus) => void): () => void;
  onMessage(listen: (message: ToClient) => void): () => void;
  /** Engine clock minus page clock at the last hello. */
  offsetMs(): number;
  send(message: ToEngine): void;
  retryNow(): void;
  dispose(): void;
};

const helloWaitMs = 10_000;
const pausesMs = [250, 500, 1000, 2000, 5000] as const;

export function createLinkKeeper(needs: LinkNeeds): LinkKeeper {
  const { clock, timers } = needs;
  const { change, ...box } = createStatusBox(clock);
  const messageListeners = new Set<(message: ToClient) => void>();
  let attempt = 0;
  let offset = 0;
  let live: ClientLink | null = null;
  /** Ends the present try or link, whatever stage it is in. */
  let stopPresent: (() => void) | null = null;
  let isDisposed = false;

  function fail(error: AppError): void {
    stopPresent?.();
    stopPresent = null;
    live = null;
    if (isDisposed) return;
    const isFinal = error.code === 'version-mismatch' || (error.code === 'link-refused' && error.because === 'token');
    if (isFinal) return change({ phase: 'refused', error });
    const pause = pausesMs[Math.min(attempt, pausesMs.length - 1)] ?? 5000;
    attempt += 1;
    const timer = timers.after(pause, connect);
    stopPresent = () => timer[Symbol.dispose]();
    change({ phase: 'lost', error, nextTryAt: clock.now() + pause });
  }

  function connect(): void {
    stopPresent = tryLink(needs, {
      onFailed: fail,
      onMessage: deliver,
      onLive(link, hello) {
        if (hello.resume !== null) needs.token.keep(hello.resume);
        attempt = 0;
        offset = hello.at - clock.now();
        live = link;
        change({ phase: 'live', isReadOnly: hello.isReadOnly });
      },
    });
  }

  function deliver(message: ToClient): void {
    for (const listen of [...messageListeners]) listen(message);
  }

  connect();
  return {
    ...box,
    onMessage: (listen) => subscribeTo(messageListeners, listen),
    offsetMs: () => offset,
    send(message) { live?.send(message); },
    retryNow() {
      if (box.status().phase === 'live') return;
      stopPresent?.();
      attempt = 0;
      change({ phase: 'connecting' });
      connect();
    },
    dispose() {
      isDisposed = true;
      stopPresent?.();
      stopPresent = null;
      live = null;
    },
  };
}

/** The present status and who wants to hear of it. `since` moves only when the phase does. */
function createStatusBox(clock: Clock) {
  const listeners = new Set<(status: LinkStatus) => void>();
  let status: LinkStatus = { phase: 'connecting', since: clock.now(), error: null, nextTryAt: null, isReadOnly: false };
  return {
    status: () => status,
    onStatus: (listen: (status: LinkStatus) => void) => subscribeTo(listeners, listen),
    change(next: Partial<LinkStatus> & Pick<LinkStatus, 'phase'>): void {
      status = { ...status, error: null, nextTryAt: null, ...next, since: next.phase === status.phase ? status.since : clock.now() };
      for (const listen of [...listeners]) listen(status);
    },
  };
}

type Hello = Extract<ToClient, { type: 'hello' }>;
type TryEvents = { onLive(link: ClientLink, hello: Hello): void; onMessage(message: ToClient): void; onFailed(error: AppError): void };

/** One try, from opening to the link's end. Returns what stops it at any stage. */
function tryLink(needs: LinkNeeds, events: TryEvents): () => void {
  const aborter = new AbortController();
  const impatience = needs.timers.after(helloWaitMs, () => events.onFailed({ code: 'deadline-passed', waitedMs: helloWaitMs }));
  const stops: (() => void)[] = [() => impatience[Symbol.dispose](), () => aborter.abort()];
  let isLive = false;

  function greet(message: ToClient, link: ClientLink): void {
    if (message.type === 'failed' && message.id === helloId) return events.onFailed(message.error);
    if (message.type !== 'hello') return;
    if (message.version !== protocolVersion) return events.onFailed({ code: 'version-mismatch', ours: protocolVersion, theirs: message.version });
    impatience[Symbol.dispose]();
    isLive = true;
    events.onLive(link, message);
  }

  needs.open(aborter.signal).then((link) => {
    if (aborter.signal.aborted) return link.close();
    const hear = (raw: unknown): void => {
      const parsed = ToClient.safeParse(raw);
      if (!parsed.success) return;
      if (isLive) events.onMessage(parsed.data);
      else greet(parsed.data, link);
    };
    stops.push(link.onMessage(hear), link.onClose(() => events.onFailed({ code: 'link-lost' })), () => link.close());
    link.send({ type: 'hello', version: protocolVersion, token: needs.token.read(), wantsReadOnly: needs.wantsReadOnly });
  }, () => { if (!aborter.signal.aborted) events.onFailed({ code: 'link-lost' }); });

  return () => { for (const stop of stops.splice(0)) stop(); };
}

function subscribeTo<T>(listeners: Set<T>, listen: T): () => void {
  listeners.add(listen);
  return () => void listeners.delete(listen);
}
