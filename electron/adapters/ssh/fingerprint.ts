/** The fingerprint people compare, as OpenSSH prints it. */
import { createHash } from 'node:crypto';

export function fingerprintOf(publicKey: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(publicKey).digest('base64').replace(/=+$/, '')}`;
}

/** `ssh-ed25519` out of a raw public key; foreign bytes, so made printable and short. */
export function keyTypeOf(publicKey: Buffer): string {
  if (publicKey.length < 4) return 'unknown';
  const length = publicKey.readUInt32BE(0);
  if (length === 0 || length > 64 || publicKey.length < 4 + length) return 'unknown';
  return publicKey.toString('latin1', 4, 4 + length).replace(/[^\x21-\x7e]/g, '?');
}
