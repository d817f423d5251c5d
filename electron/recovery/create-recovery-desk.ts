/**
 * Offers, plans and runs playbooks. Must stay true: a run judges anew by fresh facts and refuses what a plan refused; one
 * recovery of a target at a time; a failed step is followed by what undoes the steps before it; the journal has the whole.
 */
import type { RunningOperation, WorkEnd } from '#electron/operations/operation-desk.ts';
import type { ActionFact } from '#shared/domain/action.ts';
import type { AffectedTask, PlannedProcess, PlaybookId, RecoveryChoices, RecoveryConsent, RecoveryOffer, RecoveryPlan, RecoveryRequest, RecoveryTarget } from '#shared/domain/playbook.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { gatherFacts as gather, keyOf, noChoices } from './gather-facts.ts';
import { commandOf } from './core/show-command.ts';
import { isStormNow, judgePreconditions } from './core/judge-preconditions.ts';
import { needsOf, playbookOf, playbooks, type Playbook } from './core/playbooks.ts';
import { heldBy, orphansIn, proposedKiB, type RecoveryFacts } from './core/recovery-facts.ts';
import type { RecoveryDesk } from './recovery-desk.ts';
import type { PlaybookNeeds } from './recovery-needs.ts';
import { runSteps } from './run-steps.ts';

type Desk = { readonly needs: PlaybookNeeds; readonly busy: Set<string>; readonly storms: Map<string, number>; readonly jitter: number };

export function createRecoveryDesk(needs: PlaybookNeeds): RecoveryDesk {
  const desk: Desk = { needs, busy: new Set(), storms: new Map(), jitter: needs.random.next() };
  return {
    offers: async (target, signal) => {
      const facts = await gatherFacts(desk, target, noChoices, desk.busy, null, signal);
      if (!facts.ok) return facts;
      const order = { yes: 0, maybe: 1, no: 2 };
      return ok(playbooks.filter(({ scope }) => scope === 'either' || scope === target.kind).map((book) => offerOf(book, facts.value)).sort((a, b) => order[a.fits] - order[b.fits]));
    },
    plan: async (request, signal) => {
      const facts = await gatherFacts(desk, request.target, request.choices, desk.busy, request.playbook, signal);
      if (!facts.ok) return facts;
      const book = fitting(request);
      return book === null ? err({ code: 'not-found', what: request.playbook }) : ok(planOf(book, request, facts.value));
    },
    run: (request, consents, signal) => run(desk, request, consents, signal),
  };
}

/** A storm is remembered: between two ends it cannot be seen, and a run must not refuse what its plan was shown. */
async function gatherFacts(desk: Desk, target: RecoveryTarget, choices: RecoveryChoices, busy: ReadonlySet<string>, playbook: PlaybookId | null, signal: AbortSignal): Promise<Result<RecoveryFacts, AppError>> {
  const facts = await gather(desk.needs, target, choices, { busy, storms: desk.storms, jitter: desk.jitter }, playbook, signal);
  if (facts.ok && isStormNow(facts.value)) desk.storms.set(keyOf(target), facts.value.now);
  return facts;
}

function fitting(request: RecoveryRequest): Playbook | null {
  const book = playbookOf(request.playbook);
  return book === null || (book.scope !== 'either' && book.scope !== request.target.kind) ? null : book;
}

function offerOf(book: Playbook, facts: RecoveryFacts): RecoveryOffer {
  const preconditions = judgePreconditions(needsOf(book, facts), facts);
  return { playbook: book.id, target: facts.target, fits: book.fits(facts), preconditions: [...preconditions], canRun: preconditions.every(({ state }) => state === 'met'), guard: facts.guard };
}

function planOf(book: Playbook, request: RecoveryRequest, facts: RecoveryFacts): RecoveryPlan {
  const { preconditions, canRun, guard } = offerOf(book, facts);
  return {
    request, at: facts.now, preconditions, canRun, guard,
    steps: book.steps(facts).map(({ id, maxMs, changes, rollback }) => ({ id, maxMs, changes: changes === true, rollback: rollback ?? null, params: {}, command: commandOf(id, facts) })),
    processes: [...processesIn(facts)], tasks: [...tasksIn(book, facts)], broker: facts.broker?.id ?? null,
    options: {
      tasks: (facts.active ?? []).slice(0, 200).map(({ id, name, startedAt }) => ({ task: id, name, runtimeMs: startedAt === null ? null : facts.now - startedAt })),
      files: (facts.look?.logs ?? []).filter(({ isMine }) => isMine).slice(0, 50).map(({ path, bytes }) => ({ path, bytes })),
      memory: book.id !== 'oom-loop' || facts.limit === null ? null : { proposedKiB: proposedKiB(facts.limit), refused: facts.limit.refused?.because ?? null },
    },
    consentsNeeded: [...book.consents(facts)],
  };
}

function processesIn({ worker, look }: RecoveryFacts): readonly PlannedProcess[] {
  const main: PlannedProcess[] = worker === null || worker.process === null ? [] : [{ pid: worker.process.pid, startTicks: worker.process.startTicks, argv: worker.process.argv.slice(0, 200).map((one) => one.slice(0, 500)), role: 'main' }];
  const children = (worker?.children ?? []).slice(0, 200).map(({ pid, startTicks }) => ({ pid, startTicks, argv: [], role: 'child' as const }));
  return [...main, ...children, ...(look?.redis?.running ?? []).map(({ pid, start, argv }) => ({ pid, startTicks: start, argv: argv.slice(0, 50).map((one) => one.slice(0, 500)), role: 'redis' as const }))];
}

