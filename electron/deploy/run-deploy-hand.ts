/**
 * Runs the deploying hand on a host: one look, or one order followed line by line. The hand goes on when the link is cut.
 * Must stay true: whatever the host prints, only lines with this call's marker count, and they are read as data.
 */
import { Buffer } from 'node:buffer';
import { createLineReader } from '#electron/supervision/core/compose-hand.ts';
import { fieldsOf } from '#electron/supervision/core/read-answer.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { composeHandCall, composeHandInput } from './core/compose-hand-call.ts';

export type DeployHandNeeds = { readonly script: string; readonly timers: Timers; readonly random: Random };

const surveyMs = 50_000;

/** The hand's answer as it came; `shell-unusable` where nothing of it could be found. */
export async function surveyHost(needs: DeployHandNeeds, session: RemoteSession, request: unknown, signal: AbortSignal): Promise<Result<unknown, AppError>> {
  const marker = needs.random.token(8);
  const ran = await session.run(composeHandCall(marker), { signal, deadlineMs: surveyMs, input: Buffer.from(composeHandInput(needs.script, request)), maxBytes: 8_000_000 });
  if (!ran.ok) return ran;
  const [said] = createLineReader(marker).feed(`${Buffer.from(ran.value.stdout).toString('utf8')}\n`);
  return said === undefined ? err({ code: 'shell-unusable', at: session.route.at(-1) ?? '', because: 'no-marker', exitCode: ran.value.exitCode }) : ok(said);
}

/** Resolves with the hand's last word, or null when the link was lost or the time was over before it said one. */
export async function orderHost(needs: DeployHandNeeds, session: RemoteSession, request: unknown, deadlineMs: number, onStep: (step: string) => void): Promise<Readonly<Record<string, unknown>> | null> {
  const marker = needs.random.token(8);
  const reader = createLineReader(marker);
  const ending = new AbortController();
  const opened = await session.open(composeHandCall(marker), { signal: ending.signal });
  if (!opened.ok) return null;
  const channel = opened.value;
  const over = Promise.withResolvers<Readonly<Record<string, unknown>> | null>();
  const deadline = needs.timers.after(deadlineMs, () => over.resolve(null));
  channel.onData((chunk) => {
    for (const line of reader.feed(Buffer.from(chunk).toString('utf8'))) {
      const said = fieldsOf(line);
      if (typeof said['step'] === 'string') onStep(said['step']);
      else if (said['done'] === true || typeof said['failed'] === 'string') over.resolve(said);
    }
  });
  channel.onErrorData(() => undefined);
  channel.onEnd(() => over.resolve(null));
  channel.write(composeHandInput(needs.script, request));
  const last = await over.promise;
  deadline[Symbol.dispose]();
  channel.close();
  ending.abort();
  return last;
}
