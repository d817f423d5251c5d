/**
 * Watches one connected host through the resident sampler. (Door type of the room; built by create-host-watch.ts.)
 */
import type { HostObservation } from './core/host-observation.ts';

export type HostWatch = {
  onObservation(listen: (seen: HostObservation) => void): () => void;
  /** Look for Celery processes now rather than at the next minute (a heartbeat came from an unknown worker). */
  lookNow(): void;
  setInterval(everyMs: number): void;
  /** Ends the remote reader; nothing stays on the host. */
  dispose(): Promise<void>;
};
