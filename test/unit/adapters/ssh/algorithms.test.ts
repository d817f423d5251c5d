import { describe, expect, it } from 'vitest';
import { chooseAlgorithms, readCryptoAbilities } from '#electron/adapters/ssh/algorithms.ts';
import { readVersionLine } from '#electron/adapters/ssh/wire/await-banner.ts';

describe('chooseAlgorithms', () => {
  it('CN18 offers nothing that Electron cannot do, and only what this crypto has', () => {
    const all = chooseAlgorithms(readCryptoAbilities(), []);
    expect(JSON.stringify(all)).not.toMatch(/chacha|sha1|group1-|cbc|md5|dss|"ssh-rsa"/);
    expect(all).toEqual({
      kex: ['curve25519-sha256', 'curve25519-sha256@libssh.org', 'ecdh-sha2-nistp256', 'ecdh-sha2-nistp384', 'ecdh-sha2-nistp521', 'diffie-hellman-group-exchange-sha256', 'diffie-hellman-group14-sha256', 'diffie-hellman-group16-sha512', 'diffie-hellman-group18-sha512'],
      cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
      hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
      serverHostKey: ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'rsa-sha2-512', 'rsa-sha2-256'], compress: ['none'],
    });
    const poor = chooseAlgorithms({ ciphers: ['aes-256-ctr'], hashes: ['sha256'], curves: [] }, []);
    expect([poor.cipher, poor.hmac, JSON.stringify(poor.kex).includes('ecdh-sha2')]).toEqual([['aes256-ctr'], ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-256'], false]);
  });
  it('CN21 puts the known key types first', () => {
    expect(chooseAlgorithms(readCryptoAbilities(), ['ssh-rsa', 'ecdsa-sha2-nistp384']).serverHostKey).toEqual(['ecdsa-sha2-nistp384', 'rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp521']);
  });
});

describe('readVersionLine', () => {
  it.each([
    ['SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', { kind: 'version', line: 'SSH-2.0-OpenSSH_9.2p1 Debian-2' }], ['hello\r\nSSH-2.0-X\r\n', { kind: 'version', line: 'SSH-2.0-X' }], ['SSH-1.99-X\n', { kind: 'version', line: 'SSH-1.99-X' }],
    ['SSH-2.0-\u001b[31mX\r\n', { kind: 'version', line: 'SSH-2.0-[31mX' }], ['SSH-2.0-half', { kind: 'more' }], ['', { kind: 'more' }], ['-ERR unknown command\r\n', { kind: 'not-ssh' }], ['SSH-1.5-X\r\n', { kind: 'not-ssh' }],
  ])('CN17 %j', (text, verdict) => { expect(readVersionLine(text)).toEqual(verdict); });
});
