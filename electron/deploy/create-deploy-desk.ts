/**
 * Makes plans, keeps them ten minutes, and carries one out as an operation that everybody can follow.
 * Must stay true: a plan is carried out once; what was not written in the journal first is not done; a cut link leaves the
 * operation `unverified`, since the Pi goes on by itself.
 */
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { RecordAction } from '#electron/journal/action-journal.ts';
import type { OperationDesk, RunningOperation, RunningStep, WorkEnd } from '#electron/operations/operation-desk.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import { fieldsOf, textOf } from '#electron/supervision/core/read-answer.ts';
import { DeployPlan, type DeployPlanId, type DeployRequest } from '#shared/domain/deployment.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { StepWord } from '#shared/domain/operation.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ProgramFacts } from './core/compose-config.ts';
import { composeRefusedSurvey } from './core/compose-refused-survey.ts';
import { noPythonLine } from './core/compose-hand-call.ts';
import { unitName } from './core/compose-unit.ts';
import { makePlan, type ApplyOrder, type PiFiles, type PlanDraft } from './core/make-plan.ts';
import { makeRemoval, type RemoveOrder } from './core/make-removal.ts';
import { readHandFailure, readPrograms } from './core/read-hand-end.ts';
import { sha256 } from './core/sha256.ts';
import { readSurvey, type Survey } from './core/survey.ts';
import type { DeployDesk } from './deploy-desk.ts';
import { orderHost, surveyHost } from './run-deploy-hand.ts';

export type DeployNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly keeper: FleetKeeper;
  readonly hosts: { session(host: HostId): RemoteSession | null; scan(host: HostId): void };
  readonly operations: OperationDesk;
  readonly record: RecordAction;
  /** Text of the program that looks and carries out. */
  readonly script: string;
  readonly files: PiFiles;
};

type Kept = { readonly plan: DeployPlan; readonly order: ApplyOrder | RemoveOrder };
type Desk = { readonly needs: DeployNeeds; readonly plans: Map<DeployPlanId, Kept>; readonly busy: Set<HostId> };

const validMs = 600_000;
const mostPlans = 50;
const stepWords: Readonly<Record<string, StepWord>> = { check: 'check', copy: 'copy', write: 'write', apply: 'apply', verify: 'verify', 'roll-back': 'roll-back', remove: 'remove' };

export function createDeployDesk(needs: DeployNeeds): DeployDesk {
  const desk: Desk = { needs, plans: new Map(), busy: new Set() };
  return {
    plan: async (request, signal) => {
      const programs = request.programs?.map((program): ProgramFacts => ({ program, worker: program.kind === 'like-worker' ? knownWorker(needs, request.host, program.worker) : null })) ?? null;
      const processes = programs?.flatMap(({ worker }) => (worker === null ? [] : [{ pid: worker.pid, startTicks: worker.startTicks }])) ?? [];
      const seen = await look(desk, request.host, request.directory, processes, signal);
      if (!seen.ok) return seen;
      const { draft, order } = makePlan(seen.value, { form: request.form, programs }, needs.files, sha256);
      return keep(desk, request, draft, order);
    },
    planRemoval: async (host, signal) => {
      const seen = await look(desk, host, null, [], signal);
      if (!seen.ok) return seen;
      const { draft, order } = makeRemoval(seen.value);
      return keep(desk, { host }, draft, order);
    },
    carryOut: async (id, kind) => carryOut(desk, id, kind),
  };
}

function knownWorker({ keeper }: DeployNeeds, host: HostId, key: Extract<ProgramFacts['program'], { kind: 'like-worker' }>['worker']): ProgramFacts['worker'] {
  const record = keeper.worker(key);
  const main = record?.host === host ? record.process?.main : undefined;
  return main === undefined ? null : { pid: main.pid, startTicks: main.startTicks, isSupervised: main.backend.kind !== 'none' && main.backend.kind !== 'unknown', isInContainer: main.container !== null };
}

async function look({ needs }: Desk, host: HostId, directory: string | null, processes: readonly object[], signal: AbortSignal): Promise<Result<Survey, AppError>> {
  if (needs.keeper.host(host) === null) return err({ code: 'not-found', what: host });
  const session = needs.hosts.session(host);
  if (session === null) return err({ code: 'deploy-refused', because: 'host-away' });
  const said = await surveyHost(needs, session, { mode: 'survey', directory, unit: unitName, processes }, signal);
  if (!said.ok) return said;
  if (fieldsOf(said.value)['failed'] === noPythonLine) return ok(composeRefusedSurvey());
  const survey = readSurvey(said.value);
  return survey === null ? err({ code: 'shell-unusable', at: session.route.at(-1) ?? '', because: 'no-marker', exitCode: null }) : ok(survey);
}

