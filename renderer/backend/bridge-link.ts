/**
 * A link over the preload's bridge, `window.fleetbeat`: three functions and nothing else. Messages cross as JSON text,
 * so that this wire and the socket cannot differ.
 */
import type { ClientLink } from '#shared/wire.ts';

export type Bridge = {
  send(text: string): void;
  onMessage(listen: (text: string) => void): () => void;
  onClose(listen: () => void): () => void;
};

declare global {
  interface Window {
    readonly fleetbeat?: Bridge;
  }
}

export function createBridgeLink(bridge: Bridge): ClientLink {
  const stops = new Set<() => void>();
  const keep = (stop: () => void): (() => void) => {
    stops.add(stop);
    return () => {
      stops.delete(stop);
      stop();
    };
  };
  return {
    send: (message) => bridge.send(JSON.stringify(message)),
    onMessage: (listen) => keep(bridge.onMessage((text) => listen(parse(text)))),
    onClose: (listen) => keep(bridge.onClose(listen)),
    /** The bridge itself outlives every link: closing only stops listening. */
    close() {
      for (const stop of stops) stop();
      stops.clear();
    },
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
