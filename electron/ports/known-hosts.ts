/**
 * known_hosts files as text. The user's own files are only read; the one this application owns is replaced whole and
 * atomically. `hmacSha1` serves hashed names (`|1|salt|hash`), all in base64.
 */
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type KnownHostsText = { readonly path: string; readonly text: string };

export type KnownHostsFiles = {
  readonly ownPath: string;
  /** Ours first, then the given ones in order; missing files are left out. */
  read(paths: readonly string[]): Promise<Result<readonly KnownHostsText[], AppError>>;
  /** Changes our file: `change` gets its text (empty when missing). Calls are done one after the other. */
  changeOwn(change: (text: string) => string): Promise<Result<void, AppError>>;
  hmacSha1(saltBase64: string, text: string): string;
  /** `SHA256:…` of a public key in base64. */
  fingerprint(blobBase64: string): string;
};