function keep(desk: Desk, { host }: Pick<DeployRequest, 'host'>, draft: PlanDraft, order: Kept['order']): Result<DeployPlan, AppError> {
  const { clock, random } = desk.needs;
  const now = clock.now();
  for (const [id, { plan }] of desk.plans) if (plan.validUntil < now || desk.plans.size >= mostPlans) desk.plans.delete(id);
  const isUnseen = draft.python?.version === '';
  const plan = DeployPlan.safeParse({ ...draft, python: isUnseen ? null : draft.python, refused: isUnseen ? [{ because: 'no-python', about: '' }] : draft.refused, id: random.uuid(), host, madeAt: now, validUntil: now + validMs });
  if (!plan.success) return err({ code: 'invalid-input', where: plan.error.issues[0]?.path.join('.') ?? '', problem: plan.error.issues[0]?.message ?? '' });
  desk.plans.set(plan.data.id, { plan: plan.data, order });
  return ok(plan.data);
}

async function carryOut(desk: Desk, id: DeployPlanId, wanted: 'deploy' | 'remove'): Promise<Result<{ readonly operation: string }, AppError>> {
  const { needs, busy } = desk;
  const kept = desk.plans.get(id);
  if (kept === undefined || (kept.plan.kind === 'remove') !== (wanted === 'remove') || kept.plan.validUntil < needs.clock.now()) return err({ code: 'deploy-refused', because: 'plan-expired' });
  const { host } = kept.plan;
  if (kept.plan.refused.length > 0) return err({ code: 'deploy-refused', because: 'plan-refused' });
  if (needs.hosts.session(host) === null) return err({ code: 'deploy-refused', because: 'host-away' });
  if (busy.has(host)) return err({ code: 'deploy-refused', because: 'already-running' });
  desk.plans.delete(id);
  busy.add(host);
  const kind = kept.plan.kind === 'remove' ? 'undeploy' : kept.plan.kind;
  const operation = needs.operations.begin({ kind, subject: 'fleetbeat-supervisor', targets: [{ host, worker: null, label: needs.keeper.host(host)?.config.name ?? host }], canCancel: false }, async (running) => {
    try {
      return await work(needs, running, kept);
    } finally {
      busy.delete(host);
      needs.hosts.scan(host);
    }
  });
  return ok({ operation });
}

async function work(needs: DeployNeeds, operation: RunningOperation, { plan, order }: Kept): Promise<WorkEnd> {
  const startedAt = needs.clock.now();
  const opened = await needs.record({
    kind: plan.kind === 'remove' ? 'undeploy' : plan.kind, target: { host: plan.host }, operation: operation.id,
    before: [{ name: 'version', value: plan.installedVersion }, { name: 'directory', value: plan.directory.slice(0, 500) }, { name: 'form', value: plan.form }],
  });
  if (!opened.ok) return { state: 'failed', error: opened.error };
  const session = needs.hosts.session(plan.host);
  const steps = followSteps(operation);
  const deadlineMs = order.mode === 'remove' ? (order.stopSeconds + 120) * 1000 : 300_000;
  const last = session === null ? null : await orderHost(needs, session, order, deadlineMs, steps.next);
  const failure = last === null ? null : readHandFailure(last);
  const state = last === null ? 'unverified' : failure === null ? 'done' : 'failed';
  if (last === null) operation.say('The connection was lost; the Pi goes on by itself.');
  if (failure !== null && failure.about !== '') operation.say(failure.about);
  for (const line of last === null ? [] : readPrograms(last)) operation.say(line);
  steps.end(state, failure?.error ?? null, failure?.about ?? '');
  operation.settle(0, { state, error: failure?.error ?? null, missing: state === 'unverified' ? ['host-answer'] : [], tookMs: needs.clock.now() - startedAt });
  await opened.value.end({ outcome: state === 'done' ? 'done' : state === 'failed' ? 'failed' : 'unknown', error: failure?.error ?? null, after: [{ name: 'version', value: state === 'done' ? plan.newVersion : null }, { name: 'rolledBack', value: last === null ? null : textOf(last['rolledBack']) ?? last['rolledBack'] === true }] });
  return { state, error: failure?.error ?? null };
}

/** The hand names each step as it begins; the one before has then gone well. */
function followSteps(operation: RunningOperation): { readonly next: (word: string) => void; readonly end: (state: 'done' | 'failed' | 'unverified', error: AppError | null, detail: string) => void } {
  let current: RunningStep | null = null;
  return {
    next: (word) => {
      const what = stepWords[word];
      if (what === undefined) return;
      current?.end({ state: what === 'roll-back' ? 'failed' : 'done' });
      current = operation.begin(what, { target: 0 });
    },
    end: (state, error, detail) => current?.end({ state, error, detail: detail.slice(0, 500), ...(state === 'unverified' ? { missing: ['host-answer'] as const } : {}) } as Parameters<RunningStep['end']>[0]),
  };
}
