/**
 * One round on one host: a channel, the script on its input, what it writes until its end or our deadline.
 * Must stay true: what arrived before a cut still counts, and the cut is told; the Pi gets no second attempt by itself.
 */
import { Buffer } from 'node:buffer';
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { composeDiagnose, type RoundAsk } from './core/compose-diagnose.ts';
import { readRound, type Round } from './core/read-round.ts';

export type RoundNeeds = { readonly clock: Clock; readonly timers: Timers; readonly random: Random; readonly scripts: { readonly python: string; readonly sh: string } };

/** The script ends itself after five seconds; a Pi Zero under load needs as long to start Python. */
const deadlineMs = 15_000;
const maxBytes = 4_000_000;

/** `cut`: why its end is missing; null: it is whole. */
export type TakenRound = Round & { readonly tookMs: number; readonly cut: AppError | null };

export async function takeRound(needs: RoundNeeds, session: RemoteSession, ask: RoundAsk, signal: AbortSignal): Promise<Result<TakenRound, AppError>> {
  const marker = needs.random.token(8);
  const startedAt = needs.clock.monotonic();
  const opened = await session.open('exec sh', { signal });
  if (!opened.ok) return opened;
  const channel = opened.value;
  const chunks: string[] = [];
  let bytes = 0;
  let whyCut: AppError | null = null;
  let exitCode: number | null = null;
  const done = Promise.withResolvers<null>();
  const cut = (because: AppError): void => { whyCut ??= because; channel.close(); done.resolve(null); };
  const timer = needs.timers.after(deadlineMs, () => cut({ code: 'deadline-passed', waitedMs: deadlineMs }));
  const cancel = (): void => cut({ code: 'cancelled' });
  signal.addEventListener('abort', cancel, { once: true });
  channel.onData((chunk) => {
    bytes += chunk.length;
    if (bytes > maxBytes) return cut({ code: 'shell-unusable', at: session.route.at(-1) ?? '', because: 'exited', exitCode: null });
    chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1'));
  });
  channel.onErrorData(() => undefined);
  channel.onEnd((end) => { exitCode = end.exitCode; if (end.lost) whyCut ??= { code: 'link-lost' }; done.resolve(null); });
  channel.write(composeDiagnose(needs.scripts, marker, ask));
  await done.promise;
  timer[Symbol.dispose]();
  signal.removeEventListener('abort', cancel);
  channel.close();
  const round = readRound(chunks.join(''), marker);
  const at = session.route.at(-1) ?? '';
  if (round.variant === null) return err(whyCut ?? { code: 'shell-unusable', at, because: 'no-marker', exitCode: null });
  return ok({ ...round, tookMs: needs.clock.monotonic() - startedAt, cut: round.isWhole ? null : (whyCut ?? { code: 'shell-unusable', at, because: 'exited', exitCode }) });
}
