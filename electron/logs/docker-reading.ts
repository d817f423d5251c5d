/**
 * The containers of one host: what the daemon says of them, and the output of those that run Celery, from a time on.
 * Must stay true: only questions are asked; what came is kept with the time it came to, so that a restart goes on there;
 * a daemon that may not be asked is said, with what to grant; no more is taken in than is kept.
 */
import { Buffer } from 'node:buffer';
import type { LogSource } from '#shared/domain/log.ts';
import { createContainerLines } from './core/split-container-log.ts';
import { askContainer, askContainers, askEvents, askOutput, createTimeGate, dockerSocket, readContainers, readDockerEvent, readEnd, readPlace, writePlace, type DockerContainer, type DockerEvent } from './core/docker-words.ts';
import { sourceId } from './core/plan-sources.ts';
import { askSocket, streamSocket, type SocketNeeds, type SocketStream } from './daemon-socket.ts';
import { become, newFollowed, type Followed, type Scene } from './followed.ts';

export type DockerReading = { /** The workers found now. */ replan(): void; dispose(): void };

type Output = { readonly one: Followed; stream: SocketStream | null; isOpening: boolean };
type Docker = {
  readonly s: Scene;
  readonly socket: SocketNeeds;
  readonly stop: AbortController;
  isOpen: boolean;
  failures: number;
  readonly outputs: Map<string, Output>;
  events: SocketStream | null;
  /** Bytes since all that came was kept. */
  onWay: number;
};

const maxContainers = 20;
const againMs = 5000;
const lookAgainMs = 60_000;
const dayMs = 86_400_000;
const mostOnWay = 524_288;

export function createDockerReading(s: Scene): DockerReading {
  const stop = new AbortController();
  const d: Docker = { s, stop, socket: { session: s.needs.session, timers: s.needs.timers, signal: stop.signal }, isOpen: false, failures: 0, outputs: new Map(), events: null, onWay: 0 };
  const guarded = (work: Promise<void>): void => { void work.catch((error: unknown) => s.needs.log.bug(error, 'docker-reading')); };
  const reopen = (): void => { if (!d.isOpen) guarded(open(d)); };
  reopen();
  s.timers.push(s.needs.timers.every(lookAgainMs, reopen));
  return {
    replan: () => { if (d.isOpen) guarded(listContainers(d)); else if (hasContainers(s)) reopen(); },
    dispose: () => stop.abort(),
  };
}

const pathOf = (s: Scene): string => s.needs.dockerSocket ?? dockerSocket;
const newDecoder = (): ((bytes: Uint8Array) => string) => { const utf8 = new TextDecoder('utf-8', { ignoreBOM: true }); return (bytes) => utf8.decode(bytes, { stream: true }); };

const hasContainers = (s: Scene): boolean => (s.needs.inventory()?.mains ?? []).some(({ container }) => container !== null);

/** Errno of a connection: 0 it can be talked to, 13 not by this account, 2 there is none. */
async function open(d: Docker): Promise<void> {
  const { s } = d;
  const said = await s.watch?.ask(`socket ${Buffer.from(pathOf(s), 'utf8').toString('hex')}`);
  if (said === null || said === undefined || d.stop.signal.aborted || d.isOpen) return;
  const errno = Number(Buffer.from(said).toString('latin1').trim());
  if (errno === 0) {
    d.isOpen = true;
    await Promise.all([listContainers(d), listen(d)]);
  } else if (errno === 13 || errno === 1) {
    // A daemon that has nothing to do with Celery here is nobody's concern.
    if (hasContainers(s)) become(s, eventsOf(s), 'not-readable');
  } else if (hasContainers(s)) become(s, eventsOf(s), 'missing');
}

function eventsOf(s: Scene): Followed {
  return sourceOf(s, 'docker-events', 'docker', null, []);
}

function sourceOf(s: Scene, kind: LogSource['kind'], name: string, program: string | null, mains: readonly { readonly pid: number; readonly predictedName: string | null }[]): Followed {
  const id = sourceId(s.needs.host, kind, name);
  const old = s.entries.get(id);
  if (old !== undefined) return old;
  const pids = mains.map(({ pid }) => pid);
  const node = mains.length === 1 ? (mains[0]?.predictedName ?? null) : null;
  const made = newFollowed(s, { id, host: s.needs.host, kind, name, path: null, program, node, pids }, s.marks.get(id) ?? null, 0, s.needs.workerOf(s.needs.host, pids));
  s.entries.set(id, made);
  s.needs.onSources();
  return made;
}

