/**
 * One client of the simulated Redis, with the line that CLIENT LIST shows of it (form of Redis 7.0).
 * The simulated workers' own connections are such clients too, without a byte stream behind them.
 */
import type { Reply } from './resp.ts';

export type Waiting = { readonly keys: readonly string[]; readonly side: 'head' | 'tail'; readonly give: (reply: Reply) => void; readonly cancel: () => void };

export type Client = {
  readonly id: number;
  readonly port: number;
  readonly createdAt: number;
  name: string;
  library: string;
  db: number;
  isAuthenticated: boolean;
  lastCommand: string;
  activeAt: number;
  /** A simulated worker's BRPOP stands, without an entry in `waiting`. */
  isPopping: boolean;
  waiting: Waiting | null;
  transaction: (readonly string[])[] | null;
  isTransactionSpoiled: boolean;
  readonly channels: Set<string>;
  readonly patterns: Set<string>;
  readonly send: (reply: Reply) => void;
  readonly close: () => void;
};

export function isSubscribed(client: Client): boolean {
  return client.channels.size + client.patterns.size > 0;
}

export function describeClient(client: Client, now: number): string {
  const flags = (client.waiting !== null || client.isPopping ? 'b' : '') + (isSubscribed(client) ? 'P' : '') + (client.transaction !== null ? 'x' : '');
  const age = Math.max(0, Math.floor((now - client.createdAt) / 1000));
  const idle = Math.max(0, Math.floor((now - client.activeAt) / 1000));
  return `id=${client.id} addr=127.0.0.1:${client.port} laddr=127.0.0.1:6379 fd=${8 + (client.id % 1000)} name=${client.name} age=${age} idle=${idle} `
    + `flags=${flags === '' ? 'N' : flags} db=${client.db} sub=${client.channels.size} psub=${client.patterns.size} ssub=0 multi=${client.transaction?.length ?? -1} `
    + 'qbuf=0 qbuf-free=0 argv-mem=0 multi-mem=0 rbs=1024 rbp=0 obl=0 oll=0 omem=0 tot-mem=1928 events=r '
    + `cmd=${client.lastCommand} user=default redir=-1 resp=2`;
}
