/**
 * What doing it would cost: the fate of each running and reserved task, queues left without a consumer, how long it takes.
 * Must stay true: a task whose kind of acknowledgement nobody showed is `unknown`, never `finishes`; silence of a worker is said.
 */
import type { BrokerView } from '#shared/domain/broker.ts';
import type { Ability, PreviewTask, PreviewWarning, StopLadder, SupervisionBackendView, SupervisionVerb, TaskFate, WorkerPreview } from '#shared/domain/supervision.ts';
import type { TaskView } from '#shared/domain/task.ts';
import type { WorkerRecord } from '#electron/fleet/core/worker-record.ts';
import { rungsOf, warmSignal } from './compose-plan.ts';
import { backendView, processOf } from './describe-worker.ts';
import type { Holder } from './read-answer.ts';
import type { BackendFacts } from './supervision-backend.ts';
import type { SupervisionLayer } from '#shared/domain/supervision.ts';

export type KnownTasks = { readonly active: readonly TaskView[]; readonly reserved: readonly TaskView[]; readonly total: number };

export type PreviewNeeds = {
  readonly verb: SupervisionVerb;
  readonly ability: Ability;
  readonly record: WorkerRecord;
  readonly facts: BackendFacts;
  readonly layers: readonly SupervisionLayer[];
  readonly lockedBy: Holder | null;
  /** null: the worker did not answer. */
  readonly tasks: KnownTasks | null;
  readonly broker: BrokerView | null;
  readonly ladder: StopLadder;
  readonly now: number;
};

const mostTasks = 1000;

export function previewWorker(needs: PreviewNeeds): WorkerPreview {
  const { record, facts, tasks, verb, now } = needs;
  const backend = backendView(facts, needs.layers);
  const isEnding = verb === 'stop' || verb === 'restart';
  const listed = tasks === null ? null : [...tasks.active.map((task) => judgeTask(task, 'running', needs)), ...tasks.reserved.map((task) => judgeTask(task, 'reserved', needs))];
  const rungs = isEnding ? rungsOf(facts, needs.broker?.phase === 'ready') : [];
  const alone = verb === 'start' || verb === 'resume-intake' ? [] : lonelyQueues(record, needs.broker);
  return {
    worker: record.key, name: record.name, host: record.host, backend, ability: needs.ability, process: processOf(facts),
    tasks: isEnding || verb === 'drain' || verb === 'pause-intake' ? (listed?.slice(0, mostTasks) ?? null) : [],
    moreTasks: tasks === null ? 0 : Math.max(0, tasks.total - Math.min(listed?.length ?? 0, mostTasks)),
    visibilityTimeoutS: needs.broker?.unacked?.visibilityTimeoutS ?? null,
    queuesWithoutConsumer: alone.slice(0, 500),
    rungs: [...rungs],
    expectedMs: expect(needs, listed),
    warnings: warn({ ...needs, backend, isEnding, hasRungs: rungs.includes('warm'), isLast: alone.length > 0, listed }),
    lockedBy: needs.lockedBy === null ? null : { who: needs.lockedBy.who, until: now + needs.lockedBy.leftMs },
  };
}

function judgeTask(task: TaskView, phase: PreviewTask['phase'], { verb, now }: PreviewNeeds): PreviewTask {
  // `acknowledged` of a running task: early means its message is gone from Redis already
  const acksLate = phase === 'running' && task.acknowledged !== null ? !task.acknowledged : null;
  const forced: TaskFate = phase === 'reserved' ? 'runs-twice' : acksLate === null ? 'unknown' : acksLate ? 'runs-twice' : 'is-lost';
  return {
    id: task.id, name: task.name ?? '', phase, acksLate,
    runningMs: phase === 'running' && task.startedAt !== null ? Math.max(0, now - task.startedAt) : null,
    ifWarm: phase === 'running' || verb === 'drain' ? 'finishes' : 'goes-back',
    // a reserved message comes back after the visibility timeout; it has not run, so it runs once
    ifForced: phase === 'reserved' ? 'goes-back' : forced,
  };
}

/** Queues whose only consumer, as far as anyone knows, is this worker. */
function lonelyQueues(record: WorkerRecord, broker: BrokerView | null): readonly string[] {
  const own = record.activeQueues ?? [];
  return own.filter((name) => {
    const queue = broker?.queues.find((one) => one.name === name);
    return queue !== undefined && queue.consumers.every((consumer) => consumer === record.name);
  });
}

/** Seconds that starting takes are not guessed: they depend on the application. */
function expect({ verb, ladder, tasks, facts }: PreviewNeeds, listed: readonly PreviewTask[] | null): WorkerPreview['expectedMs'] {
  if (verb === 'start') return { least: 1_000, most: 90_000 };
  if (verb === 'pause-intake' || verb === 'resume-intake') return { least: 0, most: 15_000 };
  const isIdle = tasks !== null && tasks.total === 0;
  const hard = facts.process === null ? null : 0;
  const most = verb === 'drain' ? ladder.idleMs : ladder.idleMs + ladder.warmMs + (hard ?? 0);
  return { least: isIdle ? 1_000 : null, most: listed !== null && isIdle ? 30_000 : most };
}

type WarnNeeds = PreviewNeeds & { readonly backend: SupervisionBackendView; readonly isEnding: boolean; readonly hasRungs: boolean; readonly isLast: boolean; readonly listed: readonly PreviewTask[] | null };

function warn(needs: WarnNeeds): PreviewWarning[] {
  const { facts, backend, isEnding, verb } = needs;
  const said: PreviewWarning[] = [];
  const tell = (when: boolean, what: PreviewWarning): void => { if (when) said.push(what); };
  tell(needs.broker?.phase !== 'ready', 'broker-not-connected');
  tell(needs.broker?.phase !== 'ready' && (isEnding || verb === 'start'), 'no-verification-by-broker');
  tell(needs.isLast, 'last-consumer');
  if (!isEnding || facts.process === null) return said;
  tell(needs.tasks === null, 'tasks-unknown');
  tell(needs.tasks === null && needs.record.lastMain?.pool === 'solo', 'solo-answers-late');
  tell((needs.listed ?? []).some(({ phase, acksLate }) => phase === 'running' && acksLate === null), 'acks-unknown');
  tell(warmSignal(facts) === 'SIGINT', 'remap-sigterm');
  tell(!needs.hasRungs, 'only-backend-stop');
  tell(!needs.hasRungs && backend.signalsChildren === true, 'backend-signals-children');
  tell(!needs.hasRungs && backend.killsAfterMs !== null && backend.killsAfterMs < needs.ladder.warmMs, 'backend-kills-before-warm');
  tell(verb === 'stop' && backend.restartsByItself === true, 'restarts-by-itself');
  tell(backend.alsoStops.length > 0, 'also-stops-others');
  tell(facts.handle.kind === 'plain' && verb === 'restart' && facts.process.outputs.some((target) => target === null || !target.startsWith('/') || /^\/dev\/(pts|tty)/.test(target)), 'output-on-terminal');
  return said;
}
