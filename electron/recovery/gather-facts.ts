/** Looks at everything a playbook is judged by: the fleet's records, the host, the backend, the tasks, the messages. Changes nothing. */
import type { Action } from '#shared/domain/action.ts';
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import type { PlaybookId, RecoveryChoices, RecoveryTarget } from '#shared/domain/playbook.ts';
import { pause } from '#electron/supervision/verify-worker.ts';
import type { Supervision } from '#shared/domain/supervision.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { MendRequest, ProcessToMend } from './mender.ts';
import type { PlaybookNeeds } from './recovery-needs.ts';
import { readMendLook, type MendLook } from './core/read-mend.ts';
import type { RecoveryFacts } from './core/recovery-facts.ts';
import { judgeStorm, type PastRepair } from './core/storm-guard.ts';

export const noChoices: RecoveryChoices = { task: null, tags: [], files: [], maxMemoryPerChildKiB: null };

/** What this engine remembers of targets, by `keyOf`: who is being recovered, and when a storm was last seen. */
export type TargetMemory = { readonly busy: ReadonlySet<string>; readonly storms: ReadonlyMap<string, number>; /** 0..1, the same at every look: a pause that a plan saw end has ended for the run too. */ readonly jitter: number };

export async function gatherFacts(needs: PlaybookNeeds, target: RecoveryTarget, choices: RecoveryChoices, memory: TargetMemory, playbook: PlaybookId | null, signal: AbortSignal): Promise<Result<RecoveryFacts, AppError>> {
  const snapshot = needs.keeper.snapshot();
  const worker = target.kind === 'worker' ? (snapshot.workers.find(({ key }) => key === target.worker) ?? null) : null;
  if (target.kind === 'worker' && worker === null) return err({ code: 'not-found', what: target.worker.slice(0, 200) });
  const hostId = target.kind === 'host' ? target.host : (worker?.host ?? null);
  const host = snapshot.hosts.find(({ id }) => id === hostId) ?? null;
  if (target.kind === 'host' && host === null) return err({ code: 'not-found', what: target.host.slice(0, 200) });
  const brokerId = worker?.broker ?? snapshot.brokers.find(({ hosts }) => hostId !== null && hosts.includes(hostId))?.id ?? null;
  const supervision = worker === null ? null : await describe(needs, worker, signal);
  const [look, active, unacked, past, memoryDeaths, limit] = await Promise.all([
    hostId === null ? null : lookAt(needs, hostId, worker, supervision, host?.identity?.bootId ?? null, signal),
    worker === null || brokerId === null ? null : activeOf(needs, brokerId, worker, signal),
    brokerId === null ? null : unackedOf(needs, brokerId, signal),
    pastRepairs(needs, target),
    worker === null ? null : deathsByMemory(needs, worker, signal),
    playbook !== 'oom-loop' || worker === null || hostId === null ? null : limitOf(needs, hostId, worker, choices, signal),
  ]);
  return ok({
    now: needs.clock.now(), target, choices, host, worker, broker: needs.keeper.snapshot().brokers.find(({ id }) => id === brokerId) ?? null, supervision, look, active, unacked, memoryDeaths, limit,
    guard: judgeStorm(past, needs.clock.now(), memory.jitter), isReadOnly: needs.isReadOnly(), isBusy: memory.busy.has(keyOf(target)), stormSeenAt: memory.storms.get(keyOf(target)) ?? null,
  });
}

export const keyOf = (target: RecoveryTarget): string => (target.kind === 'worker' ? `worker:${target.worker}` : `host:${target.host}`);

async function describe(needs: PlaybookNeeds, worker: WorkerView, signal: AbortSignal): Promise<Supervision | null> {
  for (let turn = 1; ; turn += 1) {
    const described = await needs.supervision.describe(worker.key, signal);
    if (described.ok) return described.value;
    // in a loop of restarts the process the fleet knows is often gone by the time it is looked at: what runs now is asked for again
    const isStale = described.error.code === 'supervision-refused' && described.error.because === 'process-changed';
    if (!isStale || turn >= describeTurns || worker.host === null || signal.aborted) return null;
    needs.scan(worker.host);
    await pause(needs.timers, describeAgainMs, signal);
  }
}

