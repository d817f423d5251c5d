/**
 * The log follower inside the reader: handed over when a reader is there, heard over its channel, gone with it.
 * Must stay true: one follower at a time; what an ended one still says is not heard; its end is told once.
 */
import { Buffer } from 'node:buffer';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Carried, CarriedListener, LogCarrier } from './host-watch.ts';

export type Carriage = LogCarrier & {
  /** A reader has greeted. */
  began(send: (line: string) => void, canCarry: boolean): void;
  heard(text: string): void;
  /** The follower failed; the reader goes on. */
  failed(): void;
  /** The reader is gone. */
  ended(): void;
};

/** A reader that fails is started again; one that does not come at all is the watch's matter. */
const waitMs = 30_000;

type Reader = { readonly send: (line: string) => void; readonly canCarry: boolean };

export function createCarriage(timers: Timers): Carriage {
  let reader: Reader | null = null;
  let listener: CarriedListener | null = null;
  const waiting = new Set<(reader: Reader) => void>();
  const drop = (): void => {
    const old = listener;
    listener = null;
    old?.ended();
  };
  const nextReader = (signal: AbortSignal): Promise<Reader | null> => {
    if (reader !== null) return Promise.resolve(reader);
    const { promise, resolve } = Promise.withResolvers<Reader | null>();
    const stop = (): void => settle(null);
    const deadline = timers.after(waitMs, stop);
    const settle = (found: Reader | null): void => {
      deadline[Symbol.dispose]();
      signal.removeEventListener('abort', stop);
      waiting.delete(settle);
      resolve(found);
    };
    signal.addEventListener('abort', stop, { once: true });
    waiting.add(settle);
    if (signal.aborted) stop();
    return promise;
  };
  const handOver = (to: Reader, program: string, marker: string, hears: CarriedListener): Carried => {
    drop();
    listener = hears;
    to.send(`x ${marker} ${program}`);
    return {
      send: (line) => { if (listener === hears) to.send(`l ${line}`); },
      close: () => {
        if (listener !== hears) return;
        to.send('y');
        drop();
      },
    };
  };
  return {
    began: (send, canCarry) => {
      reader = { send, canCarry };
      for (const settle of [...waiting]) settle(reader);
    },
    heard: (text) => listener?.bytes(Buffer.from(text, 'latin1')),
    failed: drop,
    ended: () => { reader = null; drop(); },
    carry: async (program, marker, hears, signal): Promise<Result<Carried | null, AppError>> => {
      const found = await nextReader(signal);
      if (signal.aborted) return err({ code: 'cancelled' });
      if (found === null || found !== reader) return err({ code: 'deadline-passed', waitedMs: waitMs });
      return ok(found.canCarry ? handOver(found, program, marker, hears) : null);
    },
  };
}
