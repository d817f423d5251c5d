import { describe, expect, it } from 'vitest';
import { parseJump } from '#electron/connections/core/parse-jump.ts';
import { readShellCheck } from '#electron/connections/core/shell-check.ts';

describe('parseJump', () => {
  it.each([
    ['gate', { name: 'gate', user: null, port: null }], ['pi@gate:2222', { name: 'gate', user: 'pi', port: 2222 }], ['ssh://pi@gate:2222/', { name: 'gate', user: 'pi', port: 2222 }],
    ['[fe80::1]:22', { name: 'fe80::1', user: null, port: 22 }], ['pi@fe80::1', { name: 'fe80::1', user: 'pi', port: null }], ['a@b@gate', { name: 'gate', user: 'a@b', port: null }],
    ['', null], ['gate:0', null], ['gate:99999', null], ['gate:x', null], ['-oProxyCommand=x', null], ['@gate', null], ['two words', null],
  ])('CN60 %s', (text, target) => { expect(parseJump(text)).toEqual(target); });
});

describe('readShellCheck', () => {
  const body = 'FLEETBEAT-BEGIN\nLinux\naarch64\nproc\nFLEETBEAT-END\n';
  it.each([
    ['clean', body, 0, { verdict: 'ok', machine: 'aarch64', isNoisy: false }],
    ['a banner without a newline', `\u001b[1mWelcome!${body}`, 0, { verdict: 'ok', machine: 'aarch64', isNoisy: true }],
    ['lines before and after', `hi\n${body}bye\n`, 0, { verdict: 'ok', machine: 'aarch64', isNoisy: true }],
    ['another system', body.replace('Linux', 'Darwin'), 0, { verdict: 'not-linux' }],
    ['no /proc', body.replace('\nproc', '\nno-proc'), 0, { verdict: 'no-proc' }],
    ['a shell that says no', 'This account is currently not available.\n', 1, { verdict: 'exited' }],
    ['a shell that says something else', 'hello\n', 0, { verdict: 'no-marker' }],
    ['nothing and no code', '', null, { verdict: 'exited' }],
  ])('CN64 %s', (_name, stdout, exitCode, check) => { expect(readShellCheck(stdout, exitCode)).toEqual(check); });
});
