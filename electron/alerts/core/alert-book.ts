/**
 * Every open alert: takes observations, lets time ripen them, finds causes and silences, and says what changed.
 * Must stay true: one open alert for one rule and subject; each speaks once when it fires and once when it clears;
 * a silence that ends while the trouble stands lets the word out then. Rules AL1-AL14.
 */
import type { Alert, AlertId, AlertPlan, AlertRule, AlertSubject } from '#shared/domain/alert.ts';
import { indexCauses } from './find-cause.ts';
import { findSilence, type LocalTime } from './find-silence.ts';
import { subjectKey, type Observation } from './observation.ts';
import type { Way } from './shared-hops.ts';
import { flapWindowMs, ripeAt, ripen, stepAlert, type Tracked } from './step-alert.ts';

export type Word = { readonly kind: 'fired' | 'cleared'; readonly alert: Alert };
export type Drained = { readonly changed: readonly Alert[]; readonly words: readonly Word[] };
/** An open alert as it is kept over a restart. */
export type OpenAlert = { readonly alert: Alert; readonly wellSince: number | null };

export type AlertBook = {
  observe(now: number, seen: readonly Observation[]): void;
  /** The subject is no more: what stood about it is over. */
  forget(now: number, subject: AlertSubject): void;
  /** Lets due alerts fire and clear, then finds causes and silences; returns what became of it all since the last call. */
  drain(now: number, local: LocalTime): Drained;
  /** When something will be due by itself; null when nothing will. */
  nextDueAt(): number | null;
  setPlan(now: number, plan: AlertPlan): void;
  open(): readonly Alert[];
  save(): readonly OpenAlert[];
  /** `past`: alerts of the last hour, for the memory of flapping. */
  restore(saved: readonly OpenAlert[], past: readonly Alert[]): void;
};

export type BookNeeds = {
  readonly plan: AlertPlan;
  readonly makeId: () => AlertId;
  readonly brokerOf: (worker: string) => string | null;
  readonly through: (broker: string) => string | null;
  readonly ways: () => ReadonlyMap<string, Way>;
};

/** The records behind the book: what begins, moves on and ends, and what of it was not told yet. */
function createLedger(makeId: () => AlertId, ruleOf: (id: string) => AlertRule | undefined) {
  const tracked = new Map<string, Tracked>();
  const firings = new Map<string, number[]>();
  const ended: Tracked[] = [];
  const dirty = new Set<string>();
  /** Raised by each beginning, change of state and end: causes and silences only move then. */
  let moves = 0;

  const put = (key: string, next: Tracked): void => { tracked.set(key, next); dirty.add(key); moves += 1; };
  const end = (key: string, one: Tracked, now: number): void => {
    tracked.delete(key);
    dirty.delete(key);
    moves += 1;
    if (one.alert.firedAt !== null) ended.push(one.alert.state === 'cleared' ? one : { ...one, alert: { ...one.alert, state: 'cleared', clearedAt: now } });
  };
  const begin = (key: string, seen: Observation, rule: AlertRule, now: number): void => put(key, {
    wellSince: null, holds: true, unknownSince: null, pausedMs: 0,
    alert: {
      id: makeId(), rule: rule.id, condition: rule.condition, severity: rule.severity, subject: seen.subject, name: seen.name.slice(0, 600), hostName: seen.hostName?.slice(0, 500) ?? null,
      state: 'pending', since: now, firedAt: null, clearedAt: null, value: seen.value, threshold: rule.threshold, silence: null, cause: null, explains: 0, isFlapping: false, flaps: 0, notifiedAt: null,
    },
  });
  const take = (now: number, seen: Observation): void => {
    const rule = ruleOf(seen.rule);
    if (rule === undefined || !rule.isOn) return;
    const key = `${rule.id}\n${subjectKey(seen.subject)}`;
    const known = tracked.get(key);
    if (known === undefined) { if (seen.holds === true) begin(key, seen, rule, now); return; }
    const { next, step } = stepAlert(known, seen, rule, now);
    // what nobody knows any more explains nothing until it is known again
    if ((next.unknownSince === null) !== (known.unknownSince === null)) moves += 1;
    if (step === 'dropped') end(key, known, now);
    else if (step === 'calming' || step === 'again') put(key, next);
    else if (step === 'figure') { tracked.set(key, next); if (next.alert.value !== known.alert.value) dirty.add(key); }
  };
  const ripenAll = (now: number): void => {
    for (const [key, one] of [...tracked]) {
      const rule = ruleOf(one.alert.rule);
      if (rule === undefined) continue;
      const past = firings.get(key) ?? [];
      const { next, step } = ripen(one, rule, past, now);
      if (step === 'fired') { firings.set(key, [...past.filter((at) => now - at < flapWindowMs), now]); put(key, next); }
      else if (step === 'cleared') end(key, next, now);
    }
    for (const [key, times] of firings) if (times.every((at) => now - at >= flapWindowMs)) firings.delete(key);
  };

  return { tracked, firings, ended, dirty, put, end, take, ripenAll, moves: () => moves };
}

