/** Answers what windows and the command line ask about diagnoses, and tells them what moves. */
import type { DiagnosisStore } from '#electron/ports/diagnosis-store.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { DiagnosisChange, DiagnosisOverview, DiagnosisRun, RunProgress } from '#shared/domain/diagnosis.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { openBundle, writeBundle, type BundledHost } from './core/bundle.ts';
import { cardsOf } from './core/catalogue.ts';
import type { Evidence } from './core/evidence.ts';
import { changeMutes } from './core/muted.ts';
import { summaryOf } from './core/summary-of.ts';
import type { DiagnosisDesk } from './diagnosis-desk.ts';
import type { RunQueue } from './run-queue.ts';

export type DeskNeeds = {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store: DiagnosisStore;
  readonly queue: RunQueue;
  readonly newest: ReadonlyMap<HostId, Evidence>;
  readonly version: string;
  /** Hosts on the list; `isConnected`: they can be asked now. */
  readonly hosts: () => readonly { readonly id: HostId; readonly isConnected: boolean }[];
  readonly choices: () => Settings['diagnosis'];
  readonly choose: (next: Settings['diagnosis']) => Promise<Result<unknown, AppError>>;
};

export type LiveDiagnosisDesk = DiagnosisDesk & { moved(progress: RunProgress): void; ended(run: DiagnosisRun): void };

const quiet: Omit<DiagnosisChange, 'overview'> = { progress: [], finished: [] };

export function createDiagnosisDesk(needs: DeskNeeds): LiveDiagnosisDesk {
  const listeners = new Set<(change: DiagnosisChange) => void>();
  const say = (change: DiagnosisChange): void => { for (const emit of listeners) emit(change); };
  const overview = async (): Promise<Result<DiagnosisOverview, AppError>> => {
    const latest = await needs.store.latest();
    if (!latest.ok) return latest;
    const { mutes, everyHours } = needs.choices();
    return ok({ latest: latest.value.slice(0, 500), running: needs.queue.running(), mutes: [...mutes], everyHours });
  };
  const sayAll = async (emit: (change: DiagnosisChange) => void): Promise<void> => {
    const all = await overview();
    const { mutes, everyHours } = needs.choices();
    emit({ ...quiet, overview: all.ok ? all.value : { latest: [], running: needs.queue.running(), mutes: [...mutes], everyHours } });
  };
  const choose = async (change: Partial<Settings['diagnosis']>): Promise<Result<Settings['diagnosis'], AppError>> => {
    const next = { ...needs.choices(), ...change };
    const saved = await needs.choose(next);
    if (!saved.ok) return saved;
    void sayAll(say);
    return ok(next);
  };

  return {
    start: (hosts) => startRuns(needs, hosts),
    latest: overview,
    runs: async (host) => {
      const runs = await needs.store.runs(host);
      return runs.ok ? ok({ runs: runs.value.map(({ bootId: _bootId, ...run }) => run) }) : runs;
    },
    run: async (id) => {
      const run = await needs.store.run(id);
      return run.ok ? (run.value === null ? err({ code: 'not-found', what: id }) : ok(run.value)) : run;
    },
    catalogue: () => ({ checks: cardsOf() }),
    mute: async (mute, isMuted) => {
      const chosen = await choose({ mutes: changeMutes(needs.choices().mutes, mute, isMuted) });
      return chosen.ok ? ok({ mutes: chosen.value.mutes }) : chosen;
    },
    schedule: async (everyHours) => {
      const chosen = await choose({ everyHours });
      return chosen.ok ? ok({}) : chosen;
    },
    bundle: (hosts, options) => makeBundle(needs, hosts, options),
    openBundle: (text) => {
      const opened = openBundle(text, { nowMs: needs.clock.now(), id: needs.random.uuid, onThrow: (check, error) => needs.log.bug(error, `check ${check}, replayed`) });
      return 'bundle' in opened ? ok(opened.bundle) : err({ code: 'invalid-input', where: 'text', problem: opened.problem });
    },
    watch: (emit) => watchFrom(listeners, sayAll, emit),
    moved: (progress) => say({ ...quiet, overview: null, progress: [progress] }),
    ended: (run) => say({ ...quiet, overview: null, finished: [summaryOf(run)] }),
  };
}

/** What moves before the overview is there must not be heard before it. */
function watchFrom(listeners: Set<(change: DiagnosisChange) => void>, sayAll: (emit: (change: DiagnosisChange) => void) => Promise<void>, emit: (change: DiagnosisChange) => void): () => void {
  const state = { isOver: false, isTold: false };
  const held: DiagnosisChange[] = [];
  const listen = (change: DiagnosisChange): void => { if (state.isTold) emit(change); else held.push(change); };
  listeners.add(listen);
  void sayAll((change) => {
    if (state.isOver) return;
    emit(change);
    state.isTold = true;
    for (const one of held.splice(0)) emit(one);
  });
  return () => { state.isOver = true; listeners.delete(listen); };
}

function startRuns(needs: DeskNeeds, hosts: readonly HostId[]): ReturnType<DiagnosisDesk['start']> {
  const known = needs.hosts();
  const wanted = hosts.length === 0 ? known.filter(({ isConnected }) => isConnected).map(({ id }) => id) : hosts;
  const stranger = wanted.find((host) => !known.some(({ id }) => id === host));
  return stranger === undefined ? ok({ started: needs.queue.start(wanted, 'person') }) : err({ code: 'not-found', what: stranger });
}

async function makeBundle(needs: DeskNeeds, hosts: readonly HostId[], options: Parameters<DiagnosisDesk['bundle']>[1]): ReturnType<DiagnosisDesk['bundle']> {
  const latest = await needs.store.latest();
  if (!latest.ok) return latest;
  const wanted = hosts.length === 0 ? latest.value.map(({ host }) => host) : hosts;
  const bundled: BundledHost[] = [];
  for (const host of wanted.slice(0, 100)) {
    const summary = latest.value.find((one) => one.host === host);
    const evidence = needs.newest.get(host) ?? (await savedEvidence(needs, host));
    const run = summary === undefined ? null : await needs.store.run(summary.id);
    if (evidence === null || summary === undefined) return err({ code: 'not-found', what: `evidence of ${host}` });
    bundled.push({ evidence, startedAt: summary.startedAt, endedAt: summary.endedAt, cost: run !== null && run.ok && run.value !== null ? run.value.cost : { cpuMs: null, wallMs: 0, bytes: 0, commands: 0, redisCommands: 0, controlRequests: 0, variant: null } });
  }
  if (bundled.length === 0) return err({ code: 'not-found', what: 'evidence' });
  const savedAt = needs.clock.now();
  const text = writeBundle(bundled, { savedAt, version: needs.version, options });
  if (text === null) return err({ code: 'file-failed', path: 'bundle', because: 'too-large' });
  const name = bundled.length === 1 && !options.isAnonymous ? (bundled[0]?.evidence.host.name.replace(/[^\w.-]+/g, '-').slice(0, 60) ?? 'host') : `${bundled.length}-hosts`;
  return ok({ name: `fleetbeat-${name}-${Math.floor(savedAt / 1000)}.json`, text });
}

async function savedEvidence(needs: DeskNeeds, host: HostId): Promise<Evidence | null> {
  const text = await needs.store.evidence(host);
  if (!text.ok || text.value === null || text.value === '') return null;
  try {
    return JSON.parse(text.value) as Evidence;
  } catch {
    return null;
  }
}
