/**
 * The product from outside: `fleetbeat serve` as a process, and a client that speaks the wire and keeps a replica.
 * Imports no engine code: what it sees is what any window would see.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import type { CommandName, InputOf, OutputOf } from '#shared/contract.ts';
import type { FleetChange, FleetPatch, FleetSnapshot } from '#shared/domain/fleet.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { protocolVersion, type ToClient, type ToEngine } from '#shared/wire.ts';
import { waitFor } from './wait-for.ts';

const program = join(import.meta.dirname, '../../build/bin/fleetbeat.mjs');

export type Served = {
  readonly port: number;
  readonly launchToken: string;
  /** The engine's own process: the deepest one, below the launcher. */
  readonly pid: number;
  stderr(): string;
  dispose(): Promise<void>;
};

export async function servePanel(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Served> {
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let said = '';
  let wailed = '';
  child.stderr.on('data', (chunk: Buffer) => (wailed += chunk.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => (said += `${line}\n`));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
  };
  try {
    const [, port = '', launchToken = ''] = await waitFor('the address of the page', () => {
      if (child.exitCode !== null) throw new Error(`fleetbeat serve ended with ${child.exitCode}: ${said}${wailed}`);
      return /http:\/\/127\.0\.0\.1:(\d+)\/#token=([\w-]+)/.exec(said);
    }, { deadlineMs: 30_000, everyMs: 20, lastSeen: () => said + wailed });
    return { port: Number(port), launchToken, pid: await deepestChild(child.pid ?? 0), stderr: () => wailed, dispose: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function deepestChild(pid: number): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const first = Number(children.trim().split(' ')[0]);
  return first > 0 ? deepestChild(first) : pid;
}

export type PanelClient = {
  /** Opens the page in a browser: the same session as this client's. */
  readonly pageUrl: string;
  fleet(): FleetSnapshot;
  worker(name: string): WorkerView | undefined;
  /** Called after each change was applied, with the time (performance clock, with its origin) its message arrived. */
  onChange(listen: (fleet: FleetSnapshot, arrivedAt: number) => void): () => void;
  until<T>(what: string, look: (fleet: FleetSnapshot) => T | null | undefined | false, deadlineMs: number): Promise<T>;
  call<C extends CommandName>(command: C, input: InputOf<C>): Promise<OutputOf<C>>;
  close(): void;
};

function applied(fleet: FleetSnapshot, patch: FleetPatch): FleetSnapshot {
  if (patch.seq !== fleet.seq + 1) throw new Error(`patch ${patch.seq} after ${fleet.seq}`);
  const replace = <T>(old: readonly T[], fresh: readonly T[] | undefined, gone: readonly string[] | undefined, id: (item: T) => string): T[] => {
    const kept = new Map(old.map((item) => [id(item), item]));
    for (const item of fresh ?? []) kept.set(id(item), item);
    for (const one of gone ?? []) kept.delete(one);
    return [...kept.values()];
  };
  return {
    seq: patch.seq,
    at: patch.at,
    engine: patch.engine ?? fleet.engine,
    hosts: replace(fleet.hosts, patch.hosts, patch.gone?.hosts, (host) => host.id),
    workers: replace(fleet.workers, patch.workers, patch.gone?.workers, (worker) => worker.key),
    brokers: replace(fleet.brokers, patch.brokers, patch.gone?.brokers, (broker) => broker.id),
    questions: replace(fleet.questions, patch.questions, patch.gone?.questions, (question) => question.id),
  };
}

export async function openPanel(served: Pick<Served, 'port' | 'launchToken'>): Promise<PanelClient> {
  const origin = `http://127.0.0.1:${served.port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${served.port}/link`, { origin });
  const send = (message: ToEngine): void => socket.send(JSON.stringify(message));
  const waiting = new Map<number, { resolve: (output: unknown) => void; reject: (error: Error) => void }>();
  const listeners = new Set<(fleet: FleetSnapshot, arrivedAt: number) => void>();
  const subscription = 1;
  let nextId = 2;
  let fleet: FleetSnapshot | null = null;
  let resume = '';
  let failure: string | null = null;
  const hear = (message: ToClient, arrivedAt: number): void => {
    if (message.type === 'hello') {
      resume = message.resume ?? '';
      send({ type: 'subscribe', id: subscription, event: 'fleet.changed', params: {} });
    } else if (message.type === 'event') {
      const change = message.payload as FleetChange;
      fleet = change.kind === 'snapshot' ? change.snapshot : applied(fleet as FleetSnapshot, change.patch);
      for (const listen of [...listeners]) listen(fleet, arrivedAt);
    } else if (message.type === 'done') {
      waiting.get(message.id)?.resolve(message.output);
    } else if (waiting.has(message.id)) {
      waiting.get(message.id)?.reject(new Error(`${message.error.code}: ${JSON.stringify(message.error)}`));
    } else failure = JSON.stringify(message.error);
  };
  socket.on('message', (bytes: Buffer) => {
    const arrivedAt = performance.timeOrigin + performance.now();
    hear(JSON.parse(bytes.toString()) as ToClient, arrivedAt);
  });
  socket.on('error', (error) => (failure = error.message));
  socket.on('close', () => (failure ??= 'the engine closed the link'));
  socket.on('open', () => send({ type: 'hello', version: protocolVersion, token: served.launchToken, wantsReadOnly: false }));
  const current = (): FleetSnapshot => {
    if (fleet === null) throw new Error('no snapshot yet');
    return fleet;
  };
  await waitFor('the first snapshot', () => {
    if (failure !== null) throw new Error(failure);
    return fleet;
  }, { deadlineMs: 15_000, everyMs: 5 });
  return {
    get pageUrl() {
      return `${origin}/#token=${resume}`;
    },
    fleet: current,
    worker: (name) => current().workers.find((worker) => worker.name === name),
    onChange(listen) {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
    until: (what, look, deadlineMs) => waitFor(what, () => look(current()), { deadlineMs, everyMs: 20, lastSeen: () => summarize(current()) }),
    call: (command, input) => new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve: (output) => resolve(output as never), reject });
      send({ type: 'call', id, command, input });
    }),
    close: () => socket.close(),
  };
}

function summarize(fleet: FleetSnapshot): string {
  const hosts = fleet.hosts.map((host) => `${host.config.name} ${host.link.phase}${host.link.error ? ` (${JSON.stringify(host.link.error)})` : ''} [${host.notes.join(' ')}]`);
  const workers = fleet.workers.map((worker) => `${worker.name} ${worker.verdict.kind}/${worker.verdict.reason} pid ${worker.process?.pid ?? '-'} children ${worker.children.length}`);
  return [...hosts, ...workers, ...fleet.questions.map((question) => JSON.stringify(question))].join('; ');
}
