/**
 * A TCP relay that misbehaves on command: the far end is real, the cable between is not.
 * Every state is entered by one call and left by `resume()`, for connections that exist and for new ones alike.
 */
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

export type FlakyProxy = {
  readonly host: string;
  readonly port: number;
  /** Connections alive now. */
  count(): number;
  /** Bytes carried so far, both ways. */
  carried(): number;
  /** Resets every connection; new ones work. */
  cut(): void;
  /** Bytes stop in both directions, nothing is closed: a dead radio link. New connections open and stay mute. */
  stall(): void;
  /** The near end still sends into the void; the far end is told it is over. Nobody tells the near end. */
  halfOpen(): void;
  /** Every byte arrives this much later, in order. */
  delay(ms: number): void;
  /** Existing connections live on, new ones are reset at once. */
  refuse(): void;
  /** Back to carrying. Bytes held by a stall arrive now. */
  resume(): void;
  dispose(): Promise<void>;
};

type Pair = { readonly near: Socket; readonly far: Socket; isOrphan: boolean };
type Mood = { isStalled: boolean; isRefusing: boolean; delayMs: number };

/** Hands each chunk on after the delay in force when it came, never overtaking an earlier one. */
function carry(from: Socket, to: Socket, mood: Mood, pair: Pair, count: (bytes: number) => void, timers: Set<NodeJS.Timeout>): void {
  let lastDueAt = 0;
  const later = (work: () => void): void => {
    const dueAt = Math.max(performance.now() + mood.delayMs, lastDueAt);
    lastDueAt = dueAt;
    if (mood.delayMs === 0 && dueAt <= performance.now()) return work();
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, dueAt - performance.now());
    timers.add(timer);
  };
  from.on('data', (chunk: Buffer) => {
    if (pair.isOrphan) return;
    count(chunk.length);
    later(() => {
      if (!pair.isOrphan && !to.destroyed && !to.write(chunk)) {
        from.pause();
        to.once('drain', () => !mood.isStalled && from.resume());
      }
    });
  });
  from.on('end', () => !pair.isOrphan && later(() => to.end()));
  from.on('error', () => undefined);
  from.on('close', () => !pair.isOrphan && later(() => to.destroy()));
}

export async function startFlakyProxy(target: { readonly host: string; readonly port: number }, options: { readonly host?: string; readonly port?: number } = {}): Promise<FlakyProxy> {
  const mood: Mood = { isStalled: false, isRefusing: false, delayMs: 0 };
  const pairs = new Set<Pair>();
  const timers = new Set<NodeJS.Timeout>();
  let bytes = 0;
  const each = (work: (socket: Socket) => void): void => pairs.forEach(({ near, far }) => [near, far].forEach(work));
  const server: Server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => {
    near.setNoDelay(true);
    near.on('error', () => undefined);
    if (mood.isRefusing) return void near.resetAndDestroy();
    const far = connect({ ...target, allowHalfOpen: true, noDelay: true });
    const pair: Pair = { near, far, isOrphan: false };
    pairs.add(pair);
    near.on('close', () => pairs.delete(pair));
    far.on('error', () => !pair.isOrphan && near.resetAndDestroy());
    carry(near, far, mood, pair, (size) => (bytes += size), timers);
    carry(far, near, mood, pair, (size) => (bytes += size), timers);
    if (mood.isStalled) [near, far].forEach((socket) => socket.pause());
    else near.resume();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    host: address.address,
    port: address.port,
    count: () => pairs.size,
    carried: () => bytes,
    cut: () => each((socket) => socket.resetAndDestroy()),
    stall: () => {
      mood.isStalled = true;
      each((socket) => socket.pause());
    },
    halfOpen: () => {
      for (const pair of pairs) {
        pair.isOrphan = true;
        pair.far.destroy();
      }
    },
    delay: (ms) => void (mood.delayMs = ms),
    refuse: () => void (mood.isRefusing = true),
    resume: () => {
      Object.assign(mood, { isStalled: false, isRefusing: false, delayMs: 0 });
      each((socket) => socket.resume());
    },
    dispose: async () => {
      timers.forEach((timer) => clearTimeout(timer));
      each((socket) => socket.destroy());
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
