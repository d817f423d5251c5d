/** The system's error codes to `file-failed`: a table. Nothing else looks at them. */
import type { AppError } from '#shared/errors.ts';

export type FileFailure = Extract<AppError, { code: 'file-failed' }>;

const always: Readonly<Record<string, FileFailure['because']>> = { ENOENT: 'missing', ENOTDIR: 'missing', ENOSPC: 'disk-full', EDQUOT: 'disk-full', EROFS: 'not-writable', EFBIG: 'too-large' };
const denied: readonly string[] = ['EACCES', 'EPERM', 'EISDIR'];

export function mapFileError(error: unknown, path: string, doing: 'reading' | 'writing'): FileFailure {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (denied.includes(code)) return { code: 'file-failed', path, because: doing === 'reading' ? 'not-readable' : 'not-writable' };
  return { code: 'file-failed', path, because: Object.hasOwn(always, code) ? (always[code] ?? 'other') : 'other' };
}
