/**
 * What a simulated Redis command is: an arity as Redis counts it (negative = at least) and a function to its reply.
 * `undefined` means that the command answers by itself, now or later.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Channels } from './channels.ts';
import type { Client } from './client-row.ts';
import type { Keyspace } from './keyspace.ts';
import type { Reply } from './resp.ts';

export type Server = {
  readonly clock: Clock;
  readonly channels: Channels;
  readonly settings: ServerSettings;
  readonly startedAt: number;
  space(db: number): Keyspace;
  databases(): readonly number[];
  clients(): readonly Client[];
  /** Serves blocked clients and tells the model that a list grew. */
  pushed(db: number, key: string): void;
  block(client: Client, keys: readonly string[], side: 'head' | 'tail', timeoutMs: number): void;
  counters: { commands: number; connections: number };
};

export type ServerSettings = { readonly version: string; readonly password: string | null; readonly maxMemory: number; readonly policy: string; readonly usedMemory: () => number; readonly runId: string };

export type Context = { readonly server: Server; readonly client: Client; readonly space: Keyspace };
export type Command = { readonly arity: number; readonly run: (context: Context, args: readonly string[]) => Reply | undefined };
export type CommandTable = Readonly<Record<string, Command>>;

export const notAnInteger: Reply = { error: 'ERR value is not an integer or out of range' };
export const syntaxError: Reply = { error: 'ERR syntax error' };

export function toInteger(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : null;
}
