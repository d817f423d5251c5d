/** The table of diagnoses: one row a host, the worst first; and how the scores are spread. Pure. */
import type { RunProgress, RunSummary, ScoreWord } from '#shared/domain/diagnosis.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppState } from '#renderer/state/create-app-store.ts';
import type { DiagnosisReplica } from '#renderer/state/diagnosis-replica.ts';
import { isRunning } from '#renderer/state/diagnosis-replica.ts';
import type { DiagnosisView } from '#renderer/state/slices/diagnosis-view.ts';

/** What the table needs of a host. Keeps its identity while none of this changes, whatever the host's figures do. */
export type ListedHost = { readonly id: HostId; readonly name: string; readonly site: string | null };
export type DiagnosisRow = { readonly host: ListedHost; readonly run: RunSummary | null; readonly progress: RunProgress | null };

export type DiagnosisRowNeeds = {
  readonly hosts: readonly ListedHost[];
  readonly diagnosis: DiagnosisReplica;
  readonly view: Pick<DiagnosisView, 'search' | 'sort'>;
  /** Title of the run's worst finding, so that it can be searched for. */
  readonly worstText: (run: RunSummary) => string;
  readonly compare: (a: string, b: string) => number;
};

export function listDiagnosisRows({ hosts, diagnosis, view, worstText, compare }: DiagnosisRowNeeds): readonly DiagnosisRow[] {
  const words = view.search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const rows: DiagnosisRow[] = [];
  for (const host of hosts) {
    const run = diagnosis.latest.get(host.id) ?? null;
    if (words.length > 0) {
      const text = [host.name, host.site ?? '', run?.word ?? '', run === null ? '' : worstText(run)].join('\n').toLowerCase();
      if (!words.every((word) => text.includes(word))) continue;
    }
    rows.push({ host, run, progress: diagnosis.running.get(host.id) ?? null });
  }
  return rows.sort(orderOf(view.sort, compare));
}

/** A host that nothing is known of is a worry too: after the critical ones, before the middling. A host never looked at comes last. */
const rankOfWord: Readonly<Record<ScoreWord, number>> = { CRITIQUE: 0, INCONNU: 1, MOYEN: 2, EXCELLENT: 3 };

function orderOf(sort: DiagnosisView['sort'], compare: (a: string, b: string) => number): (a: DiagnosisRow, b: DiagnosisRow) => number {
  const name = (a: DiagnosisRow, b: DiagnosisRow): number => compare(a.host.name, b.host.name) || (a.host.id < b.host.id ? -1 : 1);
  const rank = ({ run }: DiagnosisRow): number => (run === null ? 4 : rankOfWord[run.word]);
  const worst = (a: DiagnosisRow, b: DiagnosisRow): number => rank(a) - rank(b) || (a.run?.value ?? 0) - (b.run?.value ?? 0) || problems(b) - problems(a) || name(a, b);
  switch (sort) {
    case 'worst': return worst;
    case 'name': return name;
    case 'oldest': return (a, b) => (a.run?.endedAt ?? 0) - (b.run?.endedAt ?? 0) || name(a, b);
    case 'problems': return (a, b) => problems(b) - problems(a) || worst(a, b);
  }
}

function problems({ run }: DiagnosisRow): number {
  return run === null ? -1 : run.counts.crit * 1000 + run.counts.warn;
}

/** A selector of its own for each table: answers the same list until a name, a site or the fleet itself changes. */
export function createHostLister(): (state: Pick<AppState, 'replica'>) => readonly ListedHost[] {
  let seen: ReadonlyMap<HostId, HostView> | null = null;
  let listed: readonly ListedHost[] = [];
  return ({ replica: { hosts } }) => {
    if (hosts === seen) return listed;
    seen = hosts;
    const known = new Map(listed.map((host) => [host.id, host]));
    const next = [...hosts.values()].map(({ id, config: { name, site } }): ListedHost => {
      const old = known.get(id);
      return old !== undefined && old.name === name && old.site === site ? old : { id, name, site };
    });
    if (next.length !== listed.length || next.some((host, index) => host !== listed[index])) listed = next;
    return listed;
  };
}

/** Hosts of the fleet whose newest diagnosis is critical. */
export function countCriticalHosts({ diagnosis, replica }: Pick<AppState, 'diagnosis' | 'replica'>): number {
  let count = 0;
  for (const run of diagnosis.latest.values()) if (run.word === 'CRITIQUE' && replica.hosts.has(run.host)) count += 1;
  return count;
}

export type ScoreBin = { readonly from: number; readonly to: number; readonly word: ScoreWord; readonly count: number };
export type ScoreSpread = {
  /** Ten bins of ten points; the last holds 100 too. */
  readonly bins: readonly ScoreBin[];
  readonly words: Readonly<Record<ScoreWord, number>>;
  readonly never: number;
  readonly running: number;
  readonly lowest: RunSummary | null;
};

export function spreadScores(rows: readonly DiagnosisRow[]): ScoreSpread {
  const counts = Array.from({ length: 10 }, () => 0);
  const words = { EXCELLENT: 0, MOYEN: 0, CRITIQUE: 0, INCONNU: 0 };
  let never = 0;
  let running = 0;
  let lowest: RunSummary | null = null;
  for (const { run, progress } of rows) {
    if (isRunning(progress)) running += 1;
    if (run === null) { never += 1; continue; }
    words[run.word] += 1;
    if (run.value === null) continue;
    const bin = Math.min(9, Math.floor(run.value / 10));
    counts[bin] = (counts[bin] ?? 0) + 1;
    if (lowest === null || run.value < (lowest.value ?? 101)) lowest = run;
  }
  const bins = counts.map((count, index): ScoreBin => ({ from: index * 10, to: index === 9 ? 100 : index * 10 + 9, word: index < 5 ? 'CRITIQUE' : index < 9 ? 'MOYEN' : 'EXCELLENT', count }));
  return { bins, words, never, running, lowest };
}
