/**
 * Questions to a daemon of a host over its Unix socket, through a forward of the SSH session: no program runs there for it.
 * Must stay true: bounded in time and size; a stream ends with its session; what it sends is foreign bytes.
 */
import type { Duplex } from 'node:stream';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import { createHttpReading } from './core/read-http.ts';

export type SocketNeeds = { readonly session: RemoteSession; readonly timers: Timers; readonly signal: AbortSignal };
export type SocketStream = { pause(): void; resume(): void; close(): void };

const openMs = 10_000;
const answerMs = 15_000;
const mostBytes = 4_194_304;

/** The whole body of an answer of status 200; null for anything else. */
export async function askSocket(needs: SocketNeeds, path: string, request: string): Promise<Uint8Array | null> {
  const { promise, resolve } = Promise.withResolvers<Uint8Array | null>();
  const parts: Uint8Array[] = [];
  let size = 0;
  const deadline = needs.timers.after(answerMs, () => resolve(null));
  const stream = await streamSocket(needs, path, request, {
    bytes: (part) => { size += part.length; if (size > mostBytes) resolve(null); else parts.push(part); },
    ended: (status) => resolve(status === 200 ? joined(parts, size) : null),
  });
  if (stream === null) resolve(null);
  const body = await promise;
  deadline[Symbol.dispose]();
  stream?.close();
  return body;
}

/** null: the forward was refused or took too long. `ended`: once, with the status (0: no answer of a daemon; null: none came). */
export async function streamSocket(needs: SocketNeeds, path: string, request: string, hears: { bytes(part: Uint8Array): void; ended(status: number | null): void }): Promise<SocketStream | null> {
  const opened = await needs.session.forward({ socketPath: path }, { signal: needs.signal, deadlineMs: openMs });
  if (!opened.ok) return null;
  const socket: Duplex = opened.value;
  const reading = createHttpReading();
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    socket.destroy();
    hears.ended(reading.status());
  };
  socket.on('data', (chunk: Uint8Array) => {
    if (isOver) return;
    const body = reading.feed(chunk);
    const status = reading.status();
    if (status !== null && status !== 200) return end();
    if (body.length > 0) hears.bytes(body);
  });
  for (const event of ['end', 'close', 'error']) socket.on(event, end);
  if (needs.signal.aborted) end();
  else needs.signal.addEventListener('abort', end, { once: true });
  socket.write(request);
  return { pause: () => void socket.pause(), resume: () => void socket.resume(), close: () => { isOver = true; socket.destroy(); } };
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}
