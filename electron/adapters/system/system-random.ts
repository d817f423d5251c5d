/** Unguessable tokens and ids from the system; `next` is for jitter only. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Random } from '#electron/ports/random.ts';

export function createSystemRandom(): Random {
  return { next: () => Math.random(), uuid: () => randomUUID(), token: (bytes) => randomBytes(bytes).toString('hex') };
}