export function createAlertBook(needs: BookNeeds): AlertBook {
  let plan = needs.plan;
  let rules = byId(plan);
  const { tracked, firings, ended, dirty, put, end, take, ripenAll, moves } = createLedger(needs.makeId, (id) => rules.get(id));
  /** Causes and silences only move when alerts, the plan or the minute do. */
  let related = { moves: -1, minute: -1 };
  return {
    observe: (now, seen) => { for (const one of seen) take(now, one); },
    forget: (now, subject) => {
      const suffix = `\n${subjectKey(subject)}`;
      for (const [key, one] of [...tracked]) if (key.endsWith(suffix)) end(key, one, now);
    },
    drain: (now, local) => {
      ripenAll(now);
      const words: Word[] = [];
      if (related.moves !== moves() || local.minute !== related.minute) relate(tracked, dirty, plan, now, local, needs);
      related = { moves: moves(), minute: local.minute };
      for (const key of [...dirty].sort((a, b) => (tracked.get(a)?.alert.since ?? 0) - (tracked.get(b)?.alert.since ?? 0))) {
        const one = tracked.get(key);
        if (one === undefined || one.alert.firedAt === null || one.alert.silence !== null || one.alert.notifiedAt !== null || one.alert.state === 'clearing') continue;
        const told = { ...one, alert: { ...one.alert, notifiedAt: now } };
        tracked.set(key, told);
        words.push({ kind: 'fired', alert: told.alert });
      }
      for (const { alert } of ended) if (alert.notifiedAt !== null && findSilence({ ...alert, cause: null }, plan, now, local) === null) words.push({ kind: 'cleared', alert });
      const changed = [...[...dirty].map((key) => tracked.get(key)?.alert).filter((alert) => alert !== undefined), ...ended.map(({ alert }) => alert)];
      dirty.clear();
      ended.length = 0;
      return { changed: changed.filter(({ firedAt }) => firedAt !== null), words };
    },
    nextDueAt: () => earliest([...tracked.values()].map((one) => { const rule = rules.get(one.alert.rule); return rule === undefined || (one.alert.state === 'pending' && !one.holds) ? null : ripeAt(one, rule); })),
    setPlan: (now, next) => {
      plan = next;
      rules = byId(next);
      related = { moves: -1, minute: -1 };
      for (const [key, one] of [...tracked]) {
        const rule = rules.get(one.alert.rule);
        if (rule === undefined || !rule.isOn || rule.condition !== one.alert.condition) end(key, one, now);
        else if (rule.severity !== one.alert.severity || rule.threshold !== one.alert.threshold) put(key, { ...one, alert: { ...one.alert, severity: rule.severity, threshold: rule.threshold } });
      }
    },
    open: () => [...tracked.values()].map(({ alert }) => alert).filter(({ firedAt }) => firedAt !== null),
    save: () => [...tracked.values()].filter(({ alert }) => alert.firedAt !== null).map(({ alert, wellSince }) => ({ alert, wellSince })),
    restore: (saved, past) => {
      for (const { alert, wellSince } of saved) if (rules.get(alert.rule)?.isOn === true) {
        // nobody looked while the engine was away: a calm begins anew with the first look
        tracked.set(keyOf(alert), { alert, wellSince, holds: alert.state !== 'clearing', unknownSince: alert.state === 'clearing' ? wellSince : null, pausedMs: 0 });
      }
      for (const alert of past) {
        const key = keyOf(alert);
        if (alert.firedAt !== null) firings.set(key, [...(firings.get(key) ?? []), alert.firedAt]);
      }
      related = { moves: -1, minute: -1 };
    },
  };
}

const keyOf = ({ rule, subject }: Alert): string => `${rule}\n${subjectKey(subject)}`;
const byId = (plan: AlertPlan): ReadonlyMap<string, AlertRule> => new Map(plan.rules.map((rule) => [rule.id as string, rule]));
const earliest = (times: readonly (number | null)[]): number | null => times.reduce<number | null>((best, at) => (at === null ? best : best === null || at < best ? at : best), null);

/** Causes first, since being explained is one of the silences. */
function relate(tracked: Map<string, Tracked>, dirty: Set<string>, plan: AlertPlan, now: number, local: LocalTime, needs: BookNeeds): void {
  const causes = indexCauses([...tracked.values()].filter(({ alert, unknownSince }) => alert.state !== 'pending' || unknownSince === null).map(({ alert }) => alert), needs);
  const found = new Map([...tracked].map(([key, { alert }]) => [key, causes.causeOf(alert)]));
  const explains = new Map<string, number>();
  for (const [key, cause] of found) if (cause !== null && tracked.get(key)?.alert.firedAt !== null) explains.set(cause.id, (explains.get(cause.id) ?? 0) + 1);
  for (const [key, one] of tracked) {
    const cause = found.get(key)?.id ?? null;
    const silence = findSilence({ ...one.alert, cause }, plan, now, local);
    const count = explains.get(one.alert.id) ?? 0;
    if (cause === one.alert.cause && silence === one.alert.silence && count === one.alert.explains) continue;
    tracked.set(key, { ...one, alert: { ...one.alert, cause, silence, explains: count } });
    dirty.add(key);
  }
}
