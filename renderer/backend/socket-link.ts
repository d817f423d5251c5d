/** A link over the loopback WebSocket. A message that is not JSON text is passed on as null, which the client refuses. */
import type { ClientLink, ToEngine } from '#shared/wire.ts';

export const socketPath = '/link';

/** Resolves once open; rejects when the door cannot be reached or the signal fires first. */
export function openSocketLink(pageUrl: string, signal: AbortSignal): Promise<ClientLink> {
  const url = new URL(socketPath, pageUrl);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const giveUp = (): void => {
      socket.close();
      reject(new Error('socket not opened'));
    };
    signal.addEventListener('abort', giveUp, { once: true });
    socket.addEventListener('error', giveUp, { once: true });
    socket.addEventListener('open', () => {
      signal.removeEventListener('abort', giveUp);
      socket.removeEventListener('error', giveUp);
      resolve(wrap(socket));
    }, { once: true });
  });
}

function wrap(socket: WebSocket): ClientLink {
  return {
    send(message: ToEngine) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage(listen) {
      const hear = (event: MessageEvent<unknown>): void => listen(parse(event.data));
      socket.addEventListener('message', hear);
      return () => socket.removeEventListener('message', hear);
    },
    onClose(listen) {
      const hear = (): void => listen();
      socket.addEventListener('close', hear);
      return () => socket.removeEventListener('close', hear);
    },
    close: () => socket.close(),
  };
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
