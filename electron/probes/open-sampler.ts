/**
 * Starts the resident reader on a channel of its own and speaks lines with it. One call, one reader: when it ends it
 * is not started again here. Everything that arrives is hostile bytes; standard error goes to the log, cut short.
 */
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { LiveChannel, RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';
import type { Result } from '#shared/result.ts';
import { composeBootstrap } from './core/compose-bootstrap.ts';
import type { SamplerScripts } from './core/compose-bootstrap.ts';
import { createFrameSplitter } from './core/split-frames.ts';
import type { SamplerMessage } from './core/split-frames.ts';

export type Sampler = { send(line: string): void; /** Asks it to end and waits; cuts the channel when it does not. */ close(): Promise<void> };

export type SamplerNeeds = {
  readonly session: RemoteSession;
  readonly scripts: SamplerScripts;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
};

export type SamplerListener = { message(message: SamplerMessage): void; /** Once. `exitCode` null: cut or killed. */ ended(exitCode: number | null): void };

/** A Pi Zero under load takes seconds to start Python; noise of a login comes before. */
const greetingMs = 20_000;
const goodbyeMs = 2_000;

export async function openSampler(needs: SamplerNeeds, listener: SamplerListener, signal: AbortSignal): Promise<Result<Sampler, AppError>> {
  const marker = needs.random.token(8);
  const opened = await needs.session.open('exec sh', { signal });
  if (!opened.ok) return err(opened.error);
  const channel = opened.value;
  const splitter = createFrameSplitter(marker);
  const deadline = needs.timers.after(greetingMs, () => channel.close());
  const ending = Promise.withResolvers<null>();
  channel.onData((chunk) => {
    for (const message of splitter.feed(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1'))) {
      if (message.kind === 'greeting') deadline[Symbol.dispose]();
      listener.message(message);
    }
  });
  logErrors(channel, needs.log);
  channel.onEnd((end) => {
    deadline[Symbol.dispose]();
    ending.resolve(null);
    listener.ended(end.exitCode);
  });
  channel.write(composeBootstrap(needs.scripts, marker));
  return ok({
    send: (line) => void channel.write(`${line}\n`),
    async close() {
      channel.write('q\n');
      const cut = needs.timers.after(goodbyeMs, () => {
        channel.close();
        ending.resolve(null);
      });
      await ending.promise;
      cut[Symbol.dispose]();
      channel.close();
    },
  });
}

function logErrors(channel: LiveChannel, log: Log): void {
  let left = 2000;
  channel.onErrorData((chunk) => {
    if (left <= 0) return;
    const text = Buffer.from(chunk).toString('utf8').slice(0, left);
    left -= text.length;
    log.debug('the reader wrote to its standard error', { text: JSON.stringify(text) });
  });
}
