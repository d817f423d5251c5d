/** How this window looks at the table of diagnoses, and the bundle it opened. Local: the engine never hears of it. */
import type { OpenedBundle } from '#shared/domain/diagnosis.ts';
import type { HostId } from '#shared/domain/ids.ts';

export type DiagnosisSort = 'worst' | 'name' | 'oldest' | 'problems';

export type DiagnosisView = {
  readonly search: string;
  readonly sort: DiagnosisSort;
  /** Chosen to be diagnosed together. */
  readonly selected: ReadonlySet<HostId>;
  /** The row the keyboard is on. */
  readonly cursor: HostId | null;
};

export const initialDiagnosisView: DiagnosisView = { search: '', sort: 'worst', selected: new Set(), cursor: null };

/** A bundle read from a file: a look at the past of somebody's hosts, never the present of ours. */
export type Replay = { readonly fileName: string; readonly bundle: OpenedBundle };

export function toggleSelected(view: DiagnosisView, host: HostId): DiagnosisView {
  const selected = new Set(view.selected);
  if (!selected.delete(host)) selected.add(host);
  return { ...view, selected };
}
