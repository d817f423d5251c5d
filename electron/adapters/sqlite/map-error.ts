/**
 * SQLite's result codes to reasons: a table. Nothing else looks at them. Codes: sqlite.org/rescode.html; the low byte is
 * the primary code. An I/O error is what a full disk looks like through the shared-memory file, so the disk is asked too.
 */
import type { AppError } from '#shared/errors.ts';
import type { Failure, FailureReason } from './protocol.ts';

const primary: Readonly<Record<number, FailureReason>> = {
  5: 'busy', 6: 'busy', 8: 'not-writable', 3: 'not-writable', 14: 'not-writable', 11: 'corrupt', 26: 'corrupt', 13: 'disk-full', 10: 'other',
};
const ioErrorCode = 10;
const systemCodes: Readonly<Record<string, FailureReason>> = { ENOSPC: 'disk-full', EDQUOT: 'disk-full', EACCES: 'not-writable', EPERM: 'not-writable', EROFS: 'not-writable', ENOENT: 'missing' };

export type Surroundings = {
  /** The file has nearly as many pages as its limit allows (what failed has been undone, so it is not quite there). */
  readonly isNearLimit: () => boolean;
  readonly isDiskFull: () => boolean;
};

export function mapSqliteError(error: unknown, around: Surroundings): Failure {
  const text = error instanceof Error ? error.message : String(error);
  const code = numberAt(error, 'errcode') & 0xff;
  const reason = primary[code] ?? systemCodes[textAt(error, 'code')] ?? 'other';
  if (reason === 'disk-full' && code !== 0 && around.isNearLimit() && !around.isDiskFull()) return { because: 'over-limit', text };
  if (code === ioErrorCode && around.isDiskFull()) return { because: 'disk-full', text };
  return { because: reason, text };
}

/** The reason as it crosses to a person: no library text, only which file and why. */
export function toAppError({ because }: Failure, path: string): AppError {
  const words = {
    'disk-full': 'disk-full', 'over-limit': 'too-large', busy: 'other', corrupt: 'bad-format', 'not-writable': 'not-writable', closed: 'other', missing: 'missing', other: 'other',
  } as const satisfies Record<FailureReason, Extract<AppError, { code: 'file-failed' }>['because']>;
  return { code: 'file-failed', path, because: words[because] };
}

const at = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null && key in value ? (value as Record<string, unknown>)[key] : undefined);
const numberAt = (value: unknown, key: string): number => { const found = at(value, key); return typeof found === 'number' ? found : 0; };
const textAt = (value: unknown, key: string): string => { const found = at(value, key); return typeof found === 'string' ? found : ''; };
