/** What `ssh NAME` would do according to the operator's own ~/.ssh/config. Read only; nothing of it is ever executed. */
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type ResolvedHost = {
  readonly address: string;
  readonly user: string | null;
  readonly port: number | null;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** Socket path, `none`, or null when the file does not say. */
  readonly identityAgent: string | null;
  /** In order; empty for a direct connection. */
  readonly jump: readonly string[];
  readonly hasProxyCommand: boolean;
  readonly hostKeyAlias: string | null;
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  /** What was skipped and why, for the log. */
  readonly notes: readonly string[];
};

export type SshClientConfig = {
  /** `user` and `port` are those the operator gave, for `Match user` and tokens. */
  resolve(name: string, given: { readonly user: string | null; readonly port: number | null }): Promise<Result<ResolvedHost, AppError>>;
  /** Aliases without wildcards, in the file's order. */
  aliases(): Promise<Result<readonly string[], AppError>>;
};
