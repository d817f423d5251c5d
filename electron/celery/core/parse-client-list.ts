/**
 * CLIENT LIST to rows, our own connections left out. A consumer waiting for work is blocked in a list pop; the
 * connection that reads replies of `celery inspect` blocks too, but only for its second.
 */
import type { RedisClient } from './broker-observation.ts';

const blockingPops = /^(brpop|blpop|blmpop|brpoplpush|blmove)$/;
const maxRows = 5_000;

export function parseClientList(text: string, ownName: string): readonly RedisClient[] {
  const rows: RedisClient[] = [];
  for (const line of text.split('\n')) {
    if (rows.length === maxRows) break;
    const row = parseRow(line);
    if (row !== null && !row.name.startsWith(ownName)) rows.push(row.client);
  }
  return rows;
}

/** Names of our connections (this program's and others'), to know which reply queues still have a reader. */
export function clientNames(text: string): ReadonlySet<string> {
  return new Set(text.split('\n').flatMap((line) => parseRow(line)?.name ?? []));
}

function parseRow(line: string): { readonly name: string; readonly client: RedisClient } | null {
  // `name=` is free of spaces by Redis' own rule; every other value is Redis' own.
  const fields = new Map(line.trim().split(' ').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const));
  const address = /^(?:\[?([^\]]*)\]?):(\d+)$/.exec(fields.get('addr') ?? '');
  if (address === null) return null;
  const flags = fields.get('flags') ?? '';
  const lastCommand = (fields.get('cmd') ?? '').toLowerCase().slice(0, 60);
  const count = (name: string): number => {
    const value = Number(fields.get(name));
    return Number.isFinite(value) ? value : 0;
  };
  const patterns = count('psub');
  return {
    name: fields.get('name') ?? '',
    client: {
      host: (address[1] ?? '').slice(0, 200),
      port: Number(address[2]),
      db: count('db'),
      ageS: count('age'),
      idleS: count('idle'),
      lastCommand,
      isWaitingForWork: flags.includes('b') && blockingPops.test(lastCommand),
      isSubscriber: flags.includes('P') || patterns > 0 || count('sub') > 0,
    },
  };
}
