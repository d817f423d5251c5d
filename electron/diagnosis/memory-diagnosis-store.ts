/** Runs of an engine that records nothing: kept while it runs. */
import { keptRunsPerHost, type DiagnosisStore, type StoredRun } from '#electron/ports/diagnosis-store.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { ok } from '#shared/result.ts';
import { summaryOf } from './core/summary-of.ts';

export function createMemoryDiagnosisStore(): DiagnosisStore {
  const kept = new Map<HostId, readonly StoredRun[]>();
  const of = (host: HostId): readonly StoredRun[] => kept.get(host) ?? [];
  return {
    save: async (stored) => {
      kept.set(stored.run.host, [stored, ...of(stored.run.host).map((old) => ({ ...old, evidence: '' }))].slice(0, keptRunsPerHost));
      return ok(undefined);
    },
    latest: async () => ok([...kept.values()].flatMap(([newest]) => (newest === undefined ? [] : [summaryOf(newest.run)]))),
    runs: async (host) => ok(of(host).map(({ run, bootId }) => ({ ...summaryOf(run), bootId }))),
    run: async (id) => ok([...kept.values()].flat().find(({ run }) => run.id === id)?.run ?? null),
    evidence: async (host) => ok(of(host)[0]?.evidence ?? null),
    drop: async (host) => { kept.delete(host); return ok(undefined); },
  };
}
