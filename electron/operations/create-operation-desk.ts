/**
 * Keeps the operations of this engine: those under way and the last that ended. Built once, told to every window.
 * Must stay true: work that throws ends its operation as failed with a reference; cancel is a wish that the work carries out.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { Operation, OperationChange, OperationId, OperationStep } from '#shared/domain/operation.ts';
import { changeStep, close, isEnded, sumUp, withLine, withOutcome, withStep } from './core/fold-operation.ts';
import type { OperationDesk, OperationPlan, RunningOperation, RunningStep, StepEnd, WorkEnd } from './operation-desk.ts';

export type OperationDeskNeeds = { readonly clock: Clock; readonly timers: Timers; readonly random: Random; readonly log: Log; /** `operator@panel` */ readonly who: string };

const keepEnded = 200;
const tellEveryMs = 50;
/** At the engine's end: so long an operation may put things back. */
const goodbyeMs = 8_000;

type Entry = {
  operation: Operation;
  readonly stop: AbortController;
  readonly questions: Map<string, (allow: boolean) => void>;
  readonly ended: PromiseWithResolvers<Operation>;
};
type Desk = { readonly needs: OperationDeskNeeds; readonly entries: Map<OperationId, Entry>; changed(id: OperationId): void; gone(id: OperationId): void };

export function createOperationDesk(needs: OperationDeskNeeds): OperationDesk {
  const entries = new Map<OperationId, Entry>();
  const teller = createTeller(needs.timers, entries);
  const desk: Desk = { needs, entries, changed: teller.changed, gone: teller.gone };
  return {
    who: needs.who,
    begin: (plan, work) => begin(desk, plan, work),
    list: () => [...entries.values()].map(({ operation }) => operation),
    get: (id) => entries.get(id)?.operation ?? null,
    cancel: (id) => {
      const entry = entries.get(id);
      if (entry === undefined || isEnded(entry.operation)) return false;
      cancel(desk, entry);
      return true;
    },
    consent: (id, step, allow) => {
      const answer = entries.get(id)?.questions.get(step);
      answer?.(allow);
      return answer !== undefined;
    },
    ended: async (id) => entries.get(id)?.ended.promise ?? null,
    watch: teller.watch,
    dispose: async () => {
      const open = [...entries.values()].filter(({ operation }) => !isEnded(operation));
      for (const entry of open) cancel(desk, entry);
      const late = Promise.withResolvers<null>();
      const timer = needs.timers.after(goodbyeMs, () => late.resolve(null));
      await Promise.race([late.promise, Promise.all(open.map(({ ended }) => ended.promise))]);
      timer[Symbol.dispose]();
      teller.dispose();
    },
  };
}

function begin(desk: Desk, plan: OperationPlan, work: (operation: RunningOperation) => Promise<WorkEnd>): OperationId {
  const { clock, random, who, log } = desk.needs;
  const id = random.uuid() as OperationId;
  const now = clock.now();
  const blank = { state: 'waiting' as const, tookMs: null, error: null, missing: [] };
  const entry: Entry = {
    operation: {
      id, kind: plan.kind, subject: plan.subject ?? '', who, targets: [...plan.targets], outcomes: plan.targets.map(() => blank), createdAt: now, startedAt: now, endedAt: null,
      state: 'running', steps: [], lines: [], canCancel: plan.canCancel ?? true, error: null,
    },
    stop: new AbortController(), questions: new Map(), ended: Promise.withResolvers<Operation>(),
  };
  desk.entries.set(id, entry);
  forgetOld(desk);
  desk.changed(id);
  const finish = (end: WorkEnd): void => {
    const ending = end === null ? sumUp(entry.operation) : { state: end.state, error: end.error ?? null };
    put(desk, entry, close(entry.operation, ending, clock.now()));
    for (const answer of [...entry.questions.values()]) answer(false);
    entry.ended.resolve(entry.operation);
  };
  void work(run(desk, entry)).then(finish, (error: unknown) => finish({ state: 'failed', error: { code: 'internal', reference: log.bug(error, `operation ${plan.kind}`) } }));
  return id;
}

function cancel(desk: Desk, entry: Entry): void {
  if (entry.operation.state === 'cancelling' || !entry.operation.canCancel) return;
  put(desk, entry, { ...entry.operation, state: 'cancelling' });
  entry.stop.abort();
  for (const answer of [...entry.questions.values()]) answer(false);
}

