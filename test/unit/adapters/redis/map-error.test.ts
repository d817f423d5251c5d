import { describe, expect, it } from 'vitest';
import { isIntegerTimeoutRefusal, isNeedlessPassword, mapRedisError, notRedisCode } from '#electron/adapters/redis/map-error.ts';

const broker = 'redis://pi:6379/0';
const map = (error: unknown) => mapRedisError(error, broker, () => 'ref-1');
const reply = (message: string) => map(new Error(message));
const coded = (code: string) => map(Object.assign(new Error('secret text'), { code }));

describe('mapRedisError', () => {
  it.each([
    ['NOAUTH Authentication required.', { code: 'broker-login-refused', broker, because: 'password-needed' }],
    ['WRONGPASS invalid username-password pair or user is disabled.', { code: 'broker-login-refused', broker, because: 'wrong-password' }],
    ['ERR invalid password', { code: 'broker-login-refused', broker, because: 'wrong-password' }],
    ["NOPERM this user has no permissions to run the 'info' command", { code: 'broker-login-refused', broker, because: 'no-permission' }],
    ['DENIED Redis is running in protected mode', { code: 'broker-login-refused', broker, because: 'no-permission' }],
    ["ERR unknown command 'CONFIG', with args beginning with: ", { code: 'broker-login-refused', broker, because: 'no-permission' }],
    ['LOADING Redis is loading the dataset in memory', { code: 'broker-not-ready', broker, because: 'loading' }],
    ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", { code: 'broker-not-ready', broker, because: 'master-down' }],
    ['BUSY Redis is busy running a script.', { code: 'broker-not-ready', broker, because: 'busy-script' }],
    ['MISCONF Redis is configured to save RDB snapshots, but it is unable to persist', { code: 'broker-refuses-writes', broker, because: 'misconf' }],
    ['NOREPLICAS Not enough good replicas to write.', { code: 'broker-refuses-writes', broker, because: 'misconf' }],
    ["OOM command not allowed when used memory > 'maxmemory'.", { code: 'broker-refuses-writes', broker, because: 'out-of-memory' }],
    ["READONLY You can't write against a read only replica.", { code: 'broker-refuses-writes', broker, because: 'read-only-replica' }],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', { code: 'not-found', what: 'list' }],
    ['ERR max number of clients reached', { code: 'broker-unreachable', broker, because: 'refused' }],
    ['ERR Protocol error: invalid bulk length', { code: 'broker-unreachable', broker, because: 'not-redis' }],
    ['Unknown RESP type 72 "H"', { code: 'broker-unreachable', broker, because: 'not-redis' }],
    ['ERR DB index is out of range', { code: 'broker-url-invalid', problem: 'database' }],
    ['Connection is closed.', { code: 'broker-unreachable', broker, because: 'closed' }],
    ['Command aborted due to connection close', { code: 'broker-unreachable', broker, because: 'closed' }],
    ['ERR something nobody has seen', { code: 'internal', reference: 'ref-1' }],
  ])('reply %s', (message, expected) => expect(reply(message)).toEqual(expected));

  it.each([
    ['ECONNREFUSED', 'refused'], ['ENOENT', 'refused'], ['EACCES', 'refused'],
    ['ETIMEDOUT', 'timeout'], ['EHOSTUNREACH', 'timeout'], ['ENETUNREACH', 'timeout'],
    ['ENOTFOUND', 'name-unknown'], ['EAI_AGAIN', 'name-unknown'], ['EAI_NONAME', 'name-unknown'],
    ['ECONNRESET', 'closed'], ['EPIPE', 'closed'], ['ERR_STREAM_PREMATURE_CLOSE', 'closed'], ['ERR_STREAM_DESTROYED', 'closed'],
    [notRedisCode, 'not-redis'],
  ])('socket %s', (code, because) => expect(coded(code)).toEqual({ code: 'broker-unreachable', broker, because }));

  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'untrusted'], ['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted'], ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'untrusted'],
    ['UNABLE_TO_GET_ISSUER_CERT', 'untrusted'], ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'untrusted'], ['CERT_UNTRUSTED', 'untrusted'],
    ['CERT_HAS_EXPIRED', 'expired'], ['CERT_NOT_YET_VALID', 'expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong-name'], ['HOSTNAME_MISMATCH', 'wrong-name'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'not-tls'], ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'not-tls'], ['ERR_TLS_HANDSHAKE_TIMEOUT', 'not-tls'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'other'], ['CERT_REVOKED', 'other'], ['EPROTO', 'other'],
  ])('TLS %s', (code, because) => expect(coded(code)).toEqual({ code: 'broker-tls-failed', broker, because }));

  it.each([undefined, null, 7, 'text', {}, { message: 3, code: 'toString' }])('anything at all: %s', (thrown) => expect(map(thrown)).toEqual({ code: 'internal', reference: 'ref-1' }));

  it('never lets foreign text cross', () => {
    expect(JSON.stringify(reply('NOPERM user bob with hunter2'))).not.toContain('hunter2');
    expect(JSON.stringify(coded('EPIPE'))).not.toContain('secret');
  });
});

describe('replies with a meaning of their own', () => {
  it('knows an unneeded password', () => {
    expect(isNeedlessPassword(new Error('ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?'))).toBe(true);
    expect(isNeedlessPassword(new Error('ERR Client sent AUTH, but no password is set'))).toBe(true);
    expect(isNeedlessPassword(new Error('WRONGPASS'))).toBe(false);
  });
  it('knows an old BRPOP', () => {
    expect(isIntegerTimeoutRefusal(new Error('ERR timeout is not an integer or out of range'))).toBe(true);
    expect(isIntegerTimeoutRefusal(new Error('ERR other'))).toBe(false);
  });
});
