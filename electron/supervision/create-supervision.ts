/**
 * The desk of supervision: describe, preview, run. Previews are kept a while so that a run can be held against what was shown.
 * Must stay true: looking changes nothing; a run refuses a worker whose process is another than the preview showed.
 */
import type { BrokerDesk } from '#electron/brokers/broker-desk.ts';
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { ActionJournal, RecordAction } from '#electron/journal/action-journal.ts';
import type { OperationDesk } from '#electron/operations/operation-desk.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import { defaultSupervisionOptions, type Preview, type PreviewId, type PreviewRequest, type RunRequest } from '#shared/domain/supervision.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { ActNeeds } from './act-on-worker.ts';
import { describeWorker } from './core/describe-worker.ts';
import { createHand } from './hand.ts';
import { createIntake } from './intake.ts';
import { lookAtWorkers } from './look-at-workers.ts';
import { makePreview } from './make-preview.ts';
import { runRolling } from './run-rolling.ts';
import { createSettler, type Settler } from './settle-acts.ts';
import type { SupervisionDesk } from './supervision-desk.ts';
import { createWorkerBook } from './worker-book.ts';

export type SupervisionNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly keeper: FleetKeeper;
  readonly brokers: BrokerDesk;
  readonly hosts: { session(host: HostId): RemoteSession | null; scan(host: HostId): void };
  readonly operations: OperationDesk;
  readonly record: RecordAction;
  readonly journal: Pick<ActionJournal, 'list' | 'settle'>;
  readonly isReadOnly: () => boolean;
  /** Text of electron/pi/hand.py. */
  readonly handScript: string;
};

const keepPreviewMs = 10 * 60_000;
const keepPreviews = 50;

export function createSupervision(needs: SupervisionNeeds): SupervisionDesk & { readonly settler: Settler } {
  const book = createWorkerBook();
  const hand = createHand({ session: needs.hosts.session, script: needs.handScript, timers: needs.timers, random: needs.random, log: needs.log });
  const intake = createIntake({ ...needs, book });
  const acting: ActNeeds = { ...needs, hand, book, intake, scan: needs.hosts.scan };
  const previews = new Map<PreviewId, Preview>();
  const preview = async (request: PreviewRequest, signal: AbortSignal): Promise<Result<Preview, AppError>> => {
    const unknown = request.workers.find((key) => needs.keeper.worker(key) === null);
    if (unknown !== undefined) return err({ code: 'not-found', what: unknown.slice(0, 200) });
    const options = request.options ?? defaultSupervisionOptions;
    const at = needs.clock.now();
    const workers = await makePreview(acting, { ...request, options }, signal);
    const made: Preview = { id: needs.random.uuid() as PreviewId, verb: request.verb, at, until: at + keepPreviewMs, options, workers: [...workers], canRun: workers.some(({ ability }) => ability.isAllowed) };
    previews.set(made.id, made);
    for (const old of [...previews.keys()].slice(0, Math.max(0, previews.size - keepPreviews))) previews.delete(old);
    return ok(made);
  };
  return {
    settler: createSettler({ ...acting, journal: needs.journal, isReadOnly: needs.isReadOnly }),
    preview,
    describe: async (worker, signal) => {
      const record = needs.keeper.worker(worker);
      if (record === null) return err({ code: 'not-found', what: worker.slice(0, 200) });
      if (record.host === null) return err({ code: 'supervision-refused', worker: record.name, because: 'host-unknown', about: '' });
      const looked = await lookAtWorkers(acting, record.host, [worker], { wantsCapture: true }, signal);
      if (!looked.ok) return looked;
      const seen = looked.value.get(worker);
      if (seen === undefined) return err({ code: 'supervision-refused', worker: record.name, because: 'process-changed', about: '' });
      return ok(describeWorker(worker, seen.facts, seen.layers, seen.lockedBy, { isConnected: intake.isConnected(worker), queues: intake.queues(worker) ?? book.paused(worker) }, needs.clock.now()));
    },
    run: async (request, signal) => {
      const shown = await shownFor(request, previews, needs.clock.now(), preview, signal);
      return shown.ok ? ok({ operation: begin(acting, request, shown.value) }) : shown;
    },
  };
}

/** The preview the operator saw, or one made now; a run of nothing that may be done is refused here. */
async function shownFor(request: RunRequest, previews: ReadonlyMap<PreviewId, Preview>, now: number, make: (request: PreviewRequest, signal: AbortSignal) => Promise<Result<Preview, AppError>>, signal: AbortSignal): Promise<Result<Preview, AppError>> {
  const first = request.workers[0] ?? '';
  const known = request.preview === null ? null : (previews.get(request.preview) ?? null);
  const fits = known !== null && known.until >= now && known.verb === request.verb && request.workers.every((key) => known.workers.some(({ worker }) => worker === key));
  if (request.preview !== null && !fits) return err({ code: 'supervision-refused', worker: first.slice(0, 600), because: 'preview-old', about: '' });
  const shown = fits ? ok(known) : await make(request, signal);
  if (!shown.ok) return shown;
  const wanted = shown.value.workers.filter(({ worker }) => request.workers.includes(worker));
  const [refused] = wanted;
  if (refused === undefined || wanted.some(({ ability }) => ability.isAllowed)) return shown;
  return err({ code: 'supervision-refused', worker: refused.name, because: refused.ability.because ?? 'cannot-look', about: refused.ability.about });
}

function begin(acting: ActNeeds, request: RunRequest, shown: Preview): ReturnType<OperationDesk['begin']> {
  const workers: readonly WorkerKey[] = [...new Set(request.workers)];
  const targets = workers.map((key) => {
    const record = acting.keeper.worker(key);
    return { host: record?.host ?? null, worker: key, label: (record?.name ?? key).slice(0, 600) };
  });
  const processes = new Map(shown.workers.map(({ worker, process }) => [worker, process]));
  const wish = { verb: request.verb, workers, options: request.options ?? shown.options, shown: processes, by: 'person' as const };
  return acting.operations.begin({ kind: request.verb, targets }, (operation) => runRolling(acting, operation, wish));
}