const describeTurns = 5;
const describeAgainMs = 700;

async function lookAt(needs: PlaybookNeeds, host: HostId, worker: WorkerView | null, supervision: Supervision | null, boot: string | null, signal: AbortSignal): Promise<MendLook | null> {
  const kind = supervision?.backend.kind ?? null;
  const isUnit = kind === 'systemd-system' || kind === 'systemd-user';
  const request: MendRequest = {
    do: 'look', processes: boot === null ? [] : processesOf(worker, boot), redis: true, logs: true, oom: true, folders: worker?.process?.cwd === null || worker?.process?.cwd === undefined ? [] : [worker.process.cwd],
    ...(isUnit && supervision !== null ? { unit: supervision.backend.name, user: kind === 'systemd-user' } : {}),
  };
  const looked = await needs.mender.ask(host, request, signal, 45_000);
  return looked.ok && looked.value.refused === null ? readMendLook(looked.value.answer) : null;
}

/** The main first. */
export function processesOf(worker: WorkerView | null, boot: string): readonly ProcessToMend[] {
  if (worker === null || worker.process === null) return [];
  return [{ pid: worker.process.pid, start: worker.process.startTicks, boot }, ...worker.children.slice(0, 40).map(({ pid, startTicks }) => ({ pid, start: startTicks, boot }))];
}

async function deathsByMemory(needs: PlaybookNeeds, worker: WorkerView, signal: AbortSignal): Promise<number | null> {
  const page = await needs.crashes.incidents({ group: null, host: null, worker: worker.key, since: needs.clock.now() - 6 * 3_600_000, until: null, after: null, limit: 100 }, signal);
  return page.ok ? page.value.incidents.filter(({ cause }) => cause.code.startsWith('oom')).length : null;
}

/** As it would be set, by the engine of fixes: what it proposes where nothing was chosen, and why it cannot where it cannot. */
async function limitOf(needs: PlaybookNeeds, host: HostId, worker: WorkerView, { maxMemoryPerChildKiB }: RecoveryChoices, signal: AbortSignal): Promise<RecoveryFacts['limit']> {
  const planned = await needs.fixes.plan({ host, worker: worker.key, fix: { id: memoryFix, args: maxMemoryPerChildKiB === null ? {} : { proposed: maxMemoryPerChildKiB } } }, signal);
  return planned.ok ? planned.value : null;
}
export const memoryFix = 'worker-memory-limit';

async function activeOf(needs: PlaybookNeeds, broker: BrokerId, worker: WorkerView, signal: AbortSignal): Promise<RecoveryFacts['active']> {
  if (worker.process === null) return [];
  const tasks = await needs.brokers.watch(broker)?.tasks(worker.name, signal);
  return tasks?.ok === true ? tasks.value.active.tasks : null;
}

async function unackedOf(needs: PlaybookNeeds, broker: BrokerId, signal: AbortSignal): Promise<RecoveryFacts['unacked']> {
  const page = await needs.unacked.list({ broker, offset: 0, limit: 500 }, signal);
  return page.ok ? page.value.messages : null;
}

/** The guard's memory is the journal: it outlives this engine. */
async function pastRepairs(needs: PlaybookNeeds, target: RecoveryTarget): Promise<readonly PastRepair[]> {
  const filter = { hosts: target.kind === 'host' ? [target.host] : [], workers: target.kind === 'worker' ? [target.worker] : [], brokers: [], kinds: ['playbook' as const], outcomes: [], from: needs.clock.now() - 86_400_000, to: null, text: '' };
  const page = await needs.journal.list({ filter, after: null, limit: 50 });
  return page.ok ? page.value.actions.filter((action) => (target.kind === 'host' ? action.target.worker === null : true)).filter(({ outcome }) => outcome !== 'refused').map((action) => ({ at: action.at, failure: failureOf(action) })) : [];
}

function failureOf({ outcome, what, after, error }: Action): string | null {
  if (outcome !== 'failed') return null;
  return `${what ?? ''}/${String(after.find(({ name }) => name === 'failed-step')?.value ?? '')}/${error?.code ?? ''}`;
}
