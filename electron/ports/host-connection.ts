/** What the connections room offers the rest of the engine: one kept connection per host. */
import type { LinkState } from '#shared/domain/host.ts';
import type { HostConfig, HostDraft } from '#shared/domain/host-config.ts';
import type { TestStage } from '#shared/domain/connection-test.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';
import type { RemoteSession } from './remote-shell.ts';

export type HostConnection = {
  state(): LinkState;
  /** Called at every change of state, at once and in order. */
  onState(listen: (state: LinkState) => void): () => void;
  /** Called with a session at each (re)connect and null at each loss. */
  onSession(listen: (session: RemoteSession | null) => void): () => void;
  /** Tries now, whatever the back-off says; also leaves `blocked`. */
  retryNow(): void;
  /** The sampler's round trip, shown in the state. */
  reportLatency(ms: number): void;
  dispose(): Promise<void>;
};

export type ConnectionKeeper = {
  keep(config: HostConfig): HostConnection;
  /** Connects once for a test, without keeping: stages name … shell, and the open session when all passed. */
  test(draft: HostDraft, id: HostConfig['id'] | null, signal: AbortSignal): Promise<{ readonly stages: readonly TestStage[]; readonly session: RemoteSession | null }>;
  aliases(): Promise<Result<readonly { alias: string; address: string; user: string | null; port: number | null; jump: string[]; isKnown: boolean }[], AppError>>;
};
