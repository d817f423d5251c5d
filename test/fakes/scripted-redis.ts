/**
 * A tiny RESP server for faults that a real Redis does not produce on demand: refusals, half replies, banners, hangs.
 * Each command is answered by the script, which returns raw bytes, `close`, or `hang`; PING, SELECT, CLIENT are kind by default.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export type ScriptedAnswer = string | Buffer | { readonly then: 'close' | 'hang'; readonly first?: string };
export type Script = (command: readonly string[], socket: Socket) => ScriptedAnswer | null;

export type ScriptedRedis = AsyncDisposable & { readonly port: number; readonly received: readonly (readonly string[])[]; dropAll(): void };

export const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

export async function createScriptedRedis(script: Script, options: { readonly banner?: string } = {}): Promise<ScriptedRedis> {
  const sockets = new Set<Socket>();
  const received: string[][] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    if (options.banner !== undefined) socket.write(options.banner);
    let pending = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const taken = takeCommand(pending);
        if (taken === null) return;
        pending = pending.subarray(taken.length);
        received.push([...taken.command]);
        answer(socket, script(taken.command, socket) ?? kindly(taken.command));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received,
    dropAll: () => sockets.forEach((socket) => socket.destroy()),
    async [Symbol.asyncDispose]() {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(socket: Socket, reply: ScriptedAnswer): void {
  if (typeof reply === 'string' || Buffer.isBuffer(reply)) {
    socket.write(reply);
    return;
  }
  if (reply.first !== undefined) socket.write(reply.first);
  if (reply.then === 'close') socket.end();
}

function kindly(command: readonly string[]): string {
  return command[0]?.toUpperCase() === 'PING' ? '+PONG\r\n' : '+OK\r\n';
}

function takeCommand(bytes: Buffer): { readonly command: readonly string[]; readonly length: number } | null {
  const text = bytes.toString('latin1');
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) return null;
  let at = head[0].length;
  const command: string[] = [];
  for (let index = 0; index < Number(head[1]); index += 1) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at, at + 20));
    if (size === null) return null;
    at += size[0].length;
    const end = at + Number(size[1]);
    if (text.length < end + 2) return null;
    command.push(bytes.subarray(at, end).toString('utf8'));
    at = end + 2;
  }
  return { command, length: at };
}
