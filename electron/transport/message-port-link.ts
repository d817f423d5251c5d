/**
 * A link over a message port: Electron's MessagePortMain in the engine process, node:worker_threads' port in tests.
 * Knows the ports by shape only, so that nothing here imports Electron. Messages cross as JSON text: structured
 * cloning would let Dates and Maps through that a socket would not.
 */
import type { EngineLink, ToClient } from '#shared/wire.ts';

export type PortLike = {
  postMessage(message: unknown): void;
  on(event: 'message', listen: (message: unknown) => void): unknown;
  on(event: 'close', listen: () => void): unknown;
  start?(): void;
  close(): void;
};

export function createMessagePortLink(port: PortLike): EngineLink {
  const listeners = new Set<(message: unknown) => void>();
  const closers = new Set<() => void>();
  let isClosed = false;
  port.on('message', (event) => {
    const message = parse(textOf(event));
    for (const listen of [...listeners]) listen(message);
  });
  port.on('close', () => {
    if (isClosed) return;
    isClosed = true;
    for (const listen of [...closers]) listen();
  });
  port.start?.();
  return {
    send(message: ToClient) {
      if (!isClosed) port.postMessage(JSON.stringify(message));
    },
    onMessage(listen) {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
    onClose(listen) {
      closers.add(listen);
      return () => void closers.delete(listen);
    },
    close: () => port.close(),
  };
}

/** Electron wraps the value in an event with `data`; Node hands over the value itself. */
function textOf(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'data' in event ? event.data : event;
}

/** What is not JSON text arrives as null, which the dispatcher refuses in words. */
function parse(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
