/**
 * Heartbeats said to be missed, and a broker that went away. Must stay true: the line is written by another worker about a
 * peer, and when the printer itself stood still it names a healthy one: both are weighed.
 */
import { entryOf, sourceOf, type AssemblyState } from './assembly-state.ts';
import { add, open, type Assembly } from './assembly-moves.ts';
import type { Cluster } from './cluster.ts';
import type { CrashEvent } from './crash-event.ts';
import { windows } from './match-events.ts';

/** Celery's own patience: two intervals of two seconds; and how often it looks. */
const patienceMs = 4_000;
const lookMs = 5_000;

export function handleMissedHeartbeat(assembly: Assembly, event: CrashEvent): void {
  const { state } = assembly;
  const peer = String(event.detail['peer'] ?? '');
  const printer = sourceOf(state, event).node ?? event.node;
  const same = state.clusters.findLast(({ cluster }) => cluster.host === event.host && cluster.kind === 'stall' && event.at - cluster.last <= windows.stallMs
    && (cluster.sources.includes(event.source) || cluster.stall?.peers.includes(peer) === true))?.cluster;
  const cluster = same === undefined ? open(assembly, 'stall', event) : add(assembly, same, event);
  cluster.stall ??= { printer, peers: [], printers: [], hints: [] };
  put(cluster.stall.peers, peer);
  put(cluster.stall.printers, printer ?? event.source);
  for (const hint of hintsOf(state, event, peer)) put(cluster.stall.hints, hint);
  put(entryOf((cluster.stall.named ??= {}), peer, () => []), printer ?? event.source);
  weighNames(cluster.stall);
  cluster.node = nodeToBlame(cluster);
  assembly.touch(cluster);
}

/** Two who miss the same one are right; one who misses several, and is alone with it, stood still himself. As more is said this may turn round. */
function weighNames(stall: NonNullable<Cluster['stall']>): void {
  const hasWitnesses = Object.values(stall.named ?? {}).some((printers) => printers.length > 1);
  stall.hints = stall.hints.filter((hint) => hint !== 'peer-named-by-several' && hint !== 'printer-names-several');
  if (hasWitnesses) put(stall.hints, 'peer-named-by-several');
  else if (stall.printers.length === 1 && stall.peers.length > 1) put(stall.hints, 'printer-names-several');
}

function hintsOf(state: AssemblyState, event: CrashEvent, peer: string): readonly string[] {
  const hints: string[] = [];
  const printer = sourceOf(state, event);
  const end = printer.lastEnd;
  const justEnded = end !== null && event.at - end.at >= -1000 && event.at - end.at <= lookMs && end.tookMs >= patienceMs;
  if (justEnded && (printer.pool === 'solo' || printer.concurrency === 1)) hints.push(printer.pool === 'solo' ? 'printer-solo-after-task' : 'printer-after-long-task');
  for (const other of Object.values(state.sources)) {
    if (other.node !== peer) continue;
    // The named peer wrote to its log while it was said to be silent.
    if (other.lastAt > event.at - patienceMs && other.lastAt <= event.at + lookMs) hints.push('peer-log-went-on');
    if (other.pool === 'solo' && other.inFlight.some(({ at }) => event.at - at >= patienceMs)) hints.push('peer-solo-in-task');
  }
  return hints;
}

const put = (list: string[], item: string): void => {
  if (!list.includes(item) && list.length < 50) list.push(item);
};

export const printerHints: readonly string[] = ['printer-solo-after-task', 'printer-after-long-task', 'printer-names-several', 'peer-log-went-on'];

function nodeToBlame({ stall }: Cluster): string | null {
  if (stall === null) return null;
  if (stall.hints.some((hint) => printerHints.includes(hint))) return stall.printer;
  const named = stall.named ?? {};
  const witnesses = (peer: string): number => (Object.hasOwn(named, peer) ? (named[peer]?.length ?? 0) : 0);
  return stall.peers.toSorted((a, b) => witnesses(b) - witnesses(a))[0] ?? null;
}

export function handleBrokerLost(assembly: Assembly, event: CrashEvent): void {
  const known = openOutage(assembly.state, event);
  // It leaves by itself: its next start is no sign of a death in silence.
  if (event.detail['phase'] === 'gave-up') sourceOf(assembly.state, event).isRunning = false;
  // One cluster for all workers of a host; the counter is of workers that said so.
  if (known === null) return void open(assembly, 'outage', event);
  add(assembly, known, event);
  known.times = known.sources.length;
  assembly.touch(known);
}

export function handleBrokerBack(assembly: Assembly, event: CrashEvent): void {
  const known = openOutage(assembly.state, event);
  if (known !== null && known.sources.includes(event.source)) add(assembly, known, event);
}

function openOutage(state: AssemblyState, event: CrashEvent): Cluster | null {
  return state.clusters.findLast(({ cluster }) => cluster.host === event.host && cluster.kind === 'outage' && event.at - cluster.last <= windows.outageMs && cluster.first - event.at <= windows.outageMs)?.cluster ?? null;
}
