/**
 * What an engine that is gone left in the middle: its starts, stops and restarts go on at the hosts, and how they ended is asked there.
 * Must stay true: nothing is done but reading, unless a person answers; only a worker that was left alone gets its intake back,
 * and not from a panel that is read-only. What the host keeps no word of stays `unknown`, with what is seen now beside it.
 */
import type { ActionJournal } from '#electron/journal/action-journal.ts';
import { anyAction } from '#electron/journal/create-action-journal.ts';
import type { ActionFact } from '#shared/domain/action.ts';
import type { OperationKind } from '#shared/domain/operation.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import { defaultSupervisionOptions } from '#shared/domain/supervision.ts';
import { giveBack, journalEnd, troubleOf, verify, type ActNeeds, type Outcome, type Turn } from './act-on-worker.ts';
import { leftBehind, type LeftBehind } from './core/left-behind.ts';
import type { Guard } from './core/hand-talk.ts';
import type { HandEvent } from './core/hand-event.ts';
import { stepsOf } from './follow-steps.ts';
import type { HandEnd } from './hand.ts';
import { pause } from './verify-worker.ts';

export type SettleNeeds = ActNeeds & { readonly journal: Pick<ActionJournal, 'list' | 'settle'>; readonly isReadOnly: () => boolean };
export type Settler = { start(): Promise<void>; dispose(): void };

/** A plan on a host ends after a day at the latest, and its last word is kept half an hour more. */
const reachMs = 25 * 3_600_000;
const most = 200;
/** So many of one host at once: each holds a channel of its connection. */
const perHost = 3;
/** At the start of an engine its hosts are not yet loaded. */
const unknownMs = 60_000;
const queuesMs = 20_000;
const scanMs = 1_500;

export function createSettler(needs: SettleNeeds): Settler {
  const stop = new AbortController();
  return {
    start: async () => {
      const page = await needs.journal.list({ filter: { ...anyAction, outcomes: ['unknown'], kinds: ['start', 'stop', 'restart', 'pause-intake', 'resume-intake', 'drain'], from: needs.clock.now() - reachMs }, after: null, limit: most });
      const left = page.ok ? page.value.actions.flatMap((action) => leftBehind(action) ?? []) : [];
      const lanes = new Map<string, LeftBehind[]>();
      for (const [at, one] of left.entries()) {
        const lane = `${String(at % perHost)} ${one.host}`;
        lanes.set(lane, [...(lanes.get(lane) ?? []), one]);
      }
      for (const lane of lanes.values()) void inTurn(needs, lane, stop.signal);
    },
    dispose: () => stop.abort(),
  };
}

async function inTurn(needs: SettleNeeds, lane: readonly LeftBehind[], signal: AbortSignal): Promise<void> {
  for (const one of lane) if (await isConnected(needs, one.host, signal)) await (one.hand === null ? settleIntake(needs, one, signal) : settleByHand(needs, one, one.hand, signal));
}

/** Waits for the host; false: it is not among ours any more, or the engine ends. */
async function isConnected(needs: SettleNeeds, host: HostId, signal: AbortSignal): Promise<boolean> {
  const unknownUntil = needs.clock.monotonic() + unknownMs;
  for (;;) {
    const known = needs.keeper.host(host);
    if (signal.aborted || (known === null && needs.clock.monotonic() >= unknownUntil)) return false;
    if (known?.link.phase === 'connected') return true;
    await pause(needs.timers, 500, signal);
  }
}

/** The operation appears in the window as soon as the host says a word of it, with its steps from the first on. */
async function settleByHand(needs: SettleNeeds, left: LeftBehind, op: string, signal: AbortSignal): Promise<void> {
  const waiting: HandEvent[] = [];
  let hear = (event: HandEvent): void => void waiting.push(event);
  let onLink: (isUp: boolean) => void = () => undefined;
  const present = Promise.withResolvers<boolean>();
  const followed = needs.hand.follow(left.host, op, (event) => { hear(event); present.resolve(true); }, (isUp) => onLink(isUp), { isWitness: true });
  const leave = (): void => { followed.leave(); present.resolve(false); };
  signal.addEventListener('abort', leave, { once: true });
  void followed.ended.then(() => present.resolve(false));
  const isPresent = await present.promise;
  if (signal.aborted) return;
  if (!isPresent) await unheard(needs, left, await followed.ended, signal);
  else {
    const done = Promise.withResolvers<void>();
    needs.operations.begin({ kind: left.verb as OperationKind, targets: [{ host: left.host, worker: left.worker, label: left.label }] }, async (operation) => {
      const turn: Turn = { operation, target: 0, worker: left.worker, verb: left.verb, options: defaultSupervisionOptions, shown: undefined, by: left.by };
      operation.settle(0, { state: 'running' });
      const steps = stepsOf(needs, turn, followed.tell);
      for (const event of waiting) steps.hear(event);
      hear = steps.hear;
      onLink = steps.onLink;
      const cancel = (): void => followed.tell({ cancel: true });
      operation.signal.addEventListener('abort', cancel, { once: true });
      const end = await Promise.race([followed.ended, aborted(signal)]);
      if (end === null) return { state: 'unverified' };
      steps.close(end);
      const outcome = await judged(needs, turn, left, end, steps.hasSignalled());
      operation.settle(0, outcome);
      await needs.journal.settle(left.action, journalEnd(needs, left.worker, outcome, [{ name: 'settled-by', value: 'host' }]));
      followed.release();
      done.resolve();
      return null;
    });
    await Promise.race([done.promise, aborted(signal)]);
  }
  signal.removeEventListener('abort', leave);
}

