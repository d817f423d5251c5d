/**
 * What this window knows already without asking the host: read-only, no host, not connected, runs or does not. The engine
 * knows more and has the last word; nothing allowed here is promised. Pure.
 */
import type { HostView } from '#shared/domain/host.ts';
import type { RefusalReason, SupervisionVerb } from '#shared/domain/supervision.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export function localRefusal(verb: SupervisionVerb, worker: Pick<WorkerView, 'host' | 'broker' | 'verdict'>, host: Pick<HostView, 'link'> | null, isReadOnly: boolean): RefusalReason | null {
  if (isReadOnly) return 'read-only';
  if (worker.host === null || host === null) return 'host-unknown';
  if (host.link.phase !== 'connected') return 'host-not-connected';
  const isGone = worker.verdict.kind === 'crashed' || worker.verdict.kind === 'stopped';
  if (verb === 'start') return isGone || worker.verdict.kind === 'unknown' ? null : 'already-running';
  if (isGone && verb !== 'restart') return 'not-running';
  if ((verb === 'pause-intake' || verb === 'resume-intake') && worker.broker === null) return 'broker-not-connected';
  return null;
}

/** Of pausing and resuming, the one that would change something; both verbs where it is not known. */
export function verbsFor(worker: Pick<WorkerView, 'verdict'>): readonly SupervisionVerb[] {
  const isPaused = worker.verdict.reason === 'intake-paused';
  return ['start', 'stop', 'restart', isPaused ? 'resume-intake' : 'pause-intake', 'drain'];
}
