/**
 * Gathers what a preview needs: one look per host, the tasks of each worker, its broker. Hosts and workers side by side.
 * Must stay true: a host or worker that cannot be looked at has its reason; it delays no other beyond its own deadline.
 */
import type { WorkerRecord } from '#electron/fleet/core/worker-record.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { PreviewRequest, SupervisionOptions, WorkerPreview } from '#shared/domain/supervision.ts';
import type { AppError, SupervisionRefusal } from '#shared/errors.ts';
import type { ActNeeds } from './act-on-worker.ts';
import { judge } from './core/describe-worker.ts';
import { previewWorker, type KnownTasks } from './core/preview-worker.ts';
import { abilityOf, refusal } from './core/supervision-backend.ts';
import { lookAtWorkers, type LookedAt } from './look-at-workers.ts';

type Wish = PreviewRequest & { readonly options: SupervisionOptions };

export async function makePreview(needs: ActNeeds, wish: Wish, signal: AbortSignal): Promise<readonly WorkerPreview[]> {
  const brokers = needs.keeper.snapshot().brokers;
  const records = [...new Set(wish.workers)].flatMap((key) => needs.keeper.worker(key) ?? []);
  const byHost = new Map<HostId, WorkerRecord[]>();
  for (const record of records) if (record.host !== null) byHost.set(record.host, [...(byHost.get(record.host) ?? []), record]);
  const looks = new Map(await Promise.all([...byHost].map(async ([host, own]) => [host, await lookAtWorkers(needs, host, own.map(({ key }) => key), { wantsCapture: false }, signal)] as const)));
  return Promise.all(records.map(async (record) => {
    const look = record.host === null ? null : (looks.get(record.host) ?? null);
    if (look === null) return blank(record, wish, 'host-unknown', '');
    if (!look.ok) return blank(record, wish, ...reasonOf(look.error));
    const seen = look.value.get(record.key);
    if (seen === undefined) return blank(record, wish, 'process-changed', '');
    return full(needs, wish, seen, brokers.find(({ id }) => id === record.broker) ?? null, signal);
  }));
}

async function full(needs: ActNeeds, wish: Wish, seen: LookedAt, broker: BrokerView | null, signal: AbortSignal): Promise<WorkerPreview> {
  const { record, facts, layers, lockedBy } = seen;
  const queues = needs.intake.queues(record.key) ?? needs.book.paused(record.key);
  const ability = judge(wish.verb, facts, { isConnected: needs.intake.isConnected(record.key), queues });
  const wantsTasks = facts.process !== null && wish.verb !== 'start' && wish.verb !== 'resume-intake';
  const tasks = wantsTasks ? await tasksOf(needs, record, signal) : { active: [], reserved: [], total: 0 };
  return previewWorker({ verb: wish.verb, ability, record, facts, layers, lockedBy, tasks, broker, ladder: wish.options.ladder, now: needs.clock.now() });
}

async function tasksOf(needs: ActNeeds, record: WorkerRecord, signal: AbortSignal): Promise<KnownTasks | null> {
  const watch = record.broker === null ? null : needs.brokers.watch(record.broker);
  const listed = watch === null ? null : await watch.tasks(record.name, signal);
  if (listed === null || !listed.ok) return null;
  const { active, reserved } = listed.value;
  return { active: active.tasks, reserved: reserved.tasks, total: active.total + reserved.total };
}

function reasonOf(error: AppError): [SupervisionRefusal, string] {
  return error.code === 'supervision-refused' ? [error.because, error.about] : ['cannot-look', error.code];
}

function blank(record: WorkerRecord, { verb }: Wish, because: SupervisionRefusal, about: string): WorkerPreview {
  return {
    worker: record.key, name: record.name, host: record.host, backend: null, ability: abilityOf(verb, refusal(because, about)), process: null, tasks: null, moreTasks: 0,
    visibilityTimeoutS: null, queuesWithoutConsumer: [], rungs: [], expectedMs: { least: null, most: null }, warnings: [], lockedBy: null,
  };
}
