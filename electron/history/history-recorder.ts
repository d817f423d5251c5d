/**
 * Takes what the fleet says second by second to the store, in batches.
 * Must stay true (HS1): what was seen is on its way to the file within a second; a store that is slow, full or gone
 * never slows the watching and never grows the memory without bound; what had to be dropped is counted.
 */
import type { Pulse } from '#electron/fleet/core/pulse-values.ts';
import type { FleetListener } from '#electron/fleet/fleet-keeper.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { HistoryStore, StoredVerdict } from '#electron/ports/history-store.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { RebuiltRange } from '#shared/domain/history.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { createWaitingBatch, type WaitingBatch } from './waiting-batch.ts';

export type HistoryRecorder = Required<Pick<FleetListener, 'onPulse' | 'onMark' | 'onVerdict'>> & {
  /** Samples of the past, put together from the host's own records. */
  rebuilt(host: HostId, range: RebuiltRange, pulses: readonly { readonly at: number; readonly values: Pulse }[]): void;
  lost(): number;
  /** Says every verdict again: to a file that does not know them. */
  sayAgain(): void;
  /** Writes what is left; every worker's span ends here. */
  dispose(): Promise<void>;
};

export type HistoryRecorderNeeds = { readonly store: HistoryStore; readonly clock: Clock; readonly timers: Timers; readonly settings: () => Settings };

const flushMs = 1000;
/** Said also when nothing happened, so that the file knows until when it was watched. */
const sayAliveMs = 5000;
const retryMs = 5000;
const tidyMs = 10_000;
/** After such a pause the machine slept: what was judged before is not known for the time between. */
const sleptMs = 60_000;

export function createHistoryRecorder(needs: HistoryRecorderNeeds): HistoryRecorder {
  const { store, clock, settings } = needs;
  const current = new Map<WorkerKey, StoredVerdict>();
  const waiting = createWaitingBatch();
  const isRecording = (): boolean => settings().history.isOn && store.state().state !== 'elsewhere';
  const add: WaitingBatch['add'] = (kind, item) => { if (isRecording()) waiting.add(kind, item); };
  const sayAgain = (): void => {
    const at = clock.now();
    for (const verdict of current.values()) add('verdicts', { ...verdict, at });
  };
  const writer = createBatchWriter({ ...needs, waiting, isRecording, sayAgain });
  return {
    onPulse: (host, at, values) => add('pulses', { host, at, values }),
    onMark: (host, mark) => add('marks', { host, mark }),
    onVerdict: (worker, verdict, at, host) => {
      const stored: StoredVerdict = { host, worker, at, verdict: verdict === null ? null : { kind: verdict.kind, reason: verdict.reason } };
      if (verdict === null) current.delete(worker);
      else current.set(worker, stored);
      add('verdicts', stored);
    },
    rebuilt: (host, range, pulses) => {
      add('rebuilt', { host, range });
      for (const { at, values } of pulses) add('pulses', { host, at, values });
    },
    lost: waiting.lost,
    sayAgain,
    dispose: async () => {
      const at = clock.now();
      for (const { worker, host } of current.values()) add('verdicts', { worker, host, at, verdict: null });
      await writer.dispose();
    },
  };
}

type WriterNeeds = HistoryRecorderNeeds & { readonly waiting: WaitingBatch; readonly isRecording: () => boolean; readonly sayAgain: () => void };

/** One write at a time, at most once a second; tidying in between. */
function createBatchWriter({ store, clock, timers, settings, waiting, isRecording, sayAgain }: WriterNeeds): { dispose(): Promise<void> } {
  let writing: Promise<void> | null = null;
  let notBefore = 0;
  let saidAt: number | null = null;
  let tidiedAt = clock.monotonic();
  let lastState = store.state().state;

  const write = async (at: number): Promise<void> => {
    const batch = waiting.take();
    saidAt = at;
    const done = await store.append({ at, ...batch });
    if (done.ok) return;
    notBefore = clock.monotonic() + retryMs;
    waiting.putBack(batch);
  };
  const work = async (at: number): Promise<void> => {
    await write(at);
    if (clock.monotonic() - tidiedAt < tidyMs) return;
    tidiedAt = clock.monotonic();
    const { limitBytes, keepMs } = settings().history;
    await store.tidy(clock.now(), { limitBytes, keepMs });
  };
  const turn = (): void => {
    if (writing !== null || !isRecording() || clock.monotonic() < notBefore) return;
    const at = clock.now();
    if (saidAt !== null && at - saidAt > sleptMs) sayAgain();
    if (waiting.isEmpty() && saidAt !== null && Math.abs(at - saidAt) < sayAliveMs) return;
    writing = work(at).finally(() => { writing = null; });
  };
  const ticking = timers.every(flushMs, turn);
  const stopHearing = store.onState(({ state }) => {
    // the file may be another one now, or another program wrote meanwhile
    if (state === 'on' && lastState !== 'on') sayAgain();
    lastState = state;
  });
  return {
    dispose: async () => {
      ticking[Symbol.dispose]();
      stopHearing();
      await writing;
      if (isRecording()) await write(clock.now());
    },
  };
}
