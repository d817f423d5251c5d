/**
 * The address after `#` as a typed place, and back. Unknown addresses are the Fleet: a bookmark never shows an error.
 */
import type { IncidentId, SignatureId } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogSourceId } from '#shared/domain/log.ts';

export type Route =
  | { readonly screen: 'fleet' }
  | { readonly screen: 'host'; readonly host: HostId; readonly worker: string | null }
  | { readonly screen: 'host-new' }
  | { readonly screen: 'host-edit'; readonly host: HostId }
  | { readonly screen: 'crashes' }
  /** `incident`: the one to show; null: the newest of the group. */
  | { readonly screen: 'crash'; readonly group: SignatureId; readonly incident: IncidentId | null }
  /** `at`: where to look first; null: the newest lines. `sources`: which ones, null as they were chosen before. */
  | { readonly screen: 'logs'; readonly at: number | null; readonly sources: readonly LogSourceId[] | null }
  | { readonly screen: 'settings' };

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const parts = path.split('/').filter((part) => part !== '').map(decode);
  const [first, second, third] = parts;
  if (first === 'crashes') return second === undefined ? { screen: 'crashes' } : { screen: 'crash', group: second as SignatureId, incident: new URLSearchParams(query).get('incident') as IncidentId | null };
  if (first === 'logs') return readLogs(new URLSearchParams(query));
  if (first === 'settings') return { screen: 'settings' };
  if (path === '/hosts/new' || path === 'hosts/new') return { screen: 'host-new' };
  if (first === 'hosts' && second !== undefined && third === 'edit') return { screen: 'host-edit', host: second as HostId };
  if (first === 'hosts' && second !== undefined && third === undefined) return { screen: 'host', host: second as HostId, worker: new URLSearchParams(query).get('worker') };
  return { screen: 'fleet' };
}

export function formatRoute(route: Route): string {
  switch (route.screen) {
    case 'fleet': return '#/fleet';
    case 'crashes': return '#/crashes';
    case 'crash': return `#/crashes/${encode(route.group)}${route.incident === null ? '' : `?incident=${encodeURIComponent(route.incident)}`}`;
    case 'logs': return writeLogs(route.at, route.sources);
    case 'settings': return '#/settings';
    case 'host-new': return '#/hosts/new';
    case 'host-edit': return `#/hosts/${encode(route.host)}/edit`;
    case 'host': return `#/hosts/${encode(route.host)}${route.worker === null ? '' : `?worker=${encodeURIComponent(route.worker)}`}`;
  }
}

function readLogs(query: URLSearchParams): Route {
  const at = Number(query.get('at') ?? Number.NaN);
  const sources = query.getAll('source').slice(0, 50) as LogSourceId[];
  return { screen: 'logs', at: Number.isSafeInteger(at) && at > 0 ? at : null, sources: sources.length === 0 ? null : sources };
}

function writeLogs(at: number | null, sources: readonly LogSourceId[] | null): string {
  const query = [...(at === null ? [] : [`at=${at}`]), ...(sources ?? []).map((source) => `source=${encodeURIComponent(source)}`)].join('&');
  return query === '' ? '#/logs' : `#/logs?${query}`;
}

/** A host whose id is the word `new` must not become the form. */
function encode(id: string): string {
  return id === 'new' ? '%6Eew' : encodeURIComponent(id);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
