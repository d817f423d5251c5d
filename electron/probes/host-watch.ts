/**
 * Watches one connected host through the resident sampler. (Door type of the room; built by create-host-watch.ts.)
 */
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import type { HostObservation } from './core/host-observation.ts';

/** A program that runs inside the reader and speaks over its channel: the log follower. */
export type Carried = { send(line: string): void; close(): void };
export type CarriedListener = { bytes(chunk: Uint8Array): void; /** Once: it failed, or the reader ended. */ ended(): void };

export type LogCarrier = {
  /** Waits for a reader that can take it in. null: this reader cannot (a shell). `program` is packed in one word, `marker` is hex of ours. */
  carry(program: string, marker: string, listener: CarriedListener, signal: AbortSignal): Promise<Result<Carried | null, AppError>>;
};

export type HostWatch = LogCarrier & {
  onObservation(listen: (seen: HostObservation) => void): () => void;
  /** Look for Celery processes now rather than at the next minute (a heartbeat came from an unknown worker). */
  lookNow(): void;
  setInterval(everyMs: number): void;
  /** Ends the remote reader; nothing stays on the host. */
  dispose(): Promise<void>;
};
