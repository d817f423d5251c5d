/**
 * Where secrets rest: the operating system's keychain, or this process's memory when there is none
 * (then the operator is asked again after a restart, and the window says so).
 */
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

/** `host:<id>:password`, `key:<path>:passphrase`, `broker:<label>:password` */
export type SecretName = string;

export type SecretVault = {
  readonly kind: 'keychain' | 'memory';
  get(name: SecretName): Promise<Result<string | null, AppError>>;
  set(name: SecretName, value: string): Promise<Result<void, AppError>>;
  remove(name: SecretName): Promise<Result<void, AppError>>;
};
