/** Joins two changes of the diagnosis that wait for the same client. A later overview replaces what came before it. */
import type { DiagnosisChange } from '#shared/domain/diagnosis.ts';

const manyRuns = 200;

export function mergeDiagnosisChange(earlier: DiagnosisChange, later: DiagnosisChange): DiagnosisChange | null {
  if (later.overview !== null) return later;
  if (earlier.finished.length + later.finished.length > manyRuns) return null;
  const moved = new Set(later.progress.map(({ host }) => host));
  return {
    overview: earlier.overview,
    progress: [...earlier.progress.filter(({ host }) => !moved.has(host)), ...later.progress],
    finished: [...earlier.finished, ...later.finished],
  };
}
