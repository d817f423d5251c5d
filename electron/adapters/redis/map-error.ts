/**
 * Redis, socket and TLS failures to the closed list of errors. The only place that looks at a library's error code
 * or message text; nothing of that text crosses (an error reply may quote a command and with it a key or a password).
 */
import type { AppError } from '#shared/errors.ts';

/** Set by our own connector when the first byte is not RESP: an HTTP server, an SSH banner. */
export const notRedisCode = 'FLEETBEAT_NOT_REDIS';

type Cause = (broker: string) => AppError;

const unreachable = (because: Extract<AppError, { code: 'broker-unreachable' }>['because']): Cause => (broker) => ({ code: 'broker-unreachable', broker, because });
const login = (because: Extract<AppError, { code: 'broker-login-refused' }>['because']): Cause => (broker) => ({ code: 'broker-login-refused', broker, because });
const notReady = (because: Extract<AppError, { code: 'broker-not-ready' }>['because']): Cause => (broker) => ({ code: 'broker-not-ready', broker, because });
const noWrites = (because: Extract<AppError, { code: 'broker-refuses-writes' }>['because']): Cause => (broker) => ({ code: 'broker-refuses-writes', broker, because });
const tls = (because: Extract<AppError, { code: 'broker-tls-failed' }>['because']): Cause => (broker) => ({ code: 'broker-tls-failed', broker, because });

/** Error replies, by their first words. Texts as sent by Redis 5 to 7. */
const replyTable: readonly (readonly [RegExp, Cause])[] = [
  [/^NOAUTH\b/, login('password-needed')],
  [/^WRONGPASS\b/, login('wrong-password')],
  [/^ERR invalid password/i, login('wrong-password')],
  [/^NOPERM\b/, login('no-permission')],
  [/^DENIED\b/, login('no-permission')],
  [/^ERR unknown (sub)?command/i, login('no-permission')],
  [/^LOADING\b/, notReady('loading')],
  [/^MASTERDOWN\b/, notReady('master-down')],
  [/^BUSY\b/, notReady('busy-script')],
  [/^MISCONF\b/, noWrites('misconf')],
  [/^NOREPLICAS\b/, noWrites('misconf')],
  [/^OOM\b/, noWrites('out-of-memory')],
  [/^READONLY\b/, noWrites('read-only-replica')],
  // A key of another program under a queue's name.
  [/^WRONGTYPE\b/, () => ({ code: 'not-found', what: 'list' })],
  [/^ERR max number of clients/i, unreachable('refused')],
  [/^ERR Protocol error/i, unreachable('not-redis')],
  // ioredis' own parser, when a stream turns into something else half way
  [/^Unknown RESP type/, unreachable('not-redis')],
  [/^ERR (DB index is out of range|invalid DB index|SELECT is not allowed)/i, () => ({ code: 'broker-url-invalid', problem: 'database' })],
];

const codeTable: Readonly<Record<string, Cause>> = {
  ECONNREFUSED: unreachable('refused'),
  ENOENT: unreachable('refused'),
  EACCES: unreachable('refused'),
  ETIMEDOUT: unreachable('timeout'),
  EHOSTUNREACH: unreachable('timeout'),
  ENETUNREACH: unreachable('timeout'),
  ENOTFOUND: unreachable('name-unknown'),
  EAI_AGAIN: unreachable('name-unknown'),
  EAI_NONAME: unreachable('name-unknown'),
  ECONNRESET: unreachable('closed'),
  EPIPE: unreachable('closed'),
  ERR_STREAM_PREMATURE_CLOSE: unreachable('closed'),
  ERR_STREAM_DESTROYED: unreachable('closed'),
  [notRedisCode]: unreachable('not-redis'),
  DEPTH_ZERO_SELF_SIGNED_CERT: tls('untrusted'),
  SELF_SIGNED_CERT_IN_CHAIN: tls('untrusted'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: tls('untrusted'),
  UNABLE_TO_GET_ISSUER_CERT: tls('untrusted'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: tls('untrusted'),
  CERT_UNTRUSTED: tls('untrusted'),
  CERT_HAS_EXPIRED: tls('expired'),
  CERT_NOT_YET_VALID: tls('expired'),
  ERR_TLS_CERT_ALTNAME_INVALID: tls('wrong-name'),
  HOSTNAME_MISMATCH: tls('wrong-name'),
  ERR_SSL_WRONG_VERSION_NUMBER: tls('not-tls'),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: tls('not-tls'),
  ERR_TLS_HANDSHAKE_TIMEOUT: tls('not-tls'),
};

/** `internal` logs what no row knows and returns its reference. */
export function mapRedisError(error: unknown, broker: string, internal: (error: unknown) => string): AppError {
  const code = textField(error, 'code');
  const known = code === null ? undefined : Object.hasOwn(codeTable, code) ? codeTable[code] : undefined;
  if (known !== undefined) return known(broker);
  if (code !== null && /^(ERR_SSL_|ERR_TLS_|ERR_OSSL_|CERT_|EPROTO$)/.test(code)) return tls('other')(broker);
  const message = textField(error, 'message') ?? '';
  for (const [pattern, cause] of replyTable) if (pattern.test(message)) return cause(broker);
  if (/^Connection is closed|connection close|writeable|ended by the other party/i.test(message)) return unreachable('closed')(broker);
  return { code: 'internal', reference: internal(error) };
}

/** AUTH sent to a server that asks for none is not a failure: the connection is open. */
export function isNeedlessPassword(error: unknown): boolean {
  return /no password is set|without any password configured/i.test(textField(error, 'message') ?? '');
}

/** BRPOP before Redis 6 takes whole seconds only. */
export function isIntegerTimeoutRefusal(error: unknown): boolean {
  return /timeout is not an integer/i.test(textField(error, 'message') ?? '');
}

function textField(error: unknown, name: 'code' | 'message'): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : null;
}
