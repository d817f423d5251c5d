/**
 * Watches the fleet for the operator: feeds the book with what changed, keeps time for it, tells what it says.
 * Must stay true: what fires is saved before the engine ends; a store that fails stops no alert. Spec: docs/spec/alerts.md.
 */
import type { AlertStore, StoredAlert } from '#electron/ports/alert-store.ts';
import type { Calendar } from '#electron/ports/calendar.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { Notifier } from '#electron/notify/notifier.ts';
import type { Alert, AlertChange, AlertChoices, AlertId, AlertNotice, AlertPlan, AlertSubject } from '#shared/domain/alert.ts';
import type { FleetChange } from '#shared/domain/fleet.ts';
import { createAlertBook, type AlertBook, type Word } from './core/alert-book.ts';
import { buildPlan } from './core/build-plan.ts';
import { createFleetFacts, type FleetFacts, type Told } from './fleet-facts.ts';

export type AlertWatch = {
  readonly facts: FleetFacts;
  /** Takes up what stood when the engine last ended. */
  start(): Promise<void>;
  take(change: FleetChange): void;
  /** The operator changed rules, hours, mutes or channels. */
  planChanged(): void;
  channelsChanged(): void;
  plan(): AlertPlan;
  open(): readonly Alert[];
  notice(notice: AlertNotice): void;
  watch(emit: (change: AlertChange) => void): () => void;
  dispose(): Promise<void>;
};

export type AlertWatchNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly calendar: Calendar;
  readonly log: Log;
  readonly store: AlertStore;
  readonly notifier: Notifier;
  readonly choices: () => AlertChoices;
  readonly told: Told;
  /** False: alerts are seen here, but neither saved nor sent: somebody else does. */
  readonly isOnGuard: () => boolean;
};

const sweepMs = 5_000;
const keepMs = 365 * 86_400_000;
const tidyMs = 3_600_000;

export function createAlertWatch(needs: AlertWatchNeeds): AlertWatch {
  const { clock, timers, notifier, store } = needs;
  const facts = createFleetFacts(needs.told);
  let plan = buildPlan(needs.choices(), clock.now());
  const book = createAlertBook({ plan, makeId: () => needs.random.uuid() as AlertId, brokerOf: facts.brokerOf, through: facts.through, ways: facts.ways });
  const listeners = new Set<(change: AlertChange) => void>();
  const startedAt = clock.now();

  const tell = createTeller(listeners, book);
  const saver = createSaver(needs);
  const due = createDueTimer(needs, () => settle());
  const settle = (): void => {
    const now = clock.now();
    const { changed, words } = book.drain(now, needs.calendar.local(now));
    if (changed.length > 0 || words.length > 0) {
      const waits = new Map(book.save().map((one) => [one.alert.id, one]));
      for (const alert of changed) saver.add(waits.get(alert.id) ?? { alert, wellSince: null });
      // figures alone move often: what fired, cleared or spoke is saved at once, the rest with the next sweep
      if (words.length > 0 || changed.some(({ state }) => state !== 'firing')) void saver.flush();
      tell({ alerts: [...changed], notices: sayWords(needs, words, now) });
    }
    due.set(book.nextDueAt());
  };
  const sweep = timers.every(sweepMs, () => {
    const now = clock.now();
    book.observe(now, facts.look(plan.rules, now));
    for (const { subject } of book.open()) if (now - startedAt > patienceMs(subject) && !facts.knows(subject)) book.forget(now, subject);
    settle();
    void saver.flush();
  });
  const tidying = timers.every(tidyMs, () => { if (needs.isOnGuard()) void store.tidy(clock.now() - keepMs); });
  const replan = (): void => { plan = buildPlan(needs.choices(), clock.now()); book.setPlan(clock.now(), plan); book.observe(clock.now(), facts.look(plan.rules, clock.now())); settle(); tell({ plan }); };

  return {
    facts, planChanged: replan, plan: () => plan, open: book.open,
    async start() {
      replan();
      await recall(needs, book);
      settle();
    },
    take(change) {
      const now = clock.now();
      const { seen, left } = facts.take(change, plan.rules, now);
      for (const subject of left) book.forget(now, subject);
      book.observe(now, seen);
      settle();
    },
    channelsChanged: () => tell({ channels: [...notifier.channels()] }),
    notice: (notice) => tell({ notices: [notice] }),
    watch(emit) {
      emit({ whole: true, alerts: [...book.open()], notices: [], plan, channels: [...notifier.channels()], openCount: openCount(book.open()) });
      listeners.add(emit);
      return () => void listeners.delete(emit);
    },
    async dispose() {
      for (const timer of [sweep, tidying]) timer[Symbol.dispose]();
      due.set(null);
      listeners.clear();
      notifier.dispose();
      await saver.flush();
    },
  };
}

/** A host of ours is known at once; workers and brokers may take long to be found again. */
const patienceMs = ({ worker, broker }: AlertSubject): number => (worker === null && broker === null ? 60_000 : 3_600_000);

function createTeller(listeners: ReadonlySet<(change: AlertChange) => void>, book: AlertBook): (change: Partial<AlertChange>) => void {
  return (change) => {
    if (listeners.size === 0) return;
    const whole: AlertChange = { whole: false, alerts: [], notices: [], plan: null, channels: null, openCount: openCount(book.open()), ...change };
    for (const emit of [...listeners]) emit(whole);
  };
}

function sayWords({ notifier, isOnGuard }: AlertWatchNeeds, words: readonly Word[], now: number): AlertNotice[] {
  return words.flatMap(({ kind, alert }) => {
    const desktop = isOnGuard() ? notifier.say(kind, alert) : null;
    return desktop === null ? [] : [{ kind, at: now, alert, hasSound: desktop.hasSound }];
  });
}

async function recall({ store, notifier, clock, log }: AlertWatchNeeds, book: AlertBook): Promise<void> {
  await notifier.refresh();
  const loaded = await store.load(clock.now() - 3_600_000);
  if (loaded.ok) book.restore(loaded.value.open, loaded.value.past);
  else log.warn('earlier alerts could not be read', { code: loaded.error.code });
}

type Saver = { add(alert: StoredAlert): void; flush(): Promise<void> };

/** One write after another; what cannot be written is said and let go: the next change carries the whole alert again. */
function createSaver({ store, log, isOnGuard }: AlertWatchNeeds): Saver {
  const unsaved = new Map<AlertId, StoredAlert>();
  let saving: Promise<void> = Promise.resolve();
  return {
    add: (one) => { unsaved.set(one.alert.id, one); },
    flush: () => {
      const batch = isOnGuard() ? [...unsaved.values()] : [];
      unsaved.clear();
      if (batch.length === 0) return saving;
      saving = saving.then(async () => {
        const saved = await store.put(batch);
        if (!saved.ok) log.warn('alerts could not be saved', { code: saved.error.code, count: batch.length });
      }).catch((error: unknown) => { log.bug(error, 'alerts'); });
      return saving;
    },
  };
}

function createDueTimer({ clock, timers }: AlertWatchNeeds, run: () => void): { set(at: number | null): void } {
  let due: { readonly timer: Disposable; readonly at: number } | null = null;
  return {
    set(at) {
      if (due !== null && at === due.at) return;
      due?.timer[Symbol.dispose]();
      due = at === null ? null : { at, timer: timers.after(Math.max(0, at - clock.now()), () => { due = null; run(); }) };
    },
  };
}

const openCount = (open: readonly Alert[]): number => open.filter(({ silence }) => silence === null).length;
