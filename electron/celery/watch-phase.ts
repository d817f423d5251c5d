/** What a watch says of itself, and who listens. The last phase is told to whoever comes late. */
import type { Clock } from '#electron/ports/clock.ts';
import type { AppError } from '#shared/errors.ts';
import type { BrokerObservation } from './core/broker-observation.ts';

type PhaseSeen = Extract<BrokerObservation, { kind: 'phase' }>;
export type WatchPhase = {
  emit(seen: BrokerObservation): void;
  enter(phase: PhaseSeen['phase'], error: AppError | null): void;
  error(): AppError | null;
  onObservation(listen: (seen: BrokerObservation) => void): () => void;
};

export function createWatchPhase(clock: Clock, ended: AbortSignal): WatchPhase {
  const listeners = new Set<(seen: BrokerObservation) => void>();
  let last: PhaseSeen | null = null;
  const emit = (seen: BrokerObservation): void => {
    if (ended.aborted) return;
    for (const listen of listeners) listen(seen);
  };
  ended.addEventListener('abort', () => listeners.clear(), { once: true });
  return {
    emit,
    enter(phase, error) {
      if (last?.phase === phase && JSON.stringify(last.error) === JSON.stringify(error)) return;
      last = { kind: 'phase', at: clock.now(), phase, error };
      emit(last);
    },
    error: () => last?.error ?? null,
    onObservation(listen) {
      listeners.add(listen);
      if (last !== null) listen(last);
      return () => void listeners.delete(listen);
    },
  };
}
