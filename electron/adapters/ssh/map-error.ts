/**
 * The only place that looks at a library's or the system's error: code, level, reason and message in, AppError out.
 * Raw text never leaves; `at` names the hop. Each row has a test.
 */
import type { AppError } from '#shared/errors.ts';

export type ErrorContext = { readonly at: string; readonly name: string };

type Because<Code extends AppError['code']> = Extract<AppError, { code: Code; because: unknown }>['because'];

const unreachable: Readonly<Record<string, Because<'host-unreachable'>>> = {
  ECONNREFUSED: 'refused', EHOSTUNREACH: 'no-route', EHOSTDOWN: 'no-route', EADDRNOTAVAIL: 'no-route', EACCES: 'refused', EPERM: 'refused',
  ENETUNREACH: 'network-down', ENETDOWN: 'network-down', ETIMEDOUT: 'timeout', ECONNRESET: 'reset', EPIPE: 'reset', ECONNABORTED: 'reset',
};
const unknownName = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_NODATA', 'EAI_FAIL', 'ENODATA', 'EINVAL']);
/** With several addresses the most telling failure wins: someone who answered says more than silence. */
const tellingOrder = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'];

/** An error of the socket or of name resolution. */
export function mapSocketError(error: unknown, context: ErrorContext): AppError {
  const code = codeOf(error);
  const because = unreachable[code];
  if (because !== undefined) return { code: 'host-unreachable', at: context.at, because };
  if (unknownName.has(code)) return { code: 'name-unknown', at: context.at, name: context.name };
  return { code: 'host-unreachable', at: context.at, because: 'closed' };
}

/** An error event of the SSH client. */
export function mapClientError(error: unknown, context: ErrorContext): AppError {
  const { level, message } = fields(error);
  const at = context.at;
  if (level === 'client-socket') return mapSocketError(error, context);
  if (level === 'client-timeout') return /keepalive/i.test(message) ? { code: 'host-unreachable', at, because: 'timeout' } : { code: 'ssh-handshake-failed', at, because: 'timeout' };
  if (level === 'client-authentication') return { code: 'ssh-login-refused', at, tried: [], accepted: [] };
  if (level === 'handshake') return { code: 'ssh-handshake-failed', at, because: /no matching/i.test(message) ? 'no-common-algorithm' : 'protocol' };
  if (level === 'protocol' && /lost before handshake/i.test(message)) return { code: 'ssh-handshake-failed', at, because: 'closed-early' };
  if (/invalid (header|identification)|greeting|header line/i.test(message)) return { code: 'ssh-handshake-failed', at, because: 'not-ssh' };
  if (/too many authentication failures/i.test(message)) return { code: 'ssh-login-refused', at, tried: [], accepted: [] };
  if (level === 'protocol') return { code: 'ssh-handshake-failed', at, because: 'protocol' };
  // A DISCONNECT message of the server: its numeric reason is `code`.
  if (typeof (error as { code?: unknown }).code === 'number') return { code: 'host-unreachable', at, because: 'closed' };
  return { code: 'ssh-handshake-failed', at, because: 'protocol' };
}

/** A session channel that the server would not open or start. */
export function mapSessionOpenError(error: unknown, context: ErrorContext): AppError {
  const { message, reason } = fields(error);
  if (isConnectionGone(message)) return { code: 'host-unreachable', at: context.at, because: 'closed' };
  if (reason !== undefined) return { code: 'sessions-exhausted', at: context.at };
  return { code: 'shell-unusable', at: context.at, because: 'exited', exitCode: null };
}

/** A forward that the server would not open. Reasons are RFC 4254's: 1 prohibited, 2 connect failed. */
export function mapForwardError(error: unknown, context: ErrorContext, target: string): AppError {
  const { message, reason } = fields(error);
  if (isConnectionGone(message)) return { code: 'host-unreachable', at: context.at, because: 'closed' };
  const because = reason === 1 ? 'prohibited' : reason === 2 ? 'connect-failed' : 'other';
  return { code: 'forward-refused', at: context.at, target, because };
}

/** `passphrase-needed` and `passphrase-wrong` decide what is asked next. */
export function mapKeyError(error: unknown, path: string): Extract<AppError, { code: 'key-unusable' }> {
  const { message } = fields(error);
  if (/no passphrase given/i.test(message)) return { code: 'key-unusable', path, because: 'passphrase-needed' };
  if (/integrity check failed|bad decrypt|bad passphrase|wrong final block|unable to authenticate/i.test(message)) return { code: 'key-unusable', path, because: 'passphrase-wrong' };
  return { code: 'key-unusable', path, because: 'bad-format' };
}

export function mapKeyFileError(error: unknown, path: string): Extract<AppError, { code: 'key-unusable' }> {
  const code = codeOf(error);
  const because = code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'not-readable';
  return { code: 'key-unusable', path, because };
}

export function mapFileError(error: unknown, path: string): Extract<AppError, { code: 'file-failed' }> {
  const code = codeOf(error);
  if (code === 'ENOENT') return { code: 'file-failed', path, because: 'missing' };
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return { code: 'file-failed', path, because: 'not-writable' };
  if (code === 'ENOSPC' || code === 'EDQUOT') return { code: 'file-failed', path, because: 'disk-full' };
  return { code: 'file-failed', path, because: 'other' };
}

export function isMissingFile(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

function isConnectionGone(message: string): boolean {
  return /not connected|no response from server/i.test(message);
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    const codes = error.errors.map(codeOf);
    return tellingOrder.find((code) => codes.includes(code)) ?? codes[0] ?? '';
  }
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

function fields(error: unknown): { level: string | undefined; message: string; reason: number | undefined } {
  const seen = (error ?? {}) as { level?: unknown; message?: unknown; reason?: unknown };
  return {
    level: typeof seen.level === 'string' ? seen.level : undefined,
    message: typeof seen.message === 'string' ? seen.message : '',
    reason: typeof seen.reason === 'number' ? seen.reason : undefined,
  };
}
