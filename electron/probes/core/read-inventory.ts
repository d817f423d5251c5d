/**
 * Makes the list of Celery mains and beats of a host out of a frame's scan. Pure; a process that cannot be
 * understood is left out, and `isComplete` says when others could not be seen at all.
 */
import { decodeForeign } from './decode-foreign.ts';
import { findBrokerHints } from './find-broker-hints.ts';
import { findCelery } from './find-celery.ts';
import type { CelerySubject } from './find-celery.ts';
import type { CeleryBeat, CeleryInventory, CeleryMain } from './host-observation.ts';
import { maskArgv } from './mask-argv.ts';
import { parseCeleryArgv } from './parse-celery-argv.ts';
import { parseCgroup } from './parse-cgroup.ts';
import { parsePidStat } from './parse-pid-stat.ts';
import type { PidStat } from './parse-pid-stat.ts';
import { parseTcpAddress } from './parse-tcp-address.ts';
import { predictNodeName } from './predict-node-name.ts';
import type { Frame, Piece } from './split-frames.ts';

export type InventoryFacts = { readonly hostname: string | null; readonly startedAt: (startTicks: number) => number | null };

export type ScannedChild = { readonly pid: number; readonly startTicks: number; readonly mainPid: number };

export type Scan = {
  readonly inventory: CeleryInventory;
  readonly children: readonly ScannedChild[];
  readonly isEnvironUnreadable: boolean;
  readonly processCount: number | null;
};

type Found = { readonly stat: PidStat; readonly subject: CelerySubject; readonly argv: readonly string[]; readonly of: (key: string) => readonly string[] };

/** null when the frame holds no scan. */
export function readInventory(frame: Frame, facts: InventoryFacts): Scan | null {
  const scan = frame.pieces.find((piece) => piece.name === 'scan');
  if (scan === undefined) return null;
  const found = new Map<number, Found>();
  for (const piece of frame.pieces) {
    const one = piece.name === 'proc' ? readProcess(piece) : null;
    if (one !== null) found.set(one.stat.pid, one);
  }
  const mains: CeleryMain[] = [];
  const beats: CeleryBeat[] = [];
  const children: ScannedChild[] = [];
  for (const one of found.values()) {
    const parent = found.get(one.stat.parentPid);
    const { pid, startTicks } = one.stat;
    if (parent !== undefined && parent.subject.kind === 'worker') children.push({ pid, startTicks, mainPid: topmost(parent, found) });
    else if (one.subject.kind === 'beat') beats.push({ pid, startTicks, startedAt: facts.startedAt(startTicks), argv: maskArgv(one.argv) });
    else mains.push(describeMain(one, facts, [...found.values()].some((other) => other.stat.parentPid === pid)));
  }
  const addressLimits = [...found.values()].flatMap(({ stat: { pid, startTicks }, of }) => {
    const bytes = Number(of('addresses')[0] ?? Number.NaN);
    return Number.isSafeInteger(bytes) && bytes > 0 ? [{ pid, startTicks, bytes }] : [];
  });
  const count = (key: string): number => Number(scan.lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1) ?? Number.NaN);
  return {
    inventory: { mains, beats, addressLimits, isComplete: count('unreadable') === 0 && count('hidden') === 0 },
    children,
    isEnvironUnreadable: mains.some((main) => found.get(main.pid)?.of('env-unreadable').length === 1),
    processCount: Number.isSafeInteger(count('total')) ? count('total') : null,
  };
}

function topmost(from: Found, found: ReadonlyMap<number, Found>): number {
  let at = from;
  // Bounded: a forged frame could make a circle.
  for (let depth = 0; depth < 32; depth += 1) {
    const parent = found.get(at.stat.parentPid);
    if (parent === undefined || parent.subject.kind !== 'worker' || parent === at) break;
    at = parent;
  }
  return at.stat.pid;
}

