/**
 * Starts the follower inside the resident reader, or where that is a shell, on a channel of its own, and hears its reports.
 * One call, one follower: when it ends it is not started again here. Everything that arrives is hostile bytes.
 */
import { Buffer } from 'node:buffer';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import type { LogCarrier } from '#electron/probes/host-watch.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { composeFollower, type FollowerScripts } from './core/compose-follower.ts';
import { createReportSplitter, type Report } from './core/split-reports.ts';

export type Follower = { send(line: string): void; /** Asks it to end and waits; cuts the channel when it does not. */ close(): Promise<void> };
export type FollowerNeeds = { readonly session: RemoteSession; readonly scripts: FollowerScripts; readonly carrier: LogCarrier; readonly timers: Timers; readonly random: Random; readonly log: Log };
export type FollowerListener = { report(report: Report): void; /** Once. */ ended(): void };

/** A Pi Zero under load takes seconds to start Python. */
const greetingMs = 20_000;
const goodbyeMs = 2_000;

export async function openFollower(needs: FollowerNeeds, listener: FollowerListener, signal: AbortSignal): Promise<Result<Follower, AppError>> {
  const marker = needs.random.token(8);
  const splitter = createReportSplitter(marker);
  const hear = (chunk: Uint8Array): void => { for (const report of splitter.feed(chunk)) listener.report(report); };
  const carried = await needs.carrier.carry(needs.scripts.python, marker, { bytes: hear, ended: listener.ended }, signal);
  if (!carried.ok) return carried;
  if (carried.value === null) return openOwn(needs, marker, listener, signal);
  const { send, close } = carried.value;
  return ok({ send, close: async () => close() });
}

async function openOwn(needs: FollowerNeeds, marker: string, listener: FollowerListener, signal: AbortSignal): Promise<Result<Follower, AppError>> {
  const opened = await needs.session.open('exec sh', { signal });
  if (!opened.ok) return err(opened.error);
  const channel = opened.value;
  const splitter = createReportSplitter(marker);
  const deadline = needs.timers.after(greetingMs, () => channel.close());
  const ending = Promise.withResolvers<null>();
  channel.onData((chunk) => {
    for (const report of splitter.feed(chunk)) {
      if (report.kind === 'greeting') deadline[Symbol.dispose]();
      listener.report(report);
    }
  });
  let left = 2000;
  channel.onErrorData((chunk) => {
    if (left <= 0) return;
    left -= chunk.length;
    needs.log.debug('the follower wrote to its standard error', { text: JSON.stringify(Buffer.from(chunk.subarray(0, 500)).toString('latin1')) });
  });
  channel.onEnd(() => {
    deadline[Symbol.dispose]();
    ending.resolve(null);
    listener.ended();
  });
  channel.write(composeFollower(needs.scripts.sh, marker));
  return ok({
    send: (line) => void channel.write(`${line}\n`),
    async close() {
      channel.write('q\n');
      const cut = needs.timers.after(goodbyeMs, () => { channel.close(); ending.resolve(null); });
      await ending.promise;
      cut[Symbol.dispose]();
      channel.close();
    },
  });
}
