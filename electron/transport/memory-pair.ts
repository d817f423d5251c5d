/**
 * Two ends of a link in one process. Every message makes the JSON round trip of a real wire, and arrives later,
 * in order, never inside the sender's call: what works here works over a socket.
 */
import type { ClientLink, EngineLink, ToClient, ToEngine } from '#shared/wire.ts';

type End = { readonly inbox: string[]; readonly listeners: Set<(message: unknown) => void>; readonly closers: Set<() => void> };

/** `flush` delivers what is under way; without `deliver: 'by-hand'` it happens by itself in a microtask. */
export function createMemoryPair(options: { readonly deliver: 'by-itself' | 'by-hand' } = { deliver: 'by-itself' }): { readonly engine: EngineLink; readonly client: ClientLink; flush(): void } {
  const engine: End = { inbox: [], listeners: new Set(), closers: new Set() };
  const client: End = { inbox: [], listeners: new Set(), closers: new Set() };
  let isClosed = false;
  let isScheduled = false;

  function flush(): void {
    isScheduled = false;
    while (engine.inbox.length > 0 || client.inbox.length > 0) {
      for (const end of [engine, client]) {
        const text = end.inbox.shift();
        if (text !== undefined) for (const listen of [...end.listeners]) listen(JSON.parse(text));
      }
    }
  }

  function post(to: End, message: ToClient | ToEngine): void {
    if (isClosed) return;
    to.inbox.push(JSON.stringify(message));
    if (options.deliver === 'by-hand' || isScheduled) return;
    isScheduled = true;
    queueMicrotask(flush);
  }

  function close(): void {
    if (isClosed) return;
    flush();
    isClosed = true;
    for (const end of [engine, client]) for (const listen of [...end.closers]) listen();
  }

  const half = <Out extends ToClient | ToEngine>(mine: End, theirs: End) => ({
    send: (message: Out) => post(theirs, message),
    onMessage: (listen: (message: unknown) => void) => {
      mine.listeners.add(listen);
      return () => void mine.listeners.delete(listen);
    },
    onClose: (listen: () => void) => {
      mine.closers.add(listen);
      return () => void mine.closers.delete(listen);
    },
    close,
  });
  return { engine: half<ToClient>(engine, client), client: half<ToEngine>(client, engine), flush };
}
