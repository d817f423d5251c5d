/**
 * Proves that a worker is back, or gone: from what the fleet sees, not from what a command said.
 * Must stay true: the proofs are of the new process; one that did not come within the time is named.
 */
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { WorkerRecord } from '#electron/fleet/core/worker-record.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { ProofWanted } from '#shared/domain/operation.ts';
import type { ProcessRef } from './core/hand-talk.ts';

export type VerifyNeeds = { readonly clock: Clock; readonly timers: Timers; readonly keeper: FleetKeeper; readonly brokers: BrokerDesk; readonly scan: (host: HostId) => void };

/** `process` null: none was found. `missing` empty: proven. */
export type Verification = { readonly process: ProcessRef | null; readonly missing: readonly ProofWanted[] };

const lookEveryMs = 200;
/** Scans and pings are asked for no more often than this: each costs the host something. */
const nudgeEveryMs = 1_000;

export async function verifyRunning(needs: VerifyNeeds, worker: WorkerKey, old: ProcessRef | null, withinMs: number): Promise<Verification> {
  return until(needs, () => needs.keeper.worker(worker), null, withinMs, (record) => missingOfRunning(record, old));
}

/** A container that was made anew may have given its worker another name: it is known by the container alone. null: there is none. */
export async function verifyInContainer(needs: VerifyNeeds, host: HostId, container: string | null, old: ProcessRef | null, withinMs: number): Promise<Verification> {
  return until(needs, () => (container === null ? null : (needs.keeper.workersOn(host).find(({ process }) => process?.main.container === container) ?? null)), host, withinMs, (record) => missingOfRunning(record, old));
}

export async function verifyStopped(needs: VerifyNeeds, worker: WorkerKey, withinMs: number): Promise<Verification> {
  return until(needs, () => needs.keeper.worker(worker), null, withinMs, (record) => (record?.process === null || record?.process === undefined ? [] : ['process-gone']));
}

function missingOfRunning(record: WorkerRecord | null, old: ProcessRef | null): readonly ProofWanted[] {
  const live = record?.process ?? null;
  if (record === null || live === null || (old !== null && live.main.pid === old.pid && live.main.startTicks === old.startTicks)) return ['new-process', 'heartbeat-or-reply', 'waiting-connection'];
  const since = live.firstSeenAt;
  const isHeard = (record.heartbeat.lastAt ?? 0) >= since || (record.reply.lastAt ?? 0) >= since;
  // a worker in the middle of tasks waits for no message: that it works is proof enough
  const isFed = record.connection?.isWaiting === true || ((record.active?.count ?? 0) > 0 && (record.active?.at ?? 0) >= since) || (record.processed?.movedAt ?? 0) >= since;
  return [...(isHeard ? [] : (['heartbeat-or-reply'] as const)), ...(isFed ? [] : (['waiting-connection'] as const))];
}

async function until(needs: VerifyNeeds, find: () => WorkerRecord | null, where: HostId | null, withinMs: number, missing: (record: WorkerRecord | null) => readonly ProofWanted[]): Promise<Verification> {
  const began = needs.clock.monotonic();
  let nudgedAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    const record = find();
    const left = missing(record);
    const main = record?.process?.main ?? null;
    const now = needs.clock.monotonic();
    if (left.length === 0 || now - began >= withinMs) return { process: main === null ? null : { pid: main.pid, startTicks: main.startTicks }, missing: left };
    if (now - nudgedAt >= nudgeEveryMs) {
      nudgedAt = now;
      const host = record?.host ?? where;
      if (host !== null) needs.scan(host);
      if (record?.broker !== null && record?.broker !== undefined) needs.brokers.watch(record.broker)?.askNow();
    }
    await pause(needs.timers, lookEveryMs);
  }
}

export function pause(timers: Timers, ms: number, signal?: AbortSignal): Promise<void> {
  const over = Promise.withResolvers<void>();
  const timer = timers.after(ms, () => over.resolve());
  const end = (): void => over.resolve();
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end, { once: true });
  return over.promise.finally(() => { timer[Symbol.dispose](); signal?.removeEventListener('abort', end); });
}
