/**
 * Joins two fleet changes into one that has the same effect, so that a slow or busy client gets fewer, larger messages.
 * Must stay true: applying the merge equals applying both in order; the result keeps the later number. Spec: FP1-FP4.
 */
import type { FleetChange, FleetPatch, FleetSnapshot } from '#shared/domain/fleet.ts';

type Lists = 'hosts' | 'workers' | 'brokers' | 'questions';
const lists: readonly Lists[] = ['hosts', 'workers', 'brokers', 'questions'];

/** The name under which an entity is replaced: `key` for workers, `id` for the rest. */
const nameOf = (entity: { readonly id: string } | { readonly key: string }): string => ('key' in entity ? entity.key : entity.id);

export function mergeFleetChange(earlier: FleetChange, later: FleetChange): FleetChange {
  if (later.kind === 'snapshot') return later;
  if (earlier.kind === 'snapshot') return { kind: 'snapshot', snapshot: applyFleetPatch(earlier.snapshot, later.patch) };
  return { kind: 'patch', patch: mergePatches(earlier.patch, later.patch) };
}

/** The same rule the window applies: replaced by name in place, new ones at the end, gone ones out. */
export function applyFleetPatch(snapshot: FleetSnapshot, patch: FleetPatch): FleetSnapshot {
  return {
    seq: patch.seq,
    at: patch.at,
    engine: patch.engine ?? snapshot.engine,
    hosts: replace(snapshot.hosts, patch.hosts, patch.gone?.hosts),
    workers: replace(snapshot.workers, patch.workers, patch.gone?.workers),
    brokers: replace(snapshot.brokers, patch.brokers, patch.gone?.brokers),
    questions: replace(snapshot.questions, patch.questions, patch.gone?.questions),
  };
}

function mergePatches(earlier: FleetPatch, later: FleetPatch): FleetPatch {
  const engine = later.engine ?? earlier.engine;
  const merged: FleetPatch = { seq: later.seq, at: later.at, ...(engine === undefined ? {} : { engine }) };
  const hosts = replace(earlier.hosts ?? [], later.hosts, later.gone?.hosts);
  const workers = replace(earlier.workers ?? [], later.workers, later.gone?.workers);
  const brokers = replace(earlier.brokers ?? [], later.brokers, later.gone?.brokers);
  const questions = replace(earlier.questions ?? [], later.questions, later.gone?.questions);
  if (hosts.length > 0) merged.hosts = hosts;
  if (workers.length > 0) merged.workers = workers;
  if (brokers.length > 0) merged.brokers = brokers;
  if (questions.length > 0) merged.questions = questions;
  const gone = mergeGone(earlier, later);
  return gone === null ? merged : { ...merged, gone };
}

/** Gone then back is not gone; there then gone is gone, even when the client never heard of it. */
function mergeGone(earlier: FleetPatch, later: FleetPatch): NonNullable<FleetPatch['gone']> | null {
  const gone: NonNullable<FleetPatch['gone']> = {};
  for (const list of lists) {
    const back = new Set((later[list] ?? []).map(nameOf));
    const names = [...new Set([...(earlier.gone?.[list] ?? []).filter((name) => !back.has(name)), ...(later.gone?.[list] ?? [])])];
    if (names.length > 0) gone[list] = names;
  }
  return Object.keys(gone).length === 0 ? null : gone;
}

function replace<T extends { readonly id: string } | { readonly key: string }>(all: readonly T[], changed: readonly T[] | undefined, gone: readonly string[] | undefined): T[] {
  const byName = new Map(all.map((entity) => [nameOf(entity), entity]));
  for (const entity of changed ?? []) byName.set(nameOf(entity), entity);
  for (const name of gone ?? []) byName.delete(name);
  return [...byName.values()];
}

/** The number a change carries; the publisher renumbers per subscription, so that merged patches leave no gap. */
export function renumber(change: FleetChange, seq: number): FleetChange {
  return change.kind === 'snapshot' ? { kind: 'snapshot', snapshot: { ...change.snapshot, seq } } : { kind: 'patch', patch: { ...change.patch, seq } };
}

/** News that must not wait for the next quarter of a second: a verdict, a death, a lost host, a question, settings. */
export function isUrgentChange(change: FleetChange): boolean {
  if (change.kind === 'snapshot') return true;
  const { patch } = change;
  if (patch.engine !== undefined || patch.questions !== undefined || patch.gone !== undefined) return true;
  const isNews = (at: number | undefined): boolean => at !== undefined && patch.at - at < newsMs;
  const workers = patch.workers ?? [];
  if (workers.some(({ verdict, ends, childDeaths }) => isNews(verdict.since) || isNews(ends[0]?.at) || isNews(childDeaths[0]?.at))) return true;
  return (patch.hosts ?? []).some(({ link }) => isNews(link.since)) || (patch.brokers ?? []).some(({ since }) => isNews(since));
}
/** A change is news while the patch that carries it is at most this much younger. */
const newsMs = 500;