/** What becomes of the tasks in hand; `unknown` where the worker did not say which. */
function tasksIn(book: Playbook, facts: RecoveryFacts): readonly AffectedTask[] {
  if (book.id === 'orphaned-unacked') return orphansIn(facts).slice(0, 1000).map(({ message }) => ({ task: message.id, name: message.task, worker: null, effect: 'given-back' }));
  const key = facts.worker?.key ?? null;
  const chosen = facts.choices.task;
  const named = book.id === 'poison-task' ? 'set-aside' : 'stopped';
  const isRestart = book.steps(facts).some(({ id }) => id === 'restart' || id === 'limit-memory');
  if (book.id === 'stuck-task' && isRestart && facts.active === null) return heldTasks(facts, key);
  const list = (facts.active ?? []).map(({ id, name, acknowledged }): AffectedTask => ({ task: id, name, worker: key, effect: id === chosen ? named : !isRestart ? 'finishes' : book.consents(facts).includes('lose-running-tasks') ? (acknowledged === false ? 'runs-twice' : acknowledged === true ? 'lost' : 'unknown') : 'finishes' }));
  return [...list, ...(chosen !== null && !list.some(({ task }) => task === chosen) ? [{ task: chosen, name: null, worker: key, effect: named } as const] : [])].slice(0, 1000);
}

/** The worker lists nothing: what lies unacknowledged comes back after its time; what it acknowledged early nobody can name. */
function heldTasks(facts: RecoveryFacts, worker: AffectedTask['worker']): readonly AffectedTask[] {
  const held = heldBy(facts).slice(0, 1000);
  return held.length === 0 ? [{ task: null, name: null, worker, effect: 'unknown' }] : held.map(({ message, stage }) => ({ task: message.id, name: message.task, worker, effect: stage === 'running' || stage === 'unknown' ? 'runs-twice' : 'given-back' }));
}

async function run(desk: Desk, request: RecoveryRequest, consents: readonly RecoveryConsent[], signal: AbortSignal): Promise<Result<string, AppError>> {
  const book = fitting(request);
  if (book === null) return err({ code: 'not-found', what: request.playbook });
  const key = keyOf(request.target);
  if (desk.busy.has(key)) return err({ code: 'recovery-refused', because: 'already-running', unmet: [], until: null });
  desk.busy.add(key);
  const judged = await judge(desk, book, request, consents, signal);
  if (!judged.ok) {
    desk.busy.delete(key);
    return judged;
  }
  const facts = judged.value;
  const entry = await desk.needs.journal.record({ kind: 'playbook', what: book.id, target: targetOf(facts), before: beforeOf(facts) });
  if (!entry.ok) {
    desk.busy.delete(key);
    return entry;
  }
  const work = async (operation: RunningOperation): Promise<WorkEnd> => {
    try {
      const ended = await runSteps(desk.needs, book, request, facts, consents, operation);
      await entry.value.end({ outcome: ended.state === 'done' ? 'done' : ended.state === 'unverified' ? 'unanswered' : ended.state, error: ended.error, after: ended.facts });
      operation.settle(0, { state: ended.state, error: ended.error, missing: ended.missing, tookMs: desk.needs.clock.now() - facts.now });
      return { state: ended.state, error: ended.error };
    } finally {
      desk.busy.delete(key);
      // what was done about it is judged by what is seen from now on
      desk.storms.delete(key);
    }
  };
  return ok(desk.needs.operations.begin({ kind: 'playbook', subject: book.id, targets: [{ host: facts.host?.id ?? null, worker: facts.worker?.key ?? null, label: (facts.worker?.name ?? facts.host?.config.name ?? '').slice(0, 600) }] }, work));
}

async function judge(desk: Desk, book: Playbook, request: RecoveryRequest, consents: readonly RecoveryConsent[], signal: AbortSignal): Promise<Result<RecoveryFacts, AppError>> {
  // our own place among the busy ones is not somebody else
  const others = new Set([...desk.busy].filter((one) => one !== keyOf(request.target)));
  const facts = await gatherFacts(desk, request.target, request.choices, others, book.id, signal);
  if (!facts.ok) return facts;
  const unmet = judgePreconditions(needsOf(book, facts.value), facts.value).filter(({ state }) => state !== 'met').map(({ id }) => id);
  const excused = consents.includes('despite-guard') ? unmet.filter((id) => id !== 'guard-closed') : unmet;
  if (excused.length > 0) return err({ code: 'recovery-refused', because: excused.length === 1 && excused[0] === 'guard-closed' ? 'storm-guard' : 'precondition-unmet', unmet: excused, until: facts.value.guard.until });
  const needed = book.consents(facts.value).filter((consent) => !consents.includes(consent));
  return needed.length > 0 ? err({ code: 'not-agreed', needed: [...needed] }) : facts;
}

function targetOf(facts: RecoveryFacts): { host: RecoveryTargetHost; worker: RecoveryTargetWorker; broker: RecoveryTargetBroker } {
  return { host: facts.host?.id ?? null, worker: facts.worker?.key ?? null, broker: facts.broker?.id ?? null };
}
type RecoveryTargetHost = Extract<RecoveryTarget, { kind: 'host' }>['host'] | null;
type RecoveryTargetWorker = Extract<RecoveryTarget, { kind: 'worker' }>['worker'] | null;
type RecoveryTargetBroker = RecoveryPlan['broker'];

function beforeOf({ worker, broker, active }: RecoveryFacts): readonly ActionFact[] {
  return [
    { name: 'verdict', value: worker?.verdict.kind ?? null }, { name: 'reason', value: worker?.verdict.reason ?? null }, { name: 'pid', value: worker?.process?.pid ?? null },
    { name: 'active-tasks', value: active?.length ?? null }, { name: 'unacked', value: broker?.unacked?.count ?? null },
  ];
}
