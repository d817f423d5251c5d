/**
 * One SSH connection to one host: commands, live channels and forwards over it. The only implementation outside
 * tests is adapters/ssh. Remote output is hostile bytes.
 */
import type { Duplex } from 'node:stream';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type RunOutcome = { readonly exitCode: number | null; readonly signal: string | null; readonly stdout: Uint8Array; readonly stderr: Uint8Array; readonly wasCut: boolean };
export type ChannelEnd = { readonly exitCode: number | null; readonly signal: string | null; readonly lost: boolean };

/** A running remote program with its stdin open. Both outputs are always consumed. */
export type LiveChannel = {
  /** False when the channel's window is full: the caller should not queue more. */
  write(text: string): boolean;
  onData(listen: (chunk: Uint8Array) => void): () => void;
  onErrorData(listen: (chunk: Uint8Array) => void): () => void;
  onEnd(listen: (end: ChannelEnd) => void): () => void;
  close(): void;
};

export type ForwardTarget = { readonly host: string; readonly port: number } | { readonly socketPath: string };

export type RemoteSession = {
  readonly serverVersion: string;
  /** Hops as `user@host:port`, the host itself last. */
  readonly route: readonly string[];
  /** One command, to its end. `maxBytes` bounds each output; more is dropped and `wasCut` set. */
  run(command: string, options: { readonly signal: AbortSignal; readonly deadlineMs: number; readonly input?: Uint8Array; readonly maxBytes?: number }): Promise<Result<RunOutcome, AppError>>;
  /** A long-lived program. `command` is interpreted by the login shell, which may be fish or csh. */
  open(command: string, options: { readonly signal: AbortSignal }): Promise<Result<LiveChannel, AppError>>;
  forward(to: ForwardTarget, options: { readonly signal: AbortSignal; readonly deadlineMs: number }): Promise<Result<Duplex, AppError>>;
  /** Fires once, with the reason, when the connection is gone for whatever cause but dispose. */
  onLost(listen: (cause: AppError) => void): () => void;
  dispose(): Promise<void>;
};
