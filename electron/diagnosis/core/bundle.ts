/**
 * The support bundle: evidence of several hosts as one text, redacted, and read back by whoever opens it.
 * Must stay true: nothing is written that has not gone through redactEvidence; an opened file is a stranger's, and only
 * what its shape proves is believed; the runs in it are judged anew.
 */
import { BundleOptions, DiagnosisRun, RoundCost, RunId, type OpenedBundle } from '#shared/domain/diagnosis.ts';
import { anonymize } from './anonymize.ts';
import type { Evidence } from './evidence.ts';
import { makeRun } from './make-run.ts';
import { redactEvidence, withoutArguments } from './redact-evidence.ts';

export type BundledHost = { readonly evidence: Evidence; readonly startedAt: number; readonly endedAt: number; readonly cost: RoundCost };
export type BundleFacts = { readonly savedAt: number; readonly version: string; readonly options: BundleOptions };

export const bundleFormat = 'fleetbeat-bundle';
const maxText = 1_950_000;
const maxDepth = 24;
const maxString = 20_000;
const maxNodes = 400_000;

/** null: too large even without what a rule can do without. */
export function writeBundle(hosts: readonly BundledHost[], facts: BundleFacts): string | null {
  const redacted = hosts.map((host) => ({ ...host, evidence: redactEvidence(facts.options.withTaskArguments ? host.evidence : withoutArguments(host.evidence)) }));
  const chosen = facts.options.isAnonymous ? anonymize(redacted) : redacted;
  for (const keep of [(one: Evidence) => one, shorter, shortest]) {
    const text = JSON.stringify({ format: bundleFormat, formatVersion: 1, ...facts, hosts: chosen.map((host) => ({ ...host, evidence: keep(host.evidence) })) });
    if (text.length <= maxText) return text;
  }
  return null;
}

export type OpenNeeds = { readonly nowMs: number; readonly id: () => string; readonly onThrow: (check: string, error: unknown) => string };

/** A sentence of what is wrong with the file, or the runs. */
export function openBundle(text: string, needs: OpenNeeds): { readonly problem: string } | { readonly bundle: OpenedBundle } {
  const read = parse(text);
  if (read === null || read['format'] !== bundleFormat) return { problem: 'this is not a Fleetbeat bundle' };
  if (read['formatVersion'] !== 1) return { problem: 'this bundle is of a newer version' };
  const options = BundleOptions.safeParse(read['options']);
  const { savedAt, version, hosts } = read;
  if (!options.success || typeof savedAt !== 'number' || typeof version !== 'string' || !Array.isArray(hosts)) return { problem: 'its head is damaged' };
  const runs = hosts.slice(0, 100).flatMap((host) => replay(host, needs, version.slice(0, 60)));
  if (runs.length === 0) return { problem: 'no evidence in it can be read' };
  return { bundle: { savedAt, version: version.slice(0, 60), options: options.data, runs } };
}

function replay(host: unknown, needs: OpenNeeds, version: string): DiagnosisRun[] {
  const one = host as { evidence?: unknown; startedAt?: unknown; endedAt?: unknown; cost?: unknown } | null;
  const evidence = one?.evidence;
  if (!looksLikeEvidence(evidence) || typeof one?.startedAt !== 'number' || typeof one.endedAt !== 'number') return [];
  const cost = RoundCost.safeParse(one.cost);
  const facts = {
    id: RunId.parse(needs.id()), startedAt: one.startedAt, endedAt: one.endedAt, by: 'replay' as const, version, median24h: null, gaps: [],
    cost: cost.success ? cost.data : { cpuMs: null, wallMs: 0, bytes: 0, commands: 0, redisCommands: 0, controlRequests: 0, variant: null },
  };
  try {
    // ages are judged as of the round, or yesterday's crash would be forgotten today
    const run = DiagnosisRun.safeParse(makeRun(evidence, facts, { nowMs: one.endedAt, isMuted: () => false, onThrow: needs.onThrow }));
    return run.success ? [run.data] : [];
  } catch (error) {
    needs.onThrow('replay', error);
    return [];
  }
}

function parse(text: string): { readonly [name: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) && isBounded(value) ? (value as { readonly [name: string]: unknown }) : null;
  } catch {
    return null;
  }
}

/** Not deeper, longer or larger than any evidence of ours. */
function isBounded(root: object): boolean {
  let nodes = 0;
  const walk = (value: unknown, depth: number): boolean => {
    nodes += 1;
    if (nodes > maxNodes || depth > maxDepth) return false;
    if (typeof value === 'string') return value.length <= maxString;
    return typeof value !== 'object' || value === null || Object.entries(value).every(([key, one]) => key.length <= 2000 && walk(one, depth + 1));
  };
  return walk(root, 0);
}

const groups = ['system', 'power', 'storage', 'network', 'processes', 'docker', 'systemd', 'supervisord', 'logs', 'panel'] as const;

/** Enough for the judges; what a rule then finds missing costs that rule only. */
function looksLikeEvidence(value: unknown): value is Evidence {
  if (typeof value !== 'object' || value === null) return false;
  const all = value as { readonly [name: string]: unknown };
  const host = all['host'] as { id?: unknown; name?: unknown; at?: unknown } | null | undefined;
  const panel = all['panel'] as { earlierFindings?: unknown } | null | undefined;
  const isObject = (one: unknown): boolean => typeof one === 'object' && one !== null;
  return all['version'] === 1 && typeof host?.id === 'string' && host.id !== '' && host.id.length <= 600 && typeof host.name === 'string' && host.name.length <= 300 && typeof host.at === 'number'
    && groups.every((group) => isObject(all[group])) && Array.isArray(all['redis']) && Array.isArray(all['celery'])
    && Array.isArray(panel?.earlierFindings) && panel.earlierFindings.every(isObject);
}

/** Excerpts are for reading; figures are kept beside them. */
function shorter(evidence: Evidence): Evidence {
  return without(evidence, new Set(['raw'])) as Evidence;
}

function shortest(evidence: Evidence): Evidence {
  return without(evidence, new Set(['raw', 'libraries', 'registered', 'topMemory', 'memorySpark', 'loadSpark'])) as Evidence;
}

function without(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, one]) => {
    if (!names.has(name)) return [[name, without(one, names)]];
    return [[name, typeof one === 'string' ? '' : Array.isArray(one) ? [] : { state: 'too-big', at: 0, source: '', name, because: 'left out of the bundle', grant: 'none' }]];
  }));
}
