/** What can be known at this moment of the workers that may hold messages of a broker: their processes and what they list. */
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import { clientNames, parseClientList } from '#electron/celery/core/parse-client-list.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { WorkerRecord } from '#electron/fleet/core/worker-record.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { BrokerId } from '#shared/domain/ids.ts';
import type { TaskList } from '#shared/domain/task.ts';
import type { Candidate, HeldTask, HolderFacts } from './core/presume-holder.ts';
import type { Side } from './side.ts';
import { textIn } from './find-messages.ts';

export type HolderNeeds = { readonly keeper: Pick<FleetKeeper, 'snapshot' | 'worker' | 'host'>; readonly clock: Clock };

const maxWorkers = 200;

export async function gatherHolders(needs: HolderNeeds, watch: BrokerWatch, side: Side, broker: BrokerId, signal: AbortSignal): Promise<HolderFacts> {
  const snapshot = needs.keeper.snapshot();
  const records = snapshot.workers.filter((worker) => worker.broker === broker).slice(0, maxWorkers).flatMap(({ key }) => needs.keeper.worker(key) ?? []);
  const candidates = await Promise.all(records.map((record) => look(needs, watch, record, signal)));
  const listeners = snapshot.brokers.find(({ id }) => id === broker)?.listeners ?? null;
  const clients = textIn(await side.one(['CLIENT', 'LIST']));
  return { candidates, strangers: countStrangers(candidates, listeners, clients) };
}

async function look({ keeper, clock }: HolderNeeds, watch: BrokerWatch, record: WorkerRecord, signal: AbortSignal): Promise<Candidate> {
  const isConnected = record.host !== null && keeper.host(record.host)?.link.phase === 'connected';
  const process = record.process !== null && isConnected ? 'alive' : record.process === null && record.gone !== null ? 'ended' : 'unseen';
  const listed = process === 'ended' ? null : await watch.tasks(record.name, signal);
  const lists = listed?.ok === true ? [held(listed.value.active, 'running'), held(listed.value.reserved, 'reserved'), held(listed.value.scheduled, 'scheduled')] : null;
  const now = clock.now();
  return {
    key: record.key, name: record.name, process, startedAt: record.process?.main.startedAt ?? null,
    heartbeatAgeMs: record.heartbeat.lastAt === null ? null : now - record.heartbeat.lastAt, intervalMs: (record.heartbeat.intervalS ?? 2) * 1000,
    held: lists === null ? null : { tasks: lists.flatMap(({ tasks }) => tasks), isWhole: lists.every(({ isWhole }) => isWhole) },
    acksLate: null,
  };
}

function held(list: TaskList, stage: HeldTask['stage']): { readonly tasks: readonly HeldTask[]; readonly isWhole: boolean } {
  return { tasks: list.tasks.map(({ id, acknowledged }) => ({ id, stage, acknowledged })), isWhole: list.tasks.length >= list.total };
}

/**
 * Whoever listens for control commands, or waits for work, beyond the workers known to live. The census of the control
 * channel may be seconds old and still count a worker that has just died: the smaller of two counts is taken, as either
 * alone proves that there is nobody else who listens.
 */
function countStrangers(candidates: readonly Candidate[], listeners: number | null, clientText: string | null): number | null {
  const living = candidates.filter((one) => one.process === 'alive' || one.held !== null || (one.process === 'unseen' && one.heartbeatAgeMs !== null && one.heartbeatAgeMs < one.intervalMs * 3)).length;
  const rows = clientText === null ? null : parseClientList(clientText, 'fleetbeat');
  const subscribers = rows === null ? null : rows.filter(({ isSubscriber }) => isSubscriber).length;
  const waiting = rows === null ? null : rows.filter(({ isWaitingForWork }) => isWaitingForWork).length;
  const counts = [listeners, subscribers].filter((count) => count !== null);
  if (counts.length === 0 || (clientText !== null && clientNames(clientText).size === 0)) return null;
  return Math.max(0, Math.min(...counts) - living, (waiting ?? 0) - living);
}