function put(desk: Desk, entry: Entry, operation: Operation): void {
  if (isEnded(entry.operation)) return;
  entry.operation = operation;
  desk.changed(operation.id);
}

function forgetOld(desk: Desk): void {
  const ended = [...desk.entries.values()].filter(({ operation }) => isEnded(operation));
  for (const { operation } of ended.slice(0, Math.max(0, ended.length - keepEnded))) {
    desk.entries.delete(operation.id);
    desk.gone(operation.id);
  }
}

function run(desk: Desk, entry: Entry): RunningOperation {
  const { clock } = desk.needs;
  let lastStep = 0;
  return {
    id: entry.operation.id,
    who: entry.operation.who,
    signal: entry.stop.signal,
    begin: (what, at = {}) => {
      lastStep += 1;
      const step: OperationStep = { id: `s${lastStep}`, target: at.target ?? null, what, state: 'running', startedAt: clock.now(), endedAt: null, until: at.until ?? null, error: null, missing: [], detail: (at.detail ?? '').slice(0, 500) };
      put(desk, entry, withStep(entry.operation, step));
      return runStep(desk, entry, step.id);
    },
    say: (text, target = null) => put(desk, entry, withLine(entry.operation, clock.now(), target, text)),
    settle: (target, outcome) => put(desk, entry, withOutcome(entry.operation, target, { state: outcome.state, error: outcome.error ?? null, missing: [...(outcome.missing ?? [])], tookMs: outcome.tookMs ?? null })),
    now: () => entry.operation,
  };
}

function runStep(desk: Desk, entry: Entry, id: string): RunningStep {
  const change = (next: (step: OperationStep) => OperationStep): void => put(desk, entry, changeStep(entry.operation, id, next));
  return {
    id,
    change: (next) => change((step) => ({ ...step, until: next.until === undefined ? step.until : next.until, detail: next.detail === undefined ? step.detail : next.detail.slice(0, 500) })),
    askConsent: (until) => askConsent(desk, entry, id, until),
    end: (end: StepEnd) => change((step) => ({
      ...step, state: end.state, endedAt: desk.needs.clock.now(), until: null, error: end.error ?? null, missing: [...(end.missing ?? [])], detail: end.detail === undefined ? step.detail : end.detail.slice(0, 500),
    })),
  };
}

async function askConsent(desk: Desk, entry: Entry, id: string, until: number | null): Promise<boolean> {
  if (entry.stop.signal.aborted || isEnded(entry.operation)) return false;
  const asked = Promise.withResolvers<boolean>();
  entry.questions.set(id, asked.resolve);
  put(desk, entry, changeStep(entry.operation, id, (step) => ({ ...step, state: 'asking-consent', until })));
  const { clock, timers } = desk.needs;
  const late = until === null ? null : timers.after(Math.max(0, until - clock.now()), () => asked.resolve(false));
  try {
    return await asked.promise;
  } finally {
    late?.[Symbol.dispose]();
    entry.questions.delete(id);
    put(desk, entry, changeStep(entry.operation, id, (step) => ({ ...step, state: 'running', until: null })));
  }
}

/** Changes are gathered for a moment: a ladder with a countdown must not become a flood. */
function createTeller(timers: Timers, entries: ReadonlyMap<OperationId, Entry>): { changed(id: OperationId): void; gone(id: OperationId): void; watch(emit: (change: OperationChange) => void): () => void; dispose(): void } {
  const listeners = new Set<(change: OperationChange) => void>();
  const waiting = new Set<OperationId>();
  const dropped = new Set<OperationId>();
  let timer: Disposable | null = null;
  const tell = (): void => {
    timer = null;
    const operations = [...waiting].flatMap((id) => entries.get(id)?.operation ?? []);
    const change: OperationChange = { kind: 'changed', operations, gone: [...dropped] };
    waiting.clear();
    dropped.clear();
    for (const listen of listeners) listen(change);
  };
  const soon = (): void => { if (listeners.size > 0) timer ??= timers.after(tellEveryMs, tell); };
  return {
    changed: (id) => { waiting.add(id); soon(); },
    gone: (id) => { waiting.delete(id); dropped.add(id); soon(); },
    watch: (emit) => {
      emit({ kind: 'all', operations: [...entries.values()].map(({ operation }) => operation) });
      listeners.add(emit);
      return () => void listeners.delete(emit);
    },
    dispose: () => { timer?.[Symbol.dispose](); listeners.clear(); },
  };
}
