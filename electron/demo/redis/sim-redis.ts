/**
 * A simulated Redis: real RESP2 over any byte stream, a small model of the data behind it, no socket of its own.
 * The simulated workers are clients of it without a stream (`join`), so that CLIENT LIST, PUBLISH's count and
 * the lists agree with what the workers do. One client never blocks another.
 */
import type { Duplex } from 'node:stream';
import type { Clock } from '#electron/ports/clock.ts';
import type { Timers } from '#electron/ports/timers.ts';
import { type Channels, createChannels } from './channels.ts';
import { type Client, isSubscribed } from './client-row.ts';
import { collectionCommands } from './collection-commands.ts';
import type { CommandTable, Server, ServerSettings } from './command.ts';
import { createKeyspace, type Keyspace } from './keyspace.ts';
import { keyCommands } from './key-commands.ts';
import { listCommands, popFrom } from './list-commands.ts';
import { createCommandReader, encodeReply, okReply, type Reply } from './resp.ts';
import { serverCommands } from './server-commands.ts';

/** A connection of a simulated worker. */
export type WorkerLink = {
  readonly port: number;
  /** The last command as CLIENT LIST shows it, and whether a BRPOP stands. */
  note(command: string, isPopping: boolean): void;
  /** `silent` patterns show in CLIENT LIST only: a simulated worker has no use for its neighbours' heartbeats. */
  subscribe(pattern: string, silent: readonly string[], onMessage: (payload: string) => void): void;
  leave(): void;
};

export type SimRedis = {
  attach(stream: Duplex, port: number): void;
  join(port: number, db: number, command: string): WorkerLink;
  /** One command by the model itself; texts are byte strings. */
  call(db: number, ...command: readonly string[]): Reply;
  readonly channels: Channels;
  space(db: number): Keyspace;
  onPush(listen: (db: number, key: string) => void): () => void;
  /** The host is gone: every real client loses its connection. */
  dropClients(): void;
  dispose(): void;
};

const table: CommandTable = { ...keyCommands, ...listCommands, ...collectionCommands, ...serverCommands };
const outputLimitBytes = 32 * 1024 * 1024;
const allowedWhileSubscribed = new Set(['SUBSCRIBE', 'PSUBSCRIBE', 'UNSUBSCRIBE', 'PUNSUBSCRIBE', 'PING', 'QUIT']);
const transactionVerbs = new Set(['MULTI', 'EXEC', 'DISCARD', 'WATCH', 'UNWATCH']);

type Needs = { readonly clock: Clock; readonly timers: Timers; readonly settings: ServerSettings };

export function createSimRedis({ clock, timers, settings }: Needs): SimRedis {
  const spaces = new Map<number, Keyspace>();
  const clients = new Map<number, Client>();
  const pushListeners = new Set<(db: number, key: string) => void>();
  const channels = createChannels();
  let lastId = 2;
  const space = (db: number): Keyspace => {
    const found = spaces.get(db) ?? createKeyspace(clock);
    spaces.set(db, found);
    return found;
  };
  const server: Server = {
    clock, channels, settings, startedAt: clock.now() - 86_400_000, space,
    databases: () => [...spaces.keys()].sort((a, b) => a - b),
    clients: () => [...clients.values()],
    counters: { commands: 0, connections: 0 },
    pushed(db, key) {
      serveWaiting(clients, space(db), db, key);
      for (const listen of pushListeners) listen(db, key);
    },
    block: (client, keys, side, timeoutMs) => block(timers, client, keys, side, timeoutMs),
  };
  const admit = (port: number, db: number, command: string, send: Client['send'], close: () => void): Client => {
    lastId += 1;
    const now = clock.now();
    const client: Client = {
      id: lastId, port, createdAt: now, name: '', library: '', db, isAuthenticated: settings.password === null, lastCommand: command, activeAt: now,
      isPopping: false, waiting: null, transaction: null, isTransactionSpoiled: false, channels: new Set(), patterns: new Set(), send, close,
    };
    clients.set(client.id, client);
    server.counters.connections += 1;
    return client;
  };
  const dismiss = (client: Client) => { client.waiting?.cancel(); client.waiting = null; channels.forget(client); clients.delete(client.id); };
  const model = admit(0, 0, 'none', () => undefined, () => undefined);
  clients.delete(model.id);
  model.isAuthenticated = true;
  return {
    attach: (stream, port) => attach({ server, admit, dismiss }, stream, port),
    join: (port, db, command) => join({ server, admit, dismiss }, port, db, command),
    call(db, ...command) {
      model.db = db;
      return runCommand(server, model, command) ?? null;
    },
    channels, space,
    onPush(listen) { pushListeners.add(listen); return () => pushListeners.delete(listen); },
    dropClients() { for (const client of [...clients.values()]) client.close(); },
    dispose() { for (const client of [...clients.values()]) { client.close(); dismiss(client); } pushListeners.clear(); },
  };
}

function serveWaiting(clients: ReadonlyMap<number, Client>, space: Keyspace, db: number, key: string): void {
  for (const client of clients.values()) {
    const waiting = client.waiting;
    if (waiting === null || client.db !== db || !waiting.keys.includes(key)) continue;
    const item = popFrom({ space }, key, waiting.side);
    if (typeof item !== 'string') return;
    client.waiting = null;
    waiting.cancel();
    waiting.give([key, item]);
  }
}

