/**
 * Lists one worker's tasks while somebody looks, every two seconds, and keeps the recent ones that task events tell.
 * Must stay true: nobody looking means no question asked; a silent worker's lists stay as they were, said to be old.
 */
import type { BrokerWatch, TasksOfNode } from '#electron/celery/broker-watch.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { BrokerId, WorkerKey } from '#shared/domain/ids.ts';
import type { TaskView, WorkerTasks } from '#shared/domain/task.ts';

export type TaskWatch = {
  heard(broker: BrokerId, node: string, task: TaskView): void;
  watch(worker: WorkerKey, emit: (tasks: WorkerTasks) => void): () => void;
  dispose(): void;
};

export type TaskWatchNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly keeper: Pick<FleetKeeper, 'worker' | 'tasksCounted'>;
  readonly brokerWatch: (broker: BrokerId) => BrokerWatch | null;
  /** A worker told which of its children holds which task. */
  readonly onActive?: (broker: BrokerId, node: string, tasks: readonly TaskView[]) => void;
};

const askEveryMs = 2000;
const keepRecent = 200;
const keepNodes = 2000;

type Looker = { readonly emits: Set<(tasks: WorkerTasks) => void>; readonly stop: AbortController; timer: Disposable | null; last: TasksOfNode | null; isAsking: boolean };

export function createTaskWatch(needs: TaskWatchNeeds): TaskWatch {
  const recent: Recent = new Map();
  const lookers = new Map<WorkerKey, Looker>();
  const begin = (worker: WorkerKey): Looker => {
    const looker: Looker = { emits: new Set(), stop: new AbortController(), timer: null, last: null, isAsking: false };
    const round = (): void => {
      if (looker.isAsking) return;
      looker.isAsking = true;
      void ask(needs, recent, worker, looker).finally(() => { looker.isAsking = false; });
    };
    looker.timer = needs.timers.every(askEveryMs, round);
    lookers.set(worker, looker);
    round();
    return looker;
  };
  const end = (worker: WorkerKey, looker: Looker): void => {
    looker.timer?.[Symbol.dispose]();
    looker.stop.abort();
    lookers.delete(worker);
  };
  return {
    heard: (broker, node, task) => keepRecently(recent, `${broker}|${node}`, task),
    watch: (worker, emit) => {
      const looker = lookers.get(worker) ?? begin(worker);
      looker.emits.add(emit);
      emit(view(needs, recent, worker, looker, false));
      return () => {
        looker.emits.delete(emit);
        if (looker.emits.size === 0 && lookers.get(worker) === looker) end(worker, looker);
      };
    },
    dispose: () => { for (const [worker, looker] of lookers) end(worker, looker); },
  };
}

type Recent = Map<string, Map<string, TaskView>>;

function place(needs: TaskWatchNeeds, worker: WorkerKey): { readonly broker: BrokerId; readonly node: string } | null {
  const record = needs.keeper.worker(worker);
  return record === null || record.broker === null ? null : { broker: record.broker, node: record.name };
}

function view(needs: TaskWatchNeeds, recent: Recent, worker: WorkerKey, looker: Looker, answered: boolean): WorkerTasks {
  const at = place(needs, worker);
  const heard = at === null ? undefined : recent.get(`${at.broker}|${at.node}`);
  const isOn = needs.keeper.worker(worker)?.taskEvents === true || heard !== undefined;
  const list = [...(heard?.values() ?? [])].reverse();
  return {
    worker, at: needs.clock.now(), answered,
    active: looker.last?.active ?? null, reserved: looker.last?.reserved ?? null, scheduled: looker.last?.scheduled ?? null,
    recent: isOn ? { total: list.length, tasks: list } : null,
  };
}

async function ask(needs: TaskWatchNeeds, recent: Recent, worker: WorkerKey, looker: Looker): Promise<void> {
  const at = place(needs, worker);
  const watch = at === null ? null : needs.brokerWatch(at.broker);
  const answer = at === null || watch === null ? null : await watch.tasks(at.node, looker.stop.signal);
  if (looker.stop.signal.aborted) return;
  if (answer?.ok === true) {
    looker.last = answer.value;
    const { active, reserved, scheduled } = answer.value;
    if (at !== null) needs.onActive?.(at.broker, at.node, active.tasks);
    needs.keeper.tasksCounted(worker, { active: active.total, reserved: reserved.total, scheduled: scheduled.total });
  }
  const tasks = view(needs, recent, worker, looker, answer?.ok === true);
  for (const emit of looker.emits) emit(tasks);
}

/** Newest last, each task once, bounded per node and in the number of nodes. */
function keepRecently(recent: Recent, key: string, task: TaskView): void {
  if (!recent.has(key) && recent.size >= keepNodes) return;
  const tasks = recent.get(key) ?? new Map<string, TaskView>();
  recent.set(key, tasks);
  tasks.delete(task.id);
  tasks.set(task.id, task);
  const [oldest] = tasks.keys();
  if (tasks.size > keepRecent && oldest !== undefined) tasks.delete(oldest);
}
