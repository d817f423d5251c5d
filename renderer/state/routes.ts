/**
 * The address after `#` as a typed place, and back. Unknown addresses are the Fleet: a bookmark never shows an error.
 */
import type { IncidentId, SignatureId } from '#shared/domain/crash.ts';
import type { RunId } from '#shared/domain/diagnosis.ts';
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import type { LogSourceId } from '#shared/domain/log.ts';
import type { OperationId } from '#shared/domain/operation.ts';

export type Route =
  | { readonly screen: 'fleet' }
  | { readonly screen: 'host'; readonly host: HostId; readonly worker: string | null; /** The moment its charts look at; left out: the present. */ readonly at?: number }
  | { readonly screen: 'host-new' }
  | { readonly screen: 'host-edit'; readonly host: HostId }
  | { readonly screen: 'diagnoses' }
  /** `run`: null is the newest. `against`: an earlier run to compare with. `finding`: the one to show first. */
  | { readonly screen: 'diagnosis'; readonly host: HostId; readonly run: RunId | null; readonly against: RunId | null; readonly finding: string | null }
  /** Runs out of a support bundle that was opened in this window. */
  | { readonly screen: 'replay'; readonly run: RunId | null; readonly finding: string | null }
  | { readonly screen: 'crashes' }
  /** `incident`: the one to show; null: the newest of the group. */
  | { readonly screen: 'crash'; readonly group: SignatureId; readonly incident: IncidentId | null }
  /** `at`: where to look first; null: the newest lines. `sources`: which ones, null as they were chosen before. */
  | { readonly screen: 'logs'; readonly at: number | null; readonly sources: readonly LogSourceId[] | null }
  /** `at`: the moment to show the fleet at. */
  | { readonly screen: 'timeline'; readonly at: number | null }
  | { readonly screen: 'alerts' }
  /** `operation`: the one to show; null: the newest. */
  | { readonly screen: 'operations'; readonly operation: OperationId | null }
  | { readonly screen: 'journal' }
  /** `broker` null: the first one. */
  | { readonly screen: 'unacked'; readonly broker: BrokerId | null }
  | { readonly screen: 'supervisor'; readonly host: HostId }
  | { readonly screen: 'settings' };

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const parts = path.split('/').filter((part) => part !== '').map(decode);
  const [first, second, third] = parts;
  if (first === 'crashes') return second === undefined ? { screen: 'crashes' } : { screen: 'crash', group: second as SignatureId, incident: new URLSearchParams(query).get('incident') as IncidentId | null };
  if (first === 'diagnosis') return second === undefined ? { screen: 'diagnoses' } : readDiagnosis(second as HostId, new URLSearchParams(query));
  if (first === 'replay') return readReplay(new URLSearchParams(query));
  if (first === 'logs') return readLogs(new URLSearchParams(query));
  if (first === 'timeline') return { screen: 'timeline', at: readMoment(new URLSearchParams(query)) };
  if (first === 'alerts') return { screen: 'alerts' };
  if (first === 'operations') return { screen: 'operations', operation: (second ?? null) as OperationId | null };
  if (first === 'journal') return { screen: 'journal' };
  if (first === 'messages') return { screen: 'unacked', broker: (second ?? null) as BrokerId | null };
  if (first === 'settings') return { screen: 'settings' };
  if (path === '/hosts/new' || path === 'hosts/new') return { screen: 'host-new' };
  if (first === 'hosts' && second !== undefined && third === 'supervisor') return { screen: 'supervisor', host: second as HostId };
  if (first === 'hosts' && second !== undefined && third === 'edit') return { screen: 'host-edit', host: second as HostId };
  if (first === 'hosts' && second !== undefined && third === undefined) return readHost(second as HostId, new URLSearchParams(query));
  return { screen: 'fleet' };
}

export function formatRoute(route: Route): string {
  switch (route.screen) {
    case 'fleet': return '#/fleet';
    case 'diagnoses': return '#/diagnosis';
    case 'diagnosis': return writeDiagnosis(route);
    case 'replay': return `#/replay${writeQuery({ run: route.run, finding: route.finding })}`;
    case 'crashes': return '#/crashes';
    case 'crash': return `#/crashes/${encode(route.group)}${route.incident === null ? '' : `?incident=${encodeURIComponent(route.incident)}`}`;
    case 'logs': return writeLogs(route.at, route.sources);
    case 'timeline': return route.at === null ? '#/timeline' : `#/timeline?at=${Math.round(route.at)}`;
    case 'alerts': return '#/alerts';
    case 'operations': return route.operation === null ? '#/operations' : `#/operations/${encodeURIComponent(route.operation)}`;
    case 'journal': return '#/journal';
    case 'unacked': return route.broker === null ? '#/messages' : `#/messages/${encodeURIComponent(route.broker)}`;
    case 'supervisor': return `#/hosts/${encode(route.host)}/supervisor`;
    case 'settings': return '#/settings';
    case 'host-new': return '#/hosts/new';
    case 'host-edit': return `#/hosts/${encode(route.host)}/edit`;
    case 'host': return `#/hosts/${encode(route.host)}${writeHost(route.worker, route.at)}`;
  }
}

function readMoment(query: URLSearchParams): number | null {
  const at = Number(query.get('at') ?? Number.NaN);
  return Number.isSafeInteger(at) && at > 0 ? at : null;
}

function readHost(host: HostId, query: URLSearchParams): Route {
  const at = readMoment(query);
  return { screen: 'host', host, worker: query.get('worker'), ...(at === null ? {} : { at }) };
}

function writeHost(worker: string | null, at: number | undefined): string {
  const query = [...(worker === null ? [] : [`worker=${encodeURIComponent(worker)}`]), ...(at === undefined ? [] : [`at=${Math.round(at)}`])].join('&');
  return query === '' ? '' : `?${query}`;
}

function readDiagnosis(host: HostId, query: URLSearchParams): Route {
  return { screen: 'diagnosis', host, run: query.get('run') as RunId | null, against: query.get('against') as RunId | null, finding: query.get('finding') };
}

function writeDiagnosis({ host, run, against, finding }: Extract<Route, { screen: 'diagnosis' }>): string {
  return `#/diagnosis/${encode(host)}${writeQuery({ run, against, finding })}`;
}

function readReplay(query: URLSearchParams): Route {
  return { screen: 'replay', run: query.get('run') as RunId | null, finding: query.get('finding') };
}

function writeQuery(parts: Readonly<Record<string, string | null>>): string {
  const query = Object.entries(parts).flatMap(([name, value]) => (value === null ? [] : [`${name}=${encodeURIComponent(value)}`])).join('&');
  return query === '' ? '' : `?${query}`;
}

function readLogs(query: URLSearchParams): Route {
  const sources = query.getAll('source').slice(0, 50) as LogSourceId[];
  return { screen: 'logs', at: readMoment(query), sources: sources.length === 0 ? null : sources };
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
