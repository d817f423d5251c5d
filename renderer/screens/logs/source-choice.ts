/** Which sources are read, from those there are and what was ticked. Pure. */
import { mostSources } from '#renderer/state/slices/log-view.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogSource, LogSourceId } from '#shared/domain/log.ts';

export function isReadable(source: Pick<LogSource, 'state' | 'lines'>): boolean {
  return source.state === 'following' || source.state === 'waiting' || source.state === 'opening' || source.lines > 0;
}

/** Not chosen yet, or chosen from what is not there any more: all that can be read, as far as one reading goes. */
export function chosenSources(all: readonly LogSource[], ticked: ReadonlySet<LogSourceId> | null): readonly LogSource[] {
  const found = ticked === null ? [] : all.filter(({ id }) => ticked.has(id));
  const isLost = ticked === null || (ticked.size > 0 && found.length === 0);
  return (isLost ? all.filter(isReadable) : found).slice(0, mostSources);
}

export type HostSources = { readonly host: HostId; readonly sources: readonly LogSource[] };

export function groupByHost(all: readonly LogSource[], find: string, hostName: (host: HostId) => string, compare: (a: string, b: string) => number): readonly HostSources[] {
  const wanted = find.trim().toLowerCase();
  const groups = new Map<HostId, LogSource[]>();
  for (const source of all) {
    if (wanted !== '' && !`${source.name}\n${source.program ?? ''}\n${source.kind}\n${hostName(source.host)}`.toLowerCase().includes(wanted)) continue;
    const group = groups.get(source.host);
    if (group === undefined) groups.set(source.host, [source]);
    else group.push(source);
  }
  return [...groups].map(([host, sources]) => ({ host, sources })).sort((a, b) => compare(hostName(a.host), hostName(b.host)));
}

/** The last part of a path, or the whole name: enough to tell sources of one host apart on a line. */
export function shortName(name: string): string {
  const last = name.split('/').at(-1) ?? name;
  return (last === '' ? name : last).replace(/\.(service|log)$/, '');
}
