/** Commands on one worker, sent through the broker it listens on. */
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import { poolOf } from '#electron/fleet/core/worker-view.ts';
import type { RecordAction } from '#electron/journal/action-journal.ts';
import { describeControl } from '#electron/journal/core/describe-control.ts';
import type { Handlers } from '#electron/transport/handlers.ts';
import { abilityKindOf, abilityOf } from '#shared/domain/abilities.ts';
import type { Pool } from '#shared/domain/worker.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';

type WorkerCommands = 'worker.control' | 'worker.registered-tasks' | 'worker.configuration';

export type WorkerHandlerNeeds = {
  readonly keeper: FleetKeeper;
  readonly brokers: BrokerDesk;
  readonly isReadOnly: () => boolean;
  /** The journal: nothing is sent before its intent is written. */
  readonly record: RecordAction;
};

type Reached = { readonly watch: BrokerWatch; readonly node: string };

export function createWorkerHandlers(needs: WorkerHandlerNeeds): Pick<Handlers, WorkerCommands> {
  const reach = (key: WorkerKey): Result<Reached, AppError> => {
    const record = needs.keeper.worker(key);
    if (record === null) return err({ code: 'not-found', what: key.slice(0, 200) });
    const watch = record.broker === null ? null : needs.brokers.watch(record.broker);
    if (watch === null) return err({ code: 'broker-unreachable', broker: record.name, because: 'closed' });
    return ok({ watch, node: record.name });
  };
  return {
    'worker.control': async ({ worker, action }, { signal }) => {
      if (needs.isReadOnly()) return err({ code: 'read-only' });
      const reached = reach(worker);
      if (!reached.ok) return reached;
      const record = needs.keeper.worker(worker);
      const pool = poolFor(needs, worker);
      const ability = abilityOf(abilityKindOf(action), pool, record?.celeryVersion ?? null);
      if (!ability.can) return err({ code: 'not-supported-by-pool', ability: action.kind, pool: pool.kind });
      const story = describeControl(action, { pool, queues: record?.activeQueues ?? null, taskEvents: record?.taskEvents ?? null });
      const entry = await needs.record({ kind: 'control', what: action.kind, target: { worker, queue: story.queue, tasks: [...story.tasks] }, before: story.before });
      if (!entry.ok) return entry;
      const receipt = await reached.value.watch.control(reached.value.node, action, signal);
      await entry.value.end(receipt.ok
        ? { outcome: receipt.value.outcome, after: [{ name: 'said', value: receipt.value.said }], undo: receipt.value.outcome === 'done' ? story.undo : null }
        : { outcome: isNeverSent(receipt.error) ? 'refused' : 'failed', error: receipt.error });
      if (!receipt.ok) return receipt;
      if (action.kind === 'enable-events' || action.kind === 'disable-events') needs.keeper.eventsSwitched(worker, action.kind === 'enable-events' && receipt.value.outcome === 'done');
      reached.value.watch.askNow();
      return ok({ worker, ...receipt.value });
    },
    'worker.registered-tasks': async ({ worker }, { signal }) => {
      const reached = reach(worker);
      if (!reached.ok) return reached;
      const tasks = await reached.value.watch.registeredTasks(reached.value.node, signal);
      return tasks.ok ? ok({ tasks: tasks.value.slice(0, 5000) }) : tasks;
    },
    'worker.configuration': async ({ worker }, { signal }) => {
      const reached = reach(worker);
      if (!reached.ok) return reached;
      const settings = await reached.value.watch.configuration(reached.value.node, signal);
      return settings.ok ? ok({ settings: settings.value.slice(0, 1000) }) : settings;
    },
  };
}

function poolFor(needs: WorkerHandlerNeeds, key: WorkerKey): Pool {
  const record = needs.keeper.worker(key);
  const stats = record?.stats ?? null;
  const main = record?.lastMain ?? null;
  return {
    kind: record === null ? 'unknown' : poolOf(record), from: 'none',
    maxConcurrency: stats?.maxConcurrency ?? null, prefetchCount: null, maxTasksPerChild: null, maxMemoryPerChildKiB: null, softTimeLimitS: null, hardTimeLimitS: null,
    autoscale: stats?.autoscale ?? main?.autoscale ?? null,
  };
}

/** The command did not leave: the worker cannot have carried it out. */
function isNeverSent({ code }: AppError): boolean {
  return code === 'broker-unreachable' || code === 'broker-refuses-writes' || code === 'broker-not-ready' || code === 'worker-refused' || code === 'no-reply';
}
