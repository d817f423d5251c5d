/** One diagnosis of one host, from the round to the kept run. */
import type { DiagnosisStore } from '#electron/ports/diagnosis-store.ts';
import type { Log } from '#electron/ports/log.ts';
import type { CheckMute, DiagnosisRun, RunId } from '#shared/domain/diagnosis.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { countersOf } from './core/counters-of.ts';
import type { Evidence } from './core/evidence.ts';
import { makeRun } from './core/make-run.ts';
import { isMuted } from './core/muted.ts';
import { withoutArguments } from './core/redact-evidence.ts';
import { gatherEvidence, type EarlierRun, type GatherNeeds } from './gather-evidence.ts';
import type { QueuedRun } from './run-queue.ts';

export type DiagnoseNeeds = GatherNeeds & {
  readonly store: DiagnosisStore;
  readonly log: Log;
  readonly version: string;
  readonly mutes: () => readonly CheckMute[];
  /** Evidence of the newest run of each host, while the engine runs: the only place where arguments of tasks stay. */
  readonly newest: Map<HostId, Evidence>;
  readonly onRun: (run: DiagnosisRun) => void;
};

const dayMs = 86_400_000;

export async function diagnoseHost(needs: DiagnoseNeeds, { host, by, signal, tell }: QueuedRun): Promise<AppError | null> {
  const record = needs.keeper.host(host);
  if (record === null) return { code: 'not-found', what: host };
  const id = needs.random.uuid() as RunId;
  tell({ run: id });
  const startedAt = needs.clock.now();
  const before = await earlierOf(needs, host);
  const { evidence, cost, gaps } = await gatherEvidence(needs, record, before, (parts) => tell({ parts }), signal);
  if (signal.aborted) return { code: 'cancelled' };
  tell({ step: 'judging' });
  const nowMs = needs.clock.now();
  const run = makeRun(evidence, { id, startedAt, endedAt: nowMs, by, version: needs.version, cost, gaps, median24h: before.median24h }, {
    nowMs, isMuted: (check) => isMuted(needs.mutes(), check, host, nowMs), onThrow: (check, error) => needs.log.bug(error, `check ${check}`),
  });
  needs.newest.set(host, evidence);
  const saved = await needs.store.save({ run, bootId: evidence.host.bootId, evidence: JSON.stringify(withoutArguments(evidence)) });
  if (!saved.ok) needs.log.warn('the diagnosis could not be kept', { host, code: saved.error.code });
  needs.onRun(run);
  return null;
}

/** A run that could not be read back is as none: the rules then have nothing to compare with. */
async function earlierOf(needs: DiagnoseNeeds, host: HostId): Promise<EarlierRun & { readonly median24h: number | null }> {
  const runs = await needs.store.runs(host);
  const [last] = runs.ok ? runs.value : [];
  if (last === undefined || !runs.ok) return { earlier: null, findings: [], boots: [], median24h: null };
  const since = needs.clock.now() - dayMs;
  const values = runs.value.flatMap(({ value, startedAt }) => (value === null || startedAt < since ? [] : [value])).sort((a, b) => a - b);
  const [whole, kept] = [await needs.store.run(last.id), needs.newest.get(host) ?? (await savedEvidence(needs, host))];
  return {
    earlier: kept === null ? null : { atMs: kept.host.at, bootId: kept.host.bootId, counters: countersOf(kept) },
    findings: whole.ok && whole.value !== null ? whole.value.findings.map(({ id, check, severity, since: stood }) => ({ id, check, severity, since: stood })) : [],
    boots: bootsOf([...runs.value].reverse()), median24h: values.length === 0 ? null : (values[Math.floor(values.length / 2)] ?? null),
  };
}

async function savedEvidence(needs: DiagnoseNeeds, host: HostId): Promise<Evidence | null> {
  const text = await needs.store.evidence(host);
  if (!text.ok || text.value === null || text.value === '') return null;
  try {
    const evidence = JSON.parse(text.value) as Evidence;
    return evidence.version === 1 ? evidence : null;
  } catch {
    return null;
  }
}

function bootsOf(runs: readonly { readonly startedAt: number; readonly bootId: string | null }[]): EarlierRun['boots'] {
  const boots = new Map<string, number>();
  for (const { bootId, startedAt } of runs) if (bootId !== null && !boots.has(bootId)) boots.set(bootId, startedAt);
  return [...boots].map(([bootId, firstSeenMs]) => ({ bootId, firstSeenMs }));
}
