/**
 * kombu's own mutex over `unacked`, taken as kombu takes it: while we hold it no worker restores messages, and the other
 * way round. It lapses by itself should we end before letting go.
 */
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, type Result } from '#shared/result.ts';
import { mutexKey } from './core/message-keys.ts';
import { releaseScript } from './core/scripts.ts';
import { textIn } from './find-messages.ts';
import type { Side } from './side.ts';

/** Renewed with every message moved. */
export const mutexMs = 30_000;
const tries = 12;
const waitMs = 250;

export async function withMutex<T>(needs: { readonly random: Random; readonly timers: Timers }, side: Side, work: (token: string) => Promise<Result<T, AppError>>): Promise<Result<T, AppError>> {
  const key = mutexKey(side.naming);
  const token = needs.random.token(16);
  for (let attempt = 0; ; attempt += 1) {
    const taken = await side.one(['SET', key, token, 'PX', mutexMs, 'NX']);
    if (!taken.ok) return taken;
    if (textIn(taken) === 'OK') break;
    if (attempt >= tries) return err({ code: 'message-refused', because: 'locked' });
    await new Promise<void>((done) => { needs.timers.after(waitMs, done); });
  }
  try {
    return await work(token);
  } finally {
    await side.one(['EVAL', releaseScript, 1, key, token]);
  }
}