function readProcess(piece: Piece): Found | null {
  const of = (key: string): readonly string[] =>
    piece.lines.flatMap((line) => (line === key ? [''] : line.startsWith(`${key} `) ? [decodeForeign(line.slice(key.length + 1))] : []));
  const stat = parsePidStat(of('stat')[0]);
  const argv = of('arg').slice(0, 256);
  const subject = findCelery(argv);
  return stat === null || subject === null || String(stat.pid) !== piece.argument ? null : { stat, subject, argv, of };
}

function describeMain(one: Found, facts: InventoryFacts, hasChildren: boolean): CeleryMain {
  const { stat, subject, of } = one;
  const options = parseCeleryArgv(subject.options);
  const environment = new Map(of('env').map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const owner = parseCgroup(of('cgroup'));
  const inner = Number(of('nspid')[0]?.split(' ').at(-1) ?? Number.NaN);
  const hasInner = Number.isSafeInteger(inner) && inner > 0;
  const hostname = owner.container === null ? facts.hostname : null;
  const sockets = of('sockets-unreadable').length > 0 ? null : of('tcp').flatMap(readSocket);
  const outputs = of('fd');
  return {
    pid: stat.pid,
    startTicks: stat.startTicks,
    innerPid: hasInner ? inner : stat.pid,
    startedAt: facts.startedAt(stat.startTicks),
    user: of('user')[0] ?? of('uid')[0] ?? null,
    argv: maskArgv(one.argv),
    cwd: of('cwd')[0] ?? null,
    predictedName: subject.titleName ?? predictNodeName(options.nodeName, hostname),
    // Without -P, or with -P prefork, the app's configuration decides: children prove prefork.
    pool: options.pool !== null && options.pool !== 'prefork' ? options.pool : hasChildren ? 'prefork' : 'unknown',
    concurrency: options.concurrency,
    autoscale: options.autoscale,
    queues: options.queues,
    withoutHeartbeat: options.withoutHeartbeat,
    maxTasksPerChild: options.maxTasksPerChild,
    maxMemoryPerChildKiB: options.maxMemoryPerChildKiB,
    softTimeLimitS: options.softTimeLimitS,
    hardTimeLimitS: options.hardTimeLimitS,
    app: options.app ?? environment.get('CELERY_APP') ?? null,
    container: owner.container,
    backend: backendOf(owner, environment, of('parent')[0] ?? ''),
    brokerHints: findBrokerHints({ broker: options.broker, environment, connections: sockets ?? [] }),
    sockets,
    hasPipeOutput: outputs.length === 0 ? null : outputs.some((line) => /^[12] pipe:/.test(line)),
  };
}

function readSocket(line: string): { localPort: number; remoteHost: string; remotePort: number }[] {
  const [local, remote] = line.split(' ').map(parseTcpAddress);
  return local && remote ? [{ localPort: local.port, remoteHost: remote.host, remotePort: remote.port }] : [];
}

/** The innermost owner counts: a supervisor that is the parent, then supervisord's own words, then the group. */
function backendOf(owner: { readonly kind: CeleryMain['backend']['kind']; readonly unit: string | null }, environment: ReadonlyMap<string, string>, parent: string): CeleryMain['backend'] {
  const ours = environment.get('FLEETBEAT_PROGRAM');
  // by its mark first: a worker outlives our supervisor, and is then nobody's child
  if (ours !== undefined) return { kind: 'fleetbeat-supervisor', unit: ours };
  if (/(^|[\s/])fleetbeat_supervisor\.py(\s|$)/.test(parent)) return { kind: 'fleetbeat-supervisor', unit: null };
  if (/(^|[\s/])celery_supervisor\.py(\s|$)/.test(parent)) return { kind: 'report-supervisor', unit: null };
  const program = environment.get('SUPERVISOR_PROCESS_NAME');
  if (program !== undefined) {
    const group = environment.get('SUPERVISOR_GROUP_NAME');
    return { kind: 'supervisord', unit: group === undefined || group === program ? program : `${group}:${program}` };
  }
  return { kind: owner.kind, unit: owner.unit };
}
