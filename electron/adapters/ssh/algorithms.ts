/**
 * The algorithms we offer. Every name works under OpenSSL and under Electron's BoringSSL (no chacha20, no group1,
 * no SHA-1), so that a host reachable in one build is reachable in the other. Filtered by what this crypto has.
 */
import { getCiphers, getCurves, getHashes } from 'node:crypto';
import type { Algorithms, CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';

const kex = ['curve25519-sha256', 'curve25519-sha256@libssh.org', 'ecdh-sha2-nistp256', 'ecdh-sha2-nistp384', 'ecdh-sha2-nistp521', 'diffie-hellman-group-exchange-sha256', 'diffie-hellman-group14-sha256', 'diffie-hellman-group16-sha512', 'diffie-hellman-group18-sha512'] as const satisfies readonly KexAlgorithm[];
const ciphers = [['aes128-gcm@openssh.com', 'aes-128-gcm'], ['aes256-gcm@openssh.com', 'aes-256-gcm'], ['aes128-ctr', 'aes-128-ctr'], ['aes192-ctr', 'aes-192-ctr'], ['aes256-ctr', 'aes-256-ctr']] as const satisfies readonly (readonly [CipherAlgorithm, string])[];
const macs = [['hmac-sha2-256-etm@openssh.com', 'sha256'], ['hmac-sha2-512-etm@openssh.com', 'sha512'], ['hmac-sha2-256', 'sha256'], ['hmac-sha2-512', 'sha512']] as const satisfies readonly (readonly [MacAlgorithm, string])[];
const hostKeys = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'rsa-sha2-512', 'rsa-sha2-256'] as const satisfies readonly ServerHostKeyAlgorithm[];
const curveOf: Readonly<Record<string, string>> = { 'ecdh-sha2-nistp256': 'prime256v1', 'ecdh-sha2-nistp384': 'secp384r1', 'ecdh-sha2-nistp521': 'secp521r1' };

export type CryptoAbilities = { readonly ciphers: readonly string[]; readonly hashes: readonly string[]; readonly curves: readonly string[] };

export function readCryptoAbilities(): CryptoAbilities {
  return { ciphers: getCiphers().map(lower), hashes: getHashes().map(lower), curves: getCurves() };
}

/** `knownKeyTypes` as written in known_hosts; they come first so that a known host is never met as a stranger. */
export function chooseAlgorithms(abilities: CryptoAbilities, knownKeyTypes: readonly string[]): Algorithms {
  const isKnown = (name: string): boolean => knownKeyTypes.includes(name.startsWith('rsa-sha2') ? 'ssh-rsa' : name);
  return {
    kex: kex.filter((name) => { const curve = curveOf[name]; return curve === undefined || abilities.curves.includes(curve); }),
    cipher: ciphers.filter(([, needed]) => abilities.ciphers.includes(needed) || abilities.ciphers.includes(`id-${needed.replace('aes-', 'aes')}`)).map(([name]) => name),
    hmac: macs.filter(([, needed]) => abilities.hashes.includes(needed) || abilities.hashes.includes(`rsa-${needed}`)).map(([name]) => name),
    serverHostKey: [...hostKeys.filter(isKnown), ...hostKeys.filter((name) => !isKnown(name))],
    compress: ['none'],
  };
}

function lower(text: string): string {
  return text.toLowerCase();
}
