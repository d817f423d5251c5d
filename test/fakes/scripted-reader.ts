/**
 * A RemoteSession whose only program is a reader that says what a test tells it to. Everything is synchronous but the
 * opening itself, so that a manual clock decides all.
 */
import type { ChannelEnd, RemoteSession } from '#electron/ports/remote-shell.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';

export type ScriptedReader = {
  readonly session: RemoteSession;
  /** Lines written to the newest channel after the bootstrap. */
  requests(): readonly string[];
  bootstrap(): string;
  opened(): number;
  say(text: string): void;
  greet(variant?: 'python' | 'sh', extras?: string): void;
  end(exitCode: number | null): void;
  lose(): void;
  refuse(error: AppError | null): void;
};

type Channel = { written: string; readonly data: Set<(chunk: Uint8Array) => void>; readonly ends: Set<(end: ChannelEnd) => void>; isOver: boolean };

export function createScriptedReader(): ScriptedReader {
  const channels: Channel[] = [];
  const lost = new Set<(cause: AppError) => void>();
  let refusal: AppError | null = null;
  const newest = (): Channel => {
    const channel = channels.at(-1);
    if (channel === undefined) throw new Error('no channel was opened');
    return channel;
  };
  const end = (channel: Channel, exitCode: number | null): void => {
    if (channel.isOver) return;
    channel.isOver = true;
    for (const listen of channel.ends) listen({ exitCode, signal: null, lost: false });
  };
  const say = (text: string): void => {
    for (const listen of newest().data) listen(new TextEncoder().encode(text));
  };
  const split = (): readonly string[] => newest().written.split('\n');
  const go = (): number => split().indexOf('# fleetbeat-go');
  const session: RemoteSession = {
    serverVersion: 'scripted',
    route: ['scripted'],
    async open() {
      if (refusal !== null) return err(refusal);
      const channel: Channel = { written: '', data: new Set(), ends: new Set(), isOver: false };
      channels.push(channel);
      return ok({
        write(text) {
          channel.written += text;
          if (text === 'q\n') end(channel, 0);
          return true;
        },
        onData(listen) {
          channel.data.add(listen);
          return () => void channel.data.delete(listen);
        },
        onErrorData: () => () => {},
        onEnd(listen) {
          channel.ends.add(listen);
          return () => void channel.ends.delete(listen);
        },
        close: () => end(channel, null),
      });
    },
    run: () => Promise.reject(new Error('the scripted reader runs no commands')),
    forward: () => Promise.reject(new Error('the scripted reader forwards nothing')),
    onLost(listen) {
      lost.add(listen);
      return () => void lost.delete(listen);
    },
    async dispose() {},
  };
  return {
    session,
    say,
    opened: () => channels.length,
    bootstrap: () => split().slice(0, go() + 1).join('\n'),
    requests: () => split().slice(go() + 1).filter((line) => line !== ''),
    greet(variant = 'python', extras = 'pidfd') {
      const marker = /^# fleetbeat-sampler 1 (\w+)$/m.exec(newest().written)?.[1] ?? '';
      say(`fleetbeat-sampler 1 ${marker} ${variant} 42 ${extras}\n`);
    },
    end: (exitCode) => end(newest(), exitCode),
    lose() {
      for (const listen of lost) listen({ code: 'host-unreachable', at: 'scripted', because: 'closed' });
    },
    refuse(error) {
      refusal = error;
    },
  };
}
