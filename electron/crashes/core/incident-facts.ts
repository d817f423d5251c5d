/** What a cluster's evidence amounts to: the questions the rules ask, answered once. */
import type { IncidentKind } from '#shared/domain/crash.ts';
import { blindSight, type HostSight, type Seen } from './assembly-state.ts';
import type { Cluster } from './cluster.ts';
import type { CrashEvent } from './crash-event.ts';
import { isCommonLibrary, libraryName, type Signed } from './sign-incident.ts';

export type Facts = {
  readonly kind: IncidentKind;
  readonly signal: string | null;
  readonly exitCode: number | null;
  readonly exception: string | null;
  readonly times: number;
  readonly aliveMs: number | null;
  readonly isInferred: boolean;
  readonly oom: 'global' | 'limit' | 'unknown-scope' | null;
  /** A counter of memory events rose: seen by the panel, no log needed. */
  readonly hasOomCounter: boolean;
  readonly isContainerFlagged: boolean;
  readonly isUnitFlagged: boolean;
  readonly hardLimit: boolean;
  readonly softLimit: boolean;
  readonly revoked: boolean;
  readonly stopTimeout: boolean;
  /** SIGKILL after a stop: who asked, and whether SIGKILL itself was asked for. */
  readonly stopBefore: boolean;
  readonly killAsked: boolean;
  readonly memoryWasHigh: boolean;
  /** What its process was last seen to have of the addresses allowed to it; null: not limited, or not known. */
  readonly addressSpace: 'short' | 'limited' | null;
  readonly heapText: boolean;
  readonly terminateText: boolean;
  readonly faultHandler: boolean;
  readonly library: string | null;
  readonly hasCore: boolean;
  readonly underVoltage: boolean;
  readonly isHot: boolean;
  readonly ioError: boolean;
  readonly sameSignature: number;
  readonly otherPrograms: number;
  readonly gaveUp: boolean;
  /** Another host's workers lost their broker in the same minute. */
  readonly isOutageElsewhere: boolean;
  readonly hints: readonly string[];
  readonly sources: number;
  readonly kernelLog: HostSight['kernelLog'];
  readonly sight: HostSight;
  readonly hasTask: boolean;
};

export type FactNeeds = { readonly sight: HostSight | null; readonly seen: readonly Seen[]; readonly outagesElsewhere?: readonly number[] };

const dayMs = 86_400_000;

