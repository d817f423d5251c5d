/** The fleet's views of the workers that run on this host. */
import type { WorkerView } from '#shared/domain/worker.ts';
import type { Evidence } from './evidence.ts';

export function viewsHere(evidence: Evidence): readonly WorkerView[] {
  return evidence.panel.workers.filter(({ host }) => host !== null && String(host) === evidence.host.id);
}