function block(timers: Timers, client: Client, keys: readonly string[], side: 'head' | 'tail', timeoutMs: number): void {
  const timer = timeoutMs > 0 ? timers.after(timeoutMs, () => { client.waiting = null; client.send({ noList: true }); }) : null;
  client.waiting = { keys, side, give: client.send, cancel: () => timer?.[Symbol.dispose]() };
}

type Hall = { readonly server: Server; readonly admit: (port: number, db: number, command: string, send: Client['send'], close: () => void) => Client; readonly dismiss: (client: Client) => void };

function attach({ server, admit, dismiss }: Hall, stream: Duplex, port: number): void {
  const queued: (readonly string[])[] = [];
  let unsent = '';
  /** All that one turn of the event loop says leaves in one write, as Redis does it. */
  const say = (text: string) => {
    if (stream.destroyed) return;
    if (unsent === '') setImmediate(flush);
    unsent += text;
  };
  const flush = () => {
    const text = unsent;
    unsent = '';
    if (stream.destroyed || stream.writableEnded || text === '') return;
    // As Redis does with a subscriber that does not read.
    if (stream.writableLength > outputLimitBytes) { stream.destroy(); return; }
    stream.write(text, 'latin1');
  };
  const client = admit(port, 0, 'NULL', (reply) => { say(encodeReply(reply)); queueMicrotask(drain); }, () => { flush(); stream.end(() => stream.destroy()); });
  /** A client inside BRPOP gets nothing else done until it is served, as with the real one. */
  function drain(): void {
    while (client.waiting === null) {
      const args = queued.shift();
      if (args === undefined) return;
      const reply = runCommand(server, client, args);
      if (reply !== undefined) say(encodeReply(reply));
    }
  }
  const reader = createCommandReader((args) => { queued.push(args); }, (words) => { flush(); stream.end(encodeReply({ error: words }), 'latin1'); });
  stream.on('data', (chunk: Buffer) => { reader.push(chunk.toString('latin1')); drain(); });
  stream.on('error', () => stream.destroy());
  stream.on('end', () => stream.end());
  stream.on('close', () => dismiss(client));
}

function join({ server, admit, dismiss }: Hall, port: number, db: number, command: string): WorkerLink {
  let onMessage: ((payload: string) => void) | null = null;
  const client = admit(port, db, command, (reply) => {
    if (!Array.isArray(reply)) return;
    const payload: unknown = reply.at(-1);
    if (typeof payload === 'string') onMessage?.(payload);
  }, () => undefined);
  client.isAuthenticated = true;
  return {
    port,
    note(last, isPopping) { client.lastCommand = last; client.isPopping = isPopping; client.activeAt = server.clock.now(); },
    subscribe(pattern, silent, listen) {
      onMessage = listen;
      server.channels.subscribePattern(client, pattern);
      for (const other of silent) client.patterns.add(other);
    },
    leave: () => dismiss(client),
  };
}

function runCommand(server: Server, client: Client, args: readonly string[]): Reply | undefined {
  const [word = '', ...rest] = args;
  const verb = word.toUpperCase();
  server.counters.commands += 1;
  client.activeAt = server.clock.now();
  client.lastCommand = verb === 'CLIENT' || verb === 'CONFIG' || verb === 'PUBSUB' ? `${verb}|${rest[0] ?? ''}`.toLowerCase() : verb.toLowerCase();
  if (!client.isAuthenticated && !['AUTH', 'HELLO', 'QUIT'].includes(verb)) return { error: 'NOAUTH Authentication required.' };
  if (transactionVerbs.has(verb)) return transact(server, client, verb);
  const command = table[verb];
  const problem = command === undefined ? unknownCommand(args)
    : (command.arity > 0 ? args.length !== command.arity : args.length < -command.arity) ? { error: `ERR wrong number of arguments for '${verb.toLowerCase()}' command` }
      : isSubscribed(client) && !allowedWhileSubscribed.has(verb) ? { error: `ERR Can't execute '${verb.toLowerCase()}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context` } : null;
  if (problem !== null || command === undefined) { client.isTransactionSpoiled = client.transaction !== null; return problem; }
  if (client.transaction !== null) { client.transaction.push(args); return { status: 'QUEUED' }; }
  return command.run({ server, client, space: server.space(client.db) }, rest);
}

function transact(server: Server, client: Client, verb: string): Reply {
  const queued = client.transaction;
  if (verb === 'WATCH' || verb === 'UNWATCH') return okReply;
  if (verb === 'MULTI') {
    if (queued !== null) return { error: 'ERR MULTI calls can not be nested' };
    client.transaction = [];
    client.isTransactionSpoiled = false;
    return okReply;
  }
  if (queued === null) return { error: `ERR ${verb} without MULTI` };
  client.transaction = null;
  if (verb === 'DISCARD') return okReply;
  if (client.isTransactionSpoiled) return { error: 'EXECABORT Transaction discarded because of previous errors.' };
  const replies: Reply[] = [];
  for (const args of queued) {
    const [word = '', ...rest] = args;
    const command = table[word.toUpperCase()];
    replies.push(command?.run({ server, client, space: server.space(client.db) }, rest) ?? null);
  }
  return replies;
}

function unknownCommand([word = '', ...rest]: readonly string[]): { readonly error: string } {
  const shown = rest.slice(0, 20).map((arg) => `'${arg.slice(0, 128)}' `).join('');
  return { error: `ERR unknown command '${word.slice(0, 128)}', with args beginning with: ${shown}`.replace(/[\r\n]/g, ' ') };
}