/** Those that run a worker, and those whose command is Celery's: a dead one's last words are what is wanted. */
async function listContainers(d: Docker): Promise<void> {
  const { s } = d;
  const body = await askSocket(d.socket, pathOf(s), askContainers);
  if (body === null || d.stop.signal.aborted) return;
  const mains = s.needs.inventory()?.mains ?? [];
  const isOurs = ({ id, command }: DockerContainer): boolean => mains.some(({ container }) => container === id) || /\bcelery\b/.test(command);
  for (const container of readContainers(Buffer.from(body).toString('utf8')).filter(isOurs)) {
    const inside = mains.filter((main) => main.container === container.id);
    for (const main of inside) s.needs.known?.(main.pid, { innerPid: main.innerPid, node: main.predictedName, owner: container.name });
    if (!d.outputs.has(container.name) && d.outputs.size < maxContainers) d.outputs.set(container.name, { one: sourceOf(s, 'container', container.name, container.name, inside), stream: null, isOpening: false });
    const output = d.outputs.get(container.name);
    if (output !== undefined) {
      const key = s.needs.workerOf(s.needs.host, inside.map(({ pid }) => pid));
      if (key !== null && !output.one.workers.includes(key)) output.one.workers = [...output.one.workers, key].slice(-50);
      await follow(d, output, container.id);
    }
  }
}

/** Its output ends with the container and is asked for again when that starts. */
async function follow(d: Docker, output: Output, id: string): Promise<void> {
  if (output.stream !== null || output.isOpening) return;
  const { s } = d;
  const { reading } = output.one;
  const from = readPlace(reading.cursor());
  const request = askOutput(id, from);
  if (request === null) return;
  const lines = createContainerLines(newDecoder);
  const gate = createTimeGate(from);
  output.isOpening = true;
  const stream = await streamSocket(d.socket, pathOf(s), request, {
    bytes: (part) => {
      for (const line of lines.feed(part)) {
        const place = gate.take(line);
        if (place !== null) reading.entry(line, writePlace(place));
      }
      came(d, part.length);
    },
    ended: (status) => {
      output.stream = null;
      if (status !== 200 && !d.stop.signal.aborted) become(s, output.one, 'failed');
    },
  });
  output.isOpening = false;
  output.stream = stream;
  become(s, output.one, stream === null ? 'failed' : 'following');
}

async function listen(d: Docker): Promise<void> {
  const { s } = d;
  const one = eventsOf(s);
  const last = Number(one.reading.cursor() ?? Number.NaN);
  const lines = createContainerLines(newDecoder);
  const stream = await streamSocket(d.socket, pathOf(s), askEvents(Number.isFinite(last) ? last : s.needs.clock.now() - dayMs), {
    bytes: (part) => {
      for (const line of lines.feed(part)) {
        const event = readDockerEvent(line);
        if (event === null || event.at <= (Number(one.reading.cursor() ?? 0) || 0)) continue;
        one.reading.entry(event.line, String(event.at));
        d.failures = 0;
        heard(d, one, event);
      }
      came(d, part.length);
    },
    ended: () => retry(d, one),
  });
  d.events = stream;
  if (stream === null) retry(d, one);
  else become(s, one, 'following');
}

/** The daemon was restarted, or the way to it is closed to us. */
function retry(d: Docker, one: Followed): void {
  const { s } = d;
  d.events = null;
  d.isOpen = false;
  if (d.stop.signal.aborted) return;
  d.failures += 1;
  become(s, one, d.failures > 1 ? 'failed' : 'waiting');
  s.timers.push(s.needs.timers.after(Math.min(lookAgainMs, againMs * d.failures), () => { if (!d.isOpen) void open(d).catch((error: unknown) => s.needs.log.bug(error, 'docker-reading')); }));
}

function heard(d: Docker, one: Followed, event: DockerEvent): void {
  const { s } = d;
  const guarded = (work: Promise<void>): void => { void work.catch((error: unknown) => s.needs.log.bug(error, 'docker-reading')); };
  if (event.action === 'start') guarded(listContainers(d));
  if (event.action === 'die' && d.outputs.has(event.name)) guarded(inspect(d, one, event.id));
}

/** Whether the kernel killed it for memory is not in its events. */
async function inspect(d: Docker, one: Followed, id: string): Promise<void> {
  const request = askContainer(id);
  const body = request === null ? null : await askSocket(d.socket, pathOf(d.s), request);
  const end = body === null || d.stop.signal.aborted ? null : readEnd(Buffer.from(body).toString('utf8'));
  if (end === null || !end.isWorthTelling) return;
  one.reading.entry(end.line, null, end.at ?? undefined);
  came(d, end.line.length);
}

/** Taken in faster than it is kept: the daemon waits. */
function came(d: Docker, bytes: number): void {
  const { s } = d;
  s.keeping?.arrived();
  d.onWay += bytes;
  if (d.onWay < mostOnWay) return;
  const streams = [d.events, ...[...d.outputs.values()].map(({ stream }) => stream)].filter((one) => one !== null);
  for (const stream of streams) stream.pause();
  d.onWay = 0;
  s.keeping?.whenKept(() => { for (const stream of streams) stream.resume(); });
}
