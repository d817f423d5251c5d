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
import { err, ok, type Result } from '#shared/result.ts';
import type { BrokerWatch, SideVisit } from './broker-watch.ts';
import { nextRetryMs } from './core/next-retry.ts';
import { nameReplyQueue } from './core/our-name.ts';
import { needsDecision } from './core/needs-decision.ts';
import { createBrokerVisit } from './create-broker-visit.ts';
import type { BrokerVisit } from './create-broker-visit.ts';
import { createNodeDesk } from './node-desk.ts';
import { createWatchPhase } from './watch-phase.ts';
import type { WatchPhase } from './watch-phase.ts';

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

const connectDeadlineMs = 10_000;
/** A visit that lasted so long clears the back-off. */
const steadyMs = 10_000;

export function createBrokerWatch(needs: BrokerWatchNeeds): BrokerWatch {
  const life = new AbortController();
  const phase = createWatchPhase(needs.clock, life.signal);
  const stop = { now: (): void => undefined };
  const current: { visit: BrokerVisit | null } = { visit: null };
  const secret: Secret = { password: needs.address.password, isUsed: needs.address.password !== null };
  const oid = nameReplyQueue(needs.clock.now() / 1000, needs.random.uuid());
  const rest = (ms: number | null): Promise<void> => restUntil(needs.timers, ms, stop, life.signal);
  const stay = (session: BrokerSession): Promise<AppError> => visitUntilLost(needs, session, oid, phase, life.signal, current);
  // Not in this turn: the caller first attaches its listener.
  const running = Promise.resolve()
    .then(() => keepVisiting(needs, secret, phase, life.signal, rest, stay))
    .catch((error: unknown) => phase.enter('blocked', { code: 'internal', reference: needs.log.bug(error, 'broker watch') }));

  return {
    ...createNodeDesk({ clock: needs.clock, emit: phase.emit, box: () => current.visit?.box ?? null, whyNot: () => phase.error() ?? { code: 'link-lost' } }),
    async look(commands, signal) {
      const context = current.visit?.context;
      if (context === undefined) return err(phase.error() ?? { code: 'link-lost' });
      const sentAt = needs.clock.monotonic();
      const answered = await context.ask(commands, signal);
      return answered.ok ? ok({ answers: answered.value, tookMs: needs.clock.monotonic() - sentAt }) : answered;
    },
    naming: () => current.visit?.context.naming ?? null,
    hasPassword: () => secret.isUsed,
    onObservation: phase.onObservation,
    open: (signal) => openSide(needs, secret.password, current.visit, phase, signal),
    askNow: () => current.visit?.askNow(),
    retryNow: () => stop.now(),
    async dispose() {
      life.abort();
      await running;
    },
  };
}

/** In memory only; another one after a person gave it. */
type Secret = { password: string | null; isUsed: boolean };

async function openSide(needs: BrokerWatchNeeds, password: string | null, visit: BrokerVisit | null, phase: WatchPhase, signal: AbortSignal): Promise<Result<SideVisit, AppError>> {
  if (visit === null) return err(phase.error() ?? { code: 'broker-unreachable', broker: needs.address.label, because: 'closed' });
  const opened = await needs.broker.connect({ ...needs.address, password }, needs.open, { deadlineMs: connectDeadlineMs, signal });
  return opened.ok ? ok({ session: opened.value, naming: visit.context.naming, label: needs.address.label }) : opened;
}

async function keepVisiting(needs: BrokerWatchNeeds, secret: Secret, phase: WatchPhase, ended: AbortSignal, rest: (ms: number | null) => Promise<void>, stay: (session: BrokerSession) => Promise<AppError>): Promise<void> {

  let attempt = 0;
  while (!ended.aborted) {
    phase.enter('connecting', phase.error());
    const connected = await needs.broker.connect({ ...needs.address, password: secret.password }, needs.open, { deadlineMs: connectDeadlineMs, signal: ended });
    const since = needs.clock.monotonic();
    const cause = connected.ok ? await stay(connected.value) : connected.error;
    if (ended.aborted) return;
    if (connected.ok && needs.clock.monotonic() - since >= steadyMs) attempt = 0;
    const answer = await askPassword(needs, phase, cause, ended);
    if (answer !== null) {
      secret.password = answer;
      secret.isUsed = true;
      continue;
    }
    const isBlocked = needsDecision(cause);
    phase.enter(isBlocked ? 'blocked' : 'waiting', cause);
    await rest(isBlocked ? null : nextRetryMs(attempt, needs.random.next()));
    attempt = isBlocked ? 0 : attempt + 1;
  }
}

/** A password to try, or null when none is the remedy, nobody is there to ask, or the answer was no. */
async function askPassword(needs: BrokerWatchNeeds, phase: WatchPhase, error: AppError, ended: AbortSignal): Promise<string | null> {
  if (needs.askPassword === undefined || error.code !== 'broker-login-refused' || error.because === 'no-permission') return null;
  phase.enter('asking', error);
  return needs.askPassword(error.because === 'wrong-password', ended).catch(() => null);
}

async function visitUntilLost(needs: BrokerWatchNeeds, session: BrokerSession, oid: string, phase: WatchPhase, ended: AbortSignal, current: { visit: BrokerVisit | null }): Promise<AppError> {
  const lost = Promise.withResolvers<AppError>();
  const over = new AbortController();
  session.onLost(lost.resolve);
  const leave = (): void => lost.resolve({ code: 'cancelled' });
  ended.addEventListener('abort', leave, { once: true });
  if (ended.aborted) leave();
  phase.enter('ready', null);
  const visit = await createBrokerVisit({
    ...needs,
    session,
    oid,
    emit: (seen) => void (over.signal.aborted || phase.emit(seen)),
    configuredQueues: needs.configuredQueues ?? [],
    controlExchange: needs.controlExchange ?? 'celery',
    eventExchange: needs.eventExchange ?? 'celeryev',
    onTrouble: (trouble) => void (over.signal.aborted || phase.enter('ready', trouble)),
    onDead: lost.resolve,
  });
  current.visit = visit;
  const cause = await lost.promise;
  over.abort();
  current.visit = null;
  ended.removeEventListener('abort', leave);
  await visit.dispose();
  await session.dispose();
  return cause.code === 'deadline-passed' ? { code: 'broker-unreachable', broker: needs.address.label, because: 'timeout' } : cause;
}

/** Until the time is up, somebody says so, or the watch ends. */
function restUntil(timers: Timers, ms: number | null, stop: { now: () => void }, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      stop.now = () => undefined;
      timer?.[Symbol.dispose]();
      ended.removeEventListener('abort', wake);
      resolve();
    };
    const timer = ms === null ? null : timers.after(ms, wake);
    stop.now = wake;
    ended.addEventListener('abort', wake, { once: true });
    if (ended.aborted) wake();
  });
}
