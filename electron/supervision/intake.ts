/**
 * A worker's intake through its broker: taken away queue by queue, given back the same way, and waiting until its hands are empty.
 * Must stay true: what was taken away is remembered until it was given back; a worker that does not answer is never called idle.
 */
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import { pause } from './verify-worker.ts';
import type { WorkerBook } from './worker-book.ts';

export type IntakeNeeds = { readonly clock: Clock; readonly timers: Timers; readonly keeper: FleetKeeper; readonly brokers: BrokerDesk; readonly book: WorkerBook };

export type IntakeAnswer = { readonly queues: readonly string[]; readonly isAnswered: boolean };
export type Idleness = { readonly state: 'idle' | 'busy' | 'silent' | 'stopped'; readonly active: number | null; readonly reserved: number | null };

export type Intake = {
  /** Queues to take away: those it says it consumes, else those of its command line. */
  queues(worker: WorkerKey): readonly string[] | null;
  pause(worker: WorkerKey, signal: AbortSignal): Promise<IntakeAnswer>;
  resume(worker: WorkerKey, signal: AbortSignal): Promise<IntakeAnswer>;
  waitUntilIdle(worker: WorkerKey, withinMs: number, signal: AbortSignal, onLook: (seen: Idleness) => void): Promise<Idleness>;
  isConnected(worker: WorkerKey): boolean;
};

const lookEveryMs = 700;
/** Consecutive empty looks before it counts: a message may be on its way while the first is answered. */
const emptyLooks = 2;

export function createIntake(needs: IntakeNeeds): Intake {
  const reach = (worker: WorkerKey): { readonly watch: BrokerWatch; readonly node: string } | null => {
    const record = needs.keeper.worker(worker);
    const watch = record?.broker === null || record?.broker === undefined ? null : needs.brokers.watch(record.broker);
    return record === null || watch === null ? null : { watch, node: record.name };
  };
  const queues = (worker: WorkerKey): readonly string[] | null => {
    const record = needs.keeper.worker(worker);
    if (record === null) return null;
    // one that consumes nothing now was paused: by another panel, or by one that was killed
    const known = record.activeQueues === null || record.activeQueues.length === 0 ? (record.lastMain?.queues ?? null) : record.activeQueues;
    return known === null || known.length === 0 ? null : known;
  };
  const send = async (worker: WorkerKey, kind: 'cancel-consumer' | 'add-consumer', wanted: readonly string[], signal: AbortSignal): Promise<boolean> => {
    const reached = reach(worker);
    if (reached === null || wanted.length === 0) return false;
    const receipts = await Promise.all(wanted.map((queue) => reached.watch.control(reached.node, { kind, queue }, signal)));
    return receipts.every((receipt) => receipt.ok && receipt.value.outcome === 'done');
  };
  return {
    queues,
    isConnected: (worker) => reach(worker) !== null,
    pause: async (worker, signal) => {
      const wanted = queues(worker) ?? [];
      needs.book.setPaused(worker, [...new Set([...needs.book.paused(worker), ...wanted])]);
      return { queues: wanted, isAnswered: await send(worker, 'cancel-consumer', wanted, signal) };
    },
    resume: async (worker, signal) => {
      const wanted = needs.book.paused(worker).length > 0 ? needs.book.paused(worker) : (queues(worker) ?? needs.keeper.worker(worker)?.lastMain?.queues ?? ['celery']);
      const isAnswered = await send(worker, 'add-consumer', wanted, signal);
      if (isAnswered) needs.book.setPaused(worker, []);
      return { queues: wanted, isAnswered };
    },
    waitUntilIdle: (worker, withinMs, signal, onLook) => waitUntilIdle(needs, reach, worker, withinMs, signal, onLook),
  };
}

async function waitUntilIdle(needs: IntakeNeeds, reach: (worker: WorkerKey) => { readonly watch: BrokerWatch; readonly node: string } | null, worker: WorkerKey, withinMs: number, signal: AbortSignal, onLook: (seen: Idleness) => void): Promise<Idleness> {
  const began = needs.clock.monotonic();
  let empty = 0;
  let last: Idleness = { state: 'silent', active: null, reserved: null };
  while (!signal.aborted) {
    const record = needs.keeper.worker(worker);
    if (record === null || record.process === null) return { state: 'stopped', active: null, reserved: null };
    const reached = reach(worker);
    const listed = reached === null ? null : await reached.watch.tasks(reached.node, signal);
    if (listed !== null && listed.ok) {
      const active = listed.value.active.total;
      const reserved = listed.value.reserved.total;
      empty = active + reserved === 0 ? empty + 1 : 0;
      last = { state: empty >= emptyLooks ? 'idle' : 'busy', active, reserved };
    } else {
      empty = 0;
      last = { state: 'silent', active: null, reserved: null };
    }
    onLook(last);
    if (last.state === 'idle' || needs.clock.monotonic() - began >= withinMs) return last;
    await pause(needs.timers, lookEveryMs, signal);
  }
  return last;
}