async function judged(needs: SettleNeeds, turn: Turn, left: LeftBehind, end: HandEnd, hasSignalled: boolean): Promise<Outcome> {
  // asked to end, it takes nothing any more; left alone, it gets back what the engine that is gone took away
  if (!hasSignalled && left.queues.length > 0 && !(end.kind === 'ended' && end.end.state === 'done')) {
    needs.book.setPaused(left.worker, left.queues);
    if (!needs.isReadOnly()) await giveBack(needs, turn);
  }
  const trouble = troubleOf(left.label, end, left.guard);
  if (trouble !== null) return trouble;
  await seen(needs, left.host, turn.operation.signal);
  return verify(needs, turn, left.guard);
}

/** The host keeps no word of it: rebooted, too long ago, or never begun there. What is seen now stands beside. */
async function unheard(needs: SettleNeeds, left: LeftBehind, end: HandEnd, signal: AbortSignal): Promise<void> {
  await seen(needs, left.host, signal);
  if (signal.aborted) return;
  const trouble = troubleOf(left.label, end, left.guard);
  await needs.journal.settle(left.action, { outcome: 'unknown', error: trouble?.error ?? null, after: [{ name: 'settled-by', value: 'look' }, ...factsNow(needs, left.worker, left.guard), ...(await queuesNow(needs, left, signal))] });
}

/** Taken away and given back through the broker: the host kept no word of that, the worker says what it consumes now. */
async function settleIntake(needs: SettleNeeds, left: LeftBehind, signal: AbortSignal): Promise<void> {
  const queues = await queuesNow(needs, left, signal);
  if (left.hold !== null) void letGo(needs, left.host, left.hold, signal);
  // so that they can be given back from here
  const missing = queues.find(({ name }) => name === 'not-consumed')?.value;
  if (typeof missing === 'string') needs.book.setPaused(left.worker, missing.split(' '));
  if (!signal.aborted) await needs.journal.settle(left.action, { outcome: 'unknown', after: [{ name: 'settled-by', value: 'look' }, ...factsNow(needs, left.worker, left.guard), ...queues] });
}

/** Its lock ended with the panel that is gone; nobody will ask for its last word. */
async function letGo(needs: SettleNeeds, host: HostId, op: string, signal: AbortSignal): Promise<void> {
  const followed = needs.hand.follow(host, op, () => undefined, () => undefined, { isWitness: true });
  signal.addEventListener('abort', followed.leave, { once: true });
  await Promise.race([followed.ended, aborted(signal)]);
  signal.removeEventListener('abort', followed.leave);
  followed.release();
}

function factsNow(needs: SettleNeeds, worker: WorkerKey, guard: Guard | null): readonly ActionFact[] {
  const main = needs.keeper.worker(worker)?.process?.main ?? null;
  const isSame = main !== null && guard !== null && main.pid === guard.pid && main.startTicks === guard.startTicks;
  return [{ name: 'pid', value: main?.pid ?? null }, { name: 'startTicks', value: main?.startTicks ?? null }, { name: 'process', value: main === null ? 'none' : isSame ? 'the same' : 'another' }];
}

async function queuesNow(needs: SettleNeeds, left: LeftBehind, signal: AbortSignal): Promise<readonly ActionFact[]> {
  const end = needs.clock.monotonic() + queuesMs;
  for (;;) {
    const record = needs.keeper.worker(left.worker);
    const queues = record?.activeQueues ?? null;
    if (queues !== null) {
      const missing = left.queues.filter((queue) => !queues.includes(queue));
      return [{ name: 'consumes', value: queues.join(' ').slice(0, 500) }, ...(missing.length > 0 ? [{ name: 'not-consumed', value: missing.join(' ').slice(0, 500) }] : [])];
    }
    if (signal.aborted || needs.clock.monotonic() >= end) return [{ name: 'consumes', value: null }];
    if (record?.broker !== null && record?.broker !== undefined) needs.brokers.watch(record.broker)?.askNow();
    await pause(needs.timers, 1_000, signal);
  }
}

/** Looked at after the hand's last word: what was seen before may be older than the act. */
async function seen(needs: SettleNeeds, host: HostId, signal: AbortSignal): Promise<void> {
  needs.scan(host);
  await pause(needs.timers, scanMs, signal);
}

function aborted(signal: AbortSignal): Promise<null> {
  const over = Promise.withResolvers<null>();
  if (signal.aborted) over.resolve(null);
  else signal.addEventListener('abort', () => over.resolve(null), { once: true });
  return over.promise;
}