export function gatherFacts(cluster: Cluster, signed: Signed, { sight: known, seen, outagesElsewhere = [] }: FactNeeds): Facts {
  const { events, around } = cluster;
  const sight = known ?? blindSight;
  const some = (test: (event: CrashEvent) => boolean): boolean => events.some(test);
  const near = (kind: CrashEvent['kind'], withinMs: number): boolean => around.some((event) => event.kind === kind && event.at >= cluster.first - withinMs && event.at <= cluster.last + withinMs);
  const ooms = events.filter(({ kind, detail }) => kind === 'oom-kill' && detail['counter'] !== true);
  const scopes = ooms.map(({ detail }) => detail['scope']);
  const others = countOthers(cluster, signed.signature, seen);
  return {
    kind: cluster.kind, signal: signed.signal, exitCode: signed.exitCode, exception: signed.exception?.type ?? null, times: cluster.times, aliveMs: cluster.aliveMs,
    isInferred: some(({ detail }) => detail['inferred'] === true) && !some(({ kind, detail }) => kind === 'main-exited' && detail['inferred'] !== true),
    oom: ooms.length === 0 ? null : scopes.includes('limit') ? 'limit' : scopes.includes('global') || some(({ text }) => text.startsWith('Out of memory')) ? 'global' : 'unknown-scope',
    hasOomCounter: some(({ kind, detail }) => kind === 'oom-kill' && detail['counter'] === true),
    isContainerFlagged: some(({ kind, detail }) => (kind === 'oom-flagged' && detail['by'] === 'docker') || detail['oomKilled'] === true),
    isUnitFlagged: some(({ kind, detail }) => kind === 'oom-flagged' && detail['by'] !== 'docker'),
    hardLimit: some(({ kind }) => kind === 'hard-time-limit'),
    softLimit: some(({ kind }) => kind === 'soft-time-limit'),
    revoked: some(({ kind }) => kind === 'task-terminated'),
    stopTimeout: some(({ kind }) => kind === 'stop-timeout'),
    stopBefore: around.some((event) => event.kind === 'stop-asked' && event.signal !== 'SIGKILL' && isOwn(cluster, event) && isBefore(cluster, event) && event.at >= cluster.first - 900_000),
    killAsked: around.some((event) => event.kind === 'stop-asked' && event.signal === 'SIGKILL' && isOwn(cluster, event) && Math.abs(event.at - cluster.first) <= 15_000),
    memoryWasHigh: near('memory-high', 60_000) || some(({ kind }) => kind === 'memory-high'),
    addressSpace: addressesOf(cluster),
    heapText: some(({ kind, detail }) => kind === 'native-abort' && (detail['what'] === 'heap' || detail['what'] === 'stack')),
    terminateText: some(({ kind, detail }) => kind === 'native-abort' && detail['what'] === 'terminate'),
    faultHandler: some(({ kind }) => kind === 'python-fatal'),
    library: signed.native === null || isCommonLibrary(signed.native.library) ? null : libraryName(signed.native.library),
    hasCore: some(({ kind }) => kind === 'core-dumped'),
    underVoltage: near('under-voltage', 60_000), isHot: near('throttled', 60_000), ioError: near('io-error', 300_000),
    sameSignature: others.same + 1, otherPrograms: others.faulting,
    gaveUp: some(({ kind }) => kind === 'gave-up'),
    isOutageElsewhere: outagesElsewhere.some((at) => Math.abs(at - cluster.first) <= 60_000),
    hints: cluster.stall?.hints ?? [],
    sources: cluster.sources.length,
    kernelLog: sight.kernelLog === 'unknown' && (ooms.length > 0 || some(({ kind }) => kind === 'segfault')) ? 'readable' : sight.kernelLog,
    sight, hasTask: cluster.task !== null,
  };
}

/** Of the process that ended; where it is not known, of any of its worker's. */
function addressesOf({ around, pids, node, first }: Cluster): Facts['addressSpace'] {
  const told = around.filter(({ kind, at }) => kind === 'address-space' && at <= first + 2000);
  const own = told.filter(({ pid }) => pid !== null && pids.includes(pid));
  const last = own.at(-1) ?? told.findLast((event) => event.node !== null && event.node === node);
  return last === undefined ? null : last.detail['short'] === true ? 'short' : 'limited';
}

/** In a flood this is walked for every word of every death: one pass, nothing made. */
function countOthers(cluster: Cluster, signature: string, seen: readonly Seen[]): { readonly same: number; readonly faulting: number } {
  let same = 0;
  const faulting: string[] = [];
  for (const one of seen) {
    if (one.host !== cluster.host || Math.abs(one.at - cluster.first) > dayMs) continue;
    if (one.signature === signature) same += 1;
    else if (one.signal === 'SIGSEGV' && !faulting.includes(one.program)) faulting.push(one.program);
  }
  return { same, faulting: faulting.length };
}

const isOwn = (cluster: Cluster, event: CrashEvent): boolean => (event.owner !== null && cluster.owners.includes(event.owner)) || cluster.sources.includes(event.source) || (event.node !== null && event.node === cluster.node);

/** In one source the place decides: a line without a time may carry that of its neighbour. */
function isBefore(cluster: Cluster, event: CrashEvent): boolean {
  const same = cluster.events.find(({ source, place }) => source === event.source && place.offset !== null);
  return same === undefined || event.place.offset === null ? event.at <= cluster.last : event.place.offset < (same.place.offset ?? 0);
}
