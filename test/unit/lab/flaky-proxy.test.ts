/** The proxy is a measuring instrument: what it claims to do to a connection must be what happens. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FlakyProxy } from '#test/lab/flaky-proxy.ts';
import { startFlakyProxy } from '#test/lab/flaky-proxy.ts';

const farSides: Socket[] = [];
const echo = createServer((socket) => {
  farSides.push(socket);
  socket.on('error', () => undefined);
  socket.pipe(socket);
});
let proxy: FlakyProxy;

beforeEach(async () => {
  farSides.length = 0;
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startFlakyProxy({ host: '127.0.0.1', port: (echo.address() as { port: number }).port });
});
afterEach(async () => {
  await proxy.dispose();
  farSides.forEach((socket) => socket.destroy());
  await new Promise((resolve) => echo.close(resolve));
});

async function open(): Promise<{ socket: Socket; say: (text: string) => Promise<string>; closed: Promise<string> }> {
  const socket = connect({ host: proxy.host, port: proxy.port });
  let failure = 'closed';
  socket.on('error', (error: NodeJS.ErrnoException) => (failure = error.code ?? 'error'));
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(failure)));
  await once(socket, 'connect');
  const say = async (text: string): Promise<string> => {
    socket.write(text);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return chunk.toString();
  };
  return { socket, say, closed };
}

test('carries bytes both ways and counts them', async () => {
  const { socket, say } = await open();
  expect(await say('hello')).toBe('hello');
  expect(proxy.carried()).toBe(10);
  expect(proxy.count()).toBe(1);
  socket.destroy();
});

test('cut resets what is open and lets new connections in', async () => {
  const first = await open();
  await first.say('a');
  proxy.cut();
  expect(await first.closed).toBe('ECONNRESET');
  const second = await open();
  expect(await second.say('b')).toBe('b');
  second.socket.destroy();
});

test('stall holds bytes back without closing, resume delivers them in order', async () => {
  const { socket, say, closed } = await open();
  await say('a');
  proxy.stall();
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.write('b');
  socket.write('c');
  const quiet = await Promise.race([once(socket, 'data').then(() => 'data'), closed, new Promise((resolve) => setTimeout(() => resolve('quiet'), 80))]);
  expect(quiet).toBe('quiet');
  proxy.resume();
  await expect.poll(() => heard).toBe('bc');
  socket.destroy();
});

test('halfOpen ends the far side only; the near side is told nothing', async () => {
  const { socket, say, closed } = await open();
  await say('a');
  const farClosed = once(farSides[0] as Socket, 'close');
  proxy.halfOpen();
  await farClosed;
  socket.write('into the void');
  expect(await Promise.race([closed, new Promise((resolve) => setTimeout(() => resolve('still open'), 80))])).toBe('still open');
  socket.destroy();
});

test('delay postpones every byte by the time asked', async () => {
  const { socket, say } = await open();
  await say('a');
  proxy.delay(40);
  const began = performance.now();
  await say('b');
  // Once each way.
  expect(performance.now() - began).toBeGreaterThanOrEqual(78);
  socket.destroy();
});

test('refuse resets new connections and spares the living one', async () => {
  const first = await open();
  await first.say('a');
  proxy.refuse();
  // The reset may overtake the connection's own success: either way it must end.
  const ended = await open().then((second) => second.closed, (error: NodeJS.ErrnoException) => error.code);
  expect(ended).toBe('ECONNRESET');
  expect(await first.say('b')).toBe('b');
  first.socket.destroy();
});
