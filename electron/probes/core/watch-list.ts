/**
 * Which processes a host's reader watches, and how that changes: by a scan, by the children a main reports at a
 * tick, by a death. Pure folds; a process is pid and start time. Absence alone removes nobody who may be alive
 * but unseen: only a complete scan does.
 */
import type { ProcessId } from './host-observation.ts';
import { parsePidStat } from './parse-pid-stat.ts';
import type { Scan } from './read-inventory.ts';
import type { Frame } from './split-frames.ts';

export type WatchedProcess = ProcessId & { readonly role: 'main' | 'child' | 'beat'; readonly mainPid: number };
export type WatchList = ReadonlyMap<string, WatchedProcess>;

/** The reader keeps three descriptors for each, and 1024 is the usual limit. A forged frame cannot make it longer. */
const maxWatched = 300;
const letters = { main: 'm', child: 'c', beat: 'b' } as const;

export function identityKey(process: ProcessId): string {
  return `${process.pid}:${process.startTicks}`;
}

export function foldScan(list: WatchList, scan: Scan): WatchList {
  const { mains, beats, isComplete } = scan.inventory;
  const next = new Map<string, WatchedProcess>(isComplete ? [] : list);
  const add = (process: WatchedProcess): void => {
    if (next.size < maxWatched) next.set(identityKey(process), process);
  };
  for (const { pid, startTicks } of mains) {
    // An orphaned pool child has Celery's command line and no parent of its kind: it stays the child it was.
    const known = list.get(`${pid}:${startTicks}`);
    add(known?.role === 'child' ? known : { pid, startTicks, role: 'main', mainPid: pid });
  }
  for (const { pid, startTicks } of beats) add({ pid, startTicks, role: 'beat', mainPid: pid });
  for (const { pid, startTicks, mainPid } of scan.children) add({ pid, startTicks, role: 'child', mainPid });
  return next;
}

/** New children join at once; one that is alive but no longer its main's child (it became another program) leaves. */
export function foldChildren(list: WatchList, frame: Frame): WatchList {
  const next = new Map(list);
  const byPid = new Map([...list.values()].map((entry) => [entry.pid, entry]));
  const alive = new Set(frame.pieces.flatMap((piece) => (piece.name === 'p' ? [piece.argument] : [])));
  for (const piece of frame.pieces) {
    const main = piece.name === 'children' ? byPid.get(Number(piece.argument)) : undefined;
    if (main?.role !== 'main') continue;
    const listed = new Set<number>();
    for (const line of piece.lines) listed.add(addChild(next, line, main.pid));
    for (const entry of list.values()) {
      if (entry.role === 'child' && entry.mainPid === main.pid && alive.has(String(entry.pid)) && !listed.has(entry.pid)) next.delete(identityKey(entry));
    }
  }
  return next;
}

function addChild(next: Map<string, WatchedProcess>, line: string, mainPid: number): number {
  if (/^\d{1,10}$/.test(line)) return Number(line);
  const stat = parsePidStat(line);
  if (stat === null || next.size >= maxWatched) return stat?.pid ?? 0;
  const child: WatchedProcess = { pid: stat.pid, startTicks: stat.startTicks, role: 'child', mainPid };
  next.set(identityKey(child), child);
  return stat.pid;
}

export function foldDeath(list: WatchList, dead: ProcessId): { readonly list: WatchList; readonly entry: WatchedProcess | null } {
  const entry = list.get(identityKey(dead)) ?? null;
  if (entry === null) return { list, entry };
  const next = new Map(list);
  next.delete(identityKey(dead));
  return { list: next, entry };
}

/** The request that makes the reader watch exactly these. */
export function encodeWatch(list: WatchList): string {
  return ['w', ...[...list.values()].map((entry) => `${entry.pid}:${entry.startTicks}:${letters[entry.role]}`)].join(' ');
}
