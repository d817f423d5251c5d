/** The text of INFO to what the product shows. Missing fields (old servers, ACL) are null, never zero. */
import type { RedisView } from '#shared/domain/broker.ts';

export function parseRedisInfo(text: string | null, at: number, pingMs: number | null): RedisView {
  const fields = new Map<string, string>();
  for (const line of (text ?? '').slice(0, 100_000).split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1).trim().slice(0, 200));
  }
  const textOf = (name: string): string | null => fields.get(name) ?? null;
  const countOf = (name: string): number | null => {
    const value = fields.get(name);
    return value !== undefined && /^\d{1,16}$/.test(value) ? Number(value) : null;
  };
  return {
    at,
    version: textOf('redis_version'),
    usedMemory: countOf('used_memory'),
    maxMemory: countOf('maxmemory'),
    evictionPolicy: textOf('maxmemory_policy'),
    connectedClients: countOf('connected_clients'),
    persistenceOk: persistenceOf(textOf('rdb_last_bgsave_status'), textOf('aof_last_write_status')),
    role: textOf('role'),
    pingMs,
  };
}

function persistenceOf(...statuses: readonly (string | null)[]): boolean | null {
  const known = statuses.filter((status) => status !== null);
  return known.length === 0 ? null : known.every((status) => status === 'ok');
}

/** Names the Redis process: two ways to the same one are one broker. null when INFO was refused. */
export function runIdOf(text: string | null): string | null {
  return text === null ? null : (/^run_id:([0-9a-f]{40})\r?$/m.exec(text)?.[1] ?? null);
}
