/**
 * Watches one broker for as long as it lives: connect, visit, wait, connect again; asks for a password when one is
 * needed. Commands go to one node by name and are never repeated here. Spec: docs/spec/celery-control.md.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { BrokerAddress, BrokerSession, MessageBroker, OpenStream } from '#electron/ports/message-broker.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import type { BrokerWatch } from './broker-watch.ts';
import type { BrokerObservation } from './core/broker-observation.ts';
import { nextRetryMs } from './core/next-retry.ts';
import { nameReplyQueue } from './core/our-name.ts';
import { createBrokerVisit } from './create-broker-visit.ts';
import type { BrokerVisit } from './create-broker-visit.ts';
import { createNodeDesk } from './node-desk.ts';

export type BrokerWatchNeeds = {
  readonly broker: MessageBroker;
  readonly address: BrokerAddress;
  /** A stream over SSH, or null for a direct connection. */
  readonly open: OpenStream | null;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** null: declined. The password is kept in memory only. */
  readonly askPassword?: (wasWrong: boolean, signal: AbortSignal) => Promise<string | null>;
  /** Nodes that should answer, from the processes seen on hosts. */
  readonly expectedNodes: () => readonly string[];
  /** Queues to measure even when nobody has bound them. */
  readonly configuredQueues?: readonly string[];
  /** `control_exchange` and `event_exchange` of the Celery app, when changed. */
  readonly controlExchange?: string;
  readonly eventExchange?: string;
};

type Phase = Extract<BrokerObservation, { kind: 'phase' }>['phase'];

const connectDeadlineMs = 10_000;
/** A visit that lasted so long clears the back-off. */
const steadyMs = 10_000;

export function createBrokerWatch(needs: BrokerWatchNeeds): BrokerWatch {
  const { clock, timers, random } = needs;
  const life = new AbortController();
  const listeners = new Set<(seen: BrokerObservation) => void>();
  const oid = nameReplyQueue(clock.now() / 1000, random.uuid());
  let password = needs.address.password;
  let phase: Extract<BrokerObservation, { kind: 'phase' }> | null = null;
  let visit: BrokerVisit | null = null;
  let nudge: () => void = () => undefined;

  const emit = (seen: BrokerObservation): void => {
    if (life.signal.aborted) return;
    for (const listen of listeners) listen(seen);
  };
  const enter = (next: Phase, error: AppError | null): void => {
    if (phase?.phase === next && JSON.stringify(phase.error) === JSON.stringify(error)) return;
    phase = { kind: 'phase', at: clock.now(), phase: next, error };
    emit(phase);
  };
  const rest = (ms: number | null): Promise<void> =>
    new Promise((resolve) => {
      const timer = ms === null ? null : timers.after(ms, () => nudge());
      nudge = () => {
        nudge = () => undefined;
        timer?.[Symbol.dispose]();
        resolve();
      };
      if (life.signal.aborted) nudge();
    });

  const stay = async (session: BrokerSession): Promise<AppError> => {
    const lost = Promise.withResolvers<AppError>();
    session.onLost(lost.resolve);
    life.signal.addEventListener('abort', () => lost.resolve({ code: 'cancelled' }), { once: true });
    const isOver = { is: false };
    void lost.promise.then(() => (isOver.is = true));
    const opening = createBrokerVisit({
      ...needs,
      session,
      oid,
      emit: (seen) => void (isOver.is || emit(seen)),
      configuredQueues: needs.configuredQueues ?? [],
      controlExchange: needs.controlExchange ?? 'celery',
      eventExchange: needs.eventExchange ?? 'celeryev',
      onTrouble: (trouble) => void (isOver.is || enter('ready', trouble)),
      onDead: lost.resolve,
    });
    enter('ready', null);
    visit = await opening;
    const cause = await lost.promise;
    const ended = visit;
    visit = null;
    await ended.dispose();
    await session.dispose();
    return cause.code === 'deadline-passed' ? { code: 'broker-unreachable', broker: needs.address.label, because: 'timeout' } : cause;
  };

  const askPassword = async (error: AppError): Promise<boolean> => {
    if (needs.askPassword === undefined || error.code !== 'broker-login-refused' || error.because === 'no-permission') return false;
    enter('asking', error);
    const answer = await needs.askPassword(error.because === 'wrong-password', life.signal).catch(() => null);
    if (answer !== null) password = answer;
    return answer !== null;
  };

  const run = async (): Promise<void> => {
    let attempt = 0;
    while (!life.signal.aborted) {
      enter('connecting', phase?.error ?? null);
      const connected = await needs.broker.connect({ ...needs.address, password }, needs.open, { deadlineMs: connectDeadlineMs, signal: life.signal });
      const since = clock.monotonic();
      const cause = connected.ok ? await stay(connected.value) : connected.error;
      if (life.signal.aborted) return;
      if (connected.ok && clock.monotonic() - since >= steadyMs) attempt = 0;
      if (await askPassword(cause)) continue;
      if (life.signal.aborted) return;
      const isBlocked = needsDecision(cause);
      enter(isBlocked ? 'blocked' : 'waiting', cause);
      await rest(isBlocked ? null : nextRetryMs(attempt, random.next()));
      attempt = isBlocked ? 0 : attempt + 1;
    }
  };

  const running = Promise.resolve()
    .then(run)
    .catch((error: unknown) => enter('blocked', { code: 'internal', reference: needs.log.bug(error, 'broker watch') }));
  const desk = createNodeDesk({ clock, emit, box: () => visit?.box ?? null, whyNot: () => phase?.error ?? { code: 'link-lost' } });

  return {
    ...desk,
    onObservation(listen) {
      listeners.add(listen);
      if (phase !== null) listen(phase);
      return () => void listeners.delete(listen);
    },
    askNow: () => visit?.askNow(),
    retryNow: () => nudge(),
    async dispose() {
      life.abort();
      nudge();
      await running;
      listeners.clear();
    },
  };
}

/** Trying again by itself would change nothing, or lock an account: a person has to act. */
function needsDecision(error: AppError): boolean {
  switch (error.code) {
    case 'broker-login-refused':
    case 'broker-url-invalid':
    case 'file-failed':
      return true;
    case 'broker-tls-failed':
      return error.because !== 'other';
    case 'broker-unreachable':
      return error.because === 'not-redis';
    default:
      return false;
  }
}
