/**
 * The loopback door: serves the built page and the contract over WebSocket, on 127.0.0.1 only. Spec: LD1-LD12.
 * Must stay true: no byte of the engine crosses before Host, Origin and token are right; messages, clients and unread
 * bytes are bounded; closing leaves no socket behind.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { helloId, type EngineLink, type ToClient } from '#shared/wire.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createAccessTokens } from './access-tokens.ts';
import { isOwnHost, isOwnOrigin } from './core/admission.ts';
import { serveLink, type DispatchNeeds } from './dispatch.ts';
import { createPageServer, type ServedMetrics } from './page-server.ts';
import type { Random } from '#electron/ports/random.ts';

export const socketPath = '/link';
export const maxMessageBytes = 4 * 1024 * 1024;
export const maxClients = 16;
/** Over this many unread bytes a client gets merged news only. */
export const maxUnreadBytes = 1024 * 1024;
const pingEveryMs = 15_000;

export type LoopbackDoor = {
  readonly port: number;
  /** A URL that opens one window, once. */
  issueUrl(): string;
  clientCount(): number;
  close(): Promise<void>;
};
export type DoorFailure = { readonly because: 'port-in-use' | 'port-forbidden' | 'failed' };

type Needs = Omit<DispatchNeeds, 'admit' | 'isCongested'> & {
  readonly random: Random;
  readonly pageFolder: string;
  /** 0 chooses a free port. */
  readonly port: number;
  readonly isReadOnly: boolean;
  /** Left out: there is no `/metrics`. */
  readonly metrics?: ServedMetrics;
};

export async function openLoopbackDoor(needs: Needs): Promise<Result<LoopbackDoor, DoorFailure>> {
  const tokens = createAccessTokens(needs);
  const servePage = createPageServer({ folder: needs.pageFolder, metrics: needs.metrics ?? null });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false, clientTracking: true });
  let port = 0;
  const http = createServer({ maxHeaderSize: 16_384, requestTimeout: 10_000 }, (request, response) => {
    servePage(request, response, port).catch((error: unknown) => {
      needs.log.bug(error, 'page');
      response.destroy();
    });
  });

  function welcome(socket: WebSocket): void {
    socket.on('error', () => socket.terminate());
    if (sockets.clients.size > maxClients) {
      socket.send(JSON.stringify({ type: 'failed', id: helloId, error: { code: 'link-refused', because: 'too-many-clients' } } satisfies ToClient));
      return socket.close(1013);
    }
    keepAlive(socket, needs);
    const link = createSocketLink(socket);
    serveLink(link, { ...needs, admit: tokens.admit, isCongested: () => socket.bufferedAmount > maxUnreadBytes });
  }

  http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const refusal = refusalOf(request, port);
    if (refusal !== null) return void stream.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    sockets.handleUpgrade(request, stream, head, welcome);
  });

  const listening = await listen(http, needs.port);
  if (!listening.ok) return listening;
  port = listening.value;
  return ok({
    port,
    issueUrl: () => `http://127.0.0.1:${port}/#token=${tokens.issueLaunchToken()}`,
    clientCount: () => sockets.clients.size,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  });
}

function refusalOf(request: IncomingMessage, port: number): string | null {
  if (!isOwnHost(request.headers.host, port)) return '421 Misdirected Request';
  if (!isOwnOrigin(request.headers.origin, port)) return '403 Forbidden';
  return request.url === socketPath ? null : '404 Not Found';
}

/** A laptop lid closes without a goodbye: whoever leaves a ping unanswered until the next one is gone. */
function keepAlive(socket: WebSocket, needs: Needs): void {
  let isAnswered = true;
  const pings = needs.timers.every(pingEveryMs, () => {
    if (!isAnswered) return socket.terminate();
    isAnswered = false;
    socket.ping();
  });
  socket.on('pong', () => { isAnswered = true; });
  socket.once('close', () => pings[Symbol.dispose]());
}

function createSocketLink(socket: WebSocket): EngineLink {
  return {
    send(message) {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage(hear) {
      const receive = (bytes: unknown, isBinary: boolean): void => hear(isBinary ? null : parse(String(bytes)));
      socket.on('message', receive);
      return () => void socket.off('message', receive);
    },
    onClose(hear) {
      socket.once('close', hear);
      return () => void socket.off('close', hear);
    },
    close: () => socket.close(),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function listen(http: ReturnType<typeof createServer>, port: number): Promise<Result<number, DoorFailure>> {
  return new Promise((resolve) => {
    http.on('error', (error: NodeJS.ErrnoException) => {
      const because = error.code === 'EADDRINUSE' ? 'port-in-use' : error.code === 'EACCES' ? 'port-forbidden' : 'failed';
      resolve(err({ because } satisfies DoorFailure));
    });
    http.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(ok((http.address() as AddressInfo).port)));
  });
}
