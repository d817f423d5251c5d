/** One row per row of the table; messages as ssh2 1.17 and Node 24 write them. */
import { describe, expect, it } from 'vitest';
import { mapClientError, mapFileError, mapForwardError, mapKeyError, mapKeyFileError, mapSessionOpenError, mapSocketError } from '#electron/adapters/ssh/map-error.ts';

const at = 'pi@pi1:22';
const context = { at, name: 'pi1' };
const fault = (fields: object, message = ''): Error => Object.assign(new Error(message), fields);

describe('mapSocketError', () => {
  it.each([
    ['ECONNREFUSED', 'refused'], ['EHOSTUNREACH', 'no-route'], ['EHOSTDOWN', 'no-route'], ['EADDRNOTAVAIL', 'no-route'], ['EACCES', 'refused'], ['EPERM', 'refused'], ['ENETUNREACH', 'network-down'],
    ['ENETDOWN', 'network-down'], ['ETIMEDOUT', 'timeout'], ['ECONNRESET', 'reset'], ['EPIPE', 'reset'], ['ECONNABORTED', 'reset'], ['ESOMETHING', 'closed'],
  ])('CN16 %s', (code, because) => { expect(mapSocketError(fault({ code }), context)).toEqual({ code: 'host-unreachable', at, because }); });
  it.each(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_NODATA', 'EAI_FAIL', 'ENODATA', 'EINVAL'])('CN16 %s', (code) => { expect(mapSocketError(fault({ code }), context)).toEqual({ code: 'name-unknown', at, name: 'pi1' }); });
  it('CN16 takes the most telling of several addresses', () => { expect(mapSocketError(new AggregateError([fault({ code: 'ENETUNREACH' }), fault({ code: 'ECONNREFUSED' })]), context)).toMatchObject({ because: 'refused' }); });
  it.each([[null], ['text'], [new AggregateError([])]])('CN16 survives %o', (odd) => { expect(mapSocketError(odd, context)).toMatchObject({ because: 'closed' }); });
});

describe('mapClientError', () => {
  it.each([
    [{ level: 'client-socket', code: 'ECONNRESET' }, '', { code: 'host-unreachable', because: 'reset' }],
    [{ level: 'client-timeout' }, 'Keepalive timeout', { code: 'host-unreachable', because: 'timeout' }],
    [{ level: 'client-timeout' }, 'Timed out while waiting for handshake', { code: 'ssh-handshake-failed', because: 'timeout' }],
    [{ level: 'client-authentication' }, 'All configured authentication methods failed', { code: 'ssh-login-refused' }],
    [{ level: 'handshake' }, 'Handshake failed: no matching key exchange algorithm', { code: 'ssh-handshake-failed', because: 'no-common-algorithm' }],
    [{ level: 'handshake' }, 'Handshake failed: No matching host key format', { code: 'ssh-handshake-failed', because: 'no-common-algorithm' }],
    [{ level: 'handshake' }, 'Handshake failed: signature verification failed', { code: 'ssh-handshake-failed', because: 'protocol' }],
    [{ level: 'protocol' }, 'Connection lost before handshake', { code: 'ssh-handshake-failed', because: 'closed-early' }],
    [{}, 'Invalid identification string', { code: 'ssh-handshake-failed', because: 'not-ssh' }],
    [{}, 'Max greeting lines exceeded', { code: 'ssh-handshake-failed', because: 'not-ssh' }],
    [{ code: 2 }, 'Too many authentication failures', { code: 'ssh-login-refused' }],
    [{ level: 'protocol' }, 'Inbound: Malformed packet', { code: 'ssh-handshake-failed', because: 'protocol' }],
    [{ code: 11 }, 'Server shutting down', { code: 'host-unreachable', because: 'closed' }],
    [{}, 'anything', { code: 'ssh-handshake-failed', because: 'protocol' }],
  ])('CN17 %o %s', (fields, message, error) => { expect(mapClientError(fault(fields, message), context)).toMatchObject({ ...error, at }); });
});

describe('channels', () => {
  it.each([
    [{ reason: 2 }, '(SSH) Channel open failure: open failed', { code: 'sessions-exhausted' }],
    [{ reason: 1 }, '(SSH) Channel open failure: administratively prohibited', { code: 'sessions-exhausted' }],
    [{}, 'Not connected', { code: 'host-unreachable', because: 'closed' }],
    [{}, 'No response from server', { code: 'host-unreachable', because: 'closed' }],
    [{}, 'Unable to exec', { code: 'shell-unusable', because: 'exited' }],
  ])('CN50 session %o %s', (fields, message, error) => { expect(mapSessionOpenError(fault(fields, message), context)).toMatchObject({ ...error, at }); });
  it.each([[1, 'prohibited'], [2, 'connect-failed'], [4, 'other']])('CN46 forward reason %i', (reason, because) => { expect(mapForwardError(fault({ reason }), context, 'x:1')).toEqual({ code: 'forward-refused', at, target: 'x:1', because }); });
  it('CN46 forward on a lost link', () => { expect(mapForwardError(fault({}, 'Not connected'), context, 'x:1')).toMatchObject({ code: 'host-unreachable' }); });
});

describe('keys and files', () => {
  it.each([
    ['Encrypted private OpenSSH key detected, but no passphrase given', 'passphrase-needed'], ['Encrypted OpenSSH private key detected, but no passphrase given', 'passphrase-needed'],
    ['OpenSSH key integrity check failed', 'passphrase-wrong'], ['error:1C800064:Provider routines::bad decrypt', 'passphrase-wrong'], ['Malformed OpenSSH private key', 'bad-format'], ['Unsupported key format', 'bad-format'],
  ])('CN34 %s', (message, because) => { expect(mapKeyError(fault({}, message), 'k')).toEqual({ code: 'key-unusable', path: 'k', because }); });
  it.each([['ENOENT', 'missing'], ['ENOTDIR', 'missing'], ['EACCES', 'not-readable'], ['EIO', 'not-readable']])('CN34 %s', (code, because) => { expect(mapKeyFileError(fault({ code }), 'k')).toMatchObject({ because }); });
  it.each([['ENOENT', 'missing'], ['EACCES', 'not-writable'], ['EPERM', 'not-writable'], ['EROFS', 'not-writable'], ['ENOSPC', 'disk-full'], ['EDQUOT', 'disk-full'], ['EIO', 'other']])('CN25 file %s', (code, because) => { expect(mapFileError(fault({ code }), 'f')).toEqual({ code: 'file-failed', path: 'f', because }); });
});
