/**
 * Makes incidents out of what the logs of each host say, and keeps them with the place in the log they were read up to.
 * What must stay true: one assembly per host, rebuilt at the start from the events that were kept, so that an app that
 * died at any moment neither loses nor doubles an incident; a batch refused by the store is assembled once and kept later.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { IncidentStore, IngestBatch } from '#electron/ports/incident-store.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Incident, IncidentId, SignatureId } from '#shared/domain/crash.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import type { CrashEvent } from './core/crash-event.ts';
import { createIncidentAssembler, type IncidentAssembler } from './core/create-incident-assembler.ts';
import type { HostSight } from './core/assembly-state.ts';

export type ReadBatch = Omit<IngestBatch, 'incidents' | 'gone'>;

/** What the panel knows around an incident, beyond the logs. */
export type Surroundings = {
  workerOf(incident: Incident): WorkerKey | null;
  memoryBefore(host: HostId, worker: WorkerKey, from: number, to: number): Promise<Incident['memoryBefore']>;
  /** A worker lost a process to SIGKILL; may be told again as more becomes known. */
  killTold?(worker: WorkerKey, incident: Incident): void;
  /** Several tasks may have been in its hands; may be told again. */
  unsure?(worker: WorkerKey, incident: Incident): void;
  /** Since when the host is connected now; what happened before was told later. */
  connectedSince(host: HostId): number | null;
  /** Where logs cannot be kept (another Fleetbeat does): they are read all the same. */
  canKeep(): boolean;
};

export type IncidentRoomNeeds = { readonly store: IncidentStore; readonly clock: Clock; readonly log: Log; readonly around: Surroundings; readonly onGroups: (ids: readonly SignatureId[]) => void };

export type IncidentRoom = {
  take(batch: ReadBatch): Promise<Result<void, AppError>>;
  /** Events of the panel's own; incidents they change are kept at once. */
  tell(host: HostId, events: readonly CrashEvent[]): void;
  see(host: HostId, sight: HostSight): void;
  know(host: HostId, pid: number, process: { readonly innerPid: number; readonly node: string | null; readonly owner: string | null }): void;
  forget(host: HostId): void;
};

type Desk = {
  readonly assembler: IncidentAssembler;
  /** Drained and not kept yet. */
  readonly changed: Map<IncidentId, { readonly incident: Incident; readonly group: { readonly family: string; readonly title: string } }>;
  readonly gone: Set<IncidentId>;
};

const replayMs = 26 * 3_600_000;
const curveMs = 600_000;

export function createIncidentRoom(needs: IncidentRoomNeeds): IncidentRoom {
  const desks = new Map<HostId, Promise<Result<Desk, AppError>>>();
  const of = (host: HostId): Promise<Result<Desk, AppError>> => {
    const known = desks.get(host);
    if (known !== undefined) return known;
    const made = rebuild(needs, host);
    desks.set(host, made);
    void made.then((result) => { if (!result.ok) desks.delete(host); });
    return made;
  };
  /** Several hosts at once: then it was none of them. */
  const spread = (from: HostId, at: number): void => {
    for (const host of desks.keys()) {
      if (host === from) continue;
      withDesk(host, (desk) => {
        desk.assembler.outageElsewhere(at);
        if (desk.assembler.hasNews()) void takeBatch(needs, desk, { host, at: needs.clock.now(), marks: [], blocks: [], events: [] }, spread).catch((error: unknown) => needs.log.bug(error, 'incident-room'));
      });
    }
  };
  const withDesk = (host: HostId, run: (desk: Desk) => void): void => { void of(host).then((desk) => { if (desk.ok) run(desk.value); }); };
  return {
    tell: (host, events) => withDesk(host, (desk) => {
      for (const event of events) desk.assembler.take(event);
      // most of them change nothing yet
      if (desk.assembler.hasNews()) void takeBatch(needs, desk, { host, at: needs.clock.now(), marks: [], blocks: [], events: [] }, spread).catch((error: unknown) => needs.log.bug(error, 'incident-room'));
    }),
    take: async (batch) => {
      const desk = await of(batch.host);
      if (!desk.ok) return desk;
      return takeBatch(needs, desk.value, batch, spread);
    },
    see: (host, sight) => withDesk(host, ({ assembler }) => assembler.see(host, sight)),
    know: (host, pid, process) => withDesk(host, ({ assembler }) => assembler.know(host, pid, process)),
    forget: (host) => { desks.delete(host); },
  };
}

async function rebuild({ store, clock }: IncidentRoomNeeds, host: HostId): Promise<Result<Desk, AppError>> {
  const events = await store.recentEvents(host, clock.now() - replayMs);
  if (!events.ok) return events;
  const assembler = createIncidentAssembler();
  for (const event of events.value) assembler.take(readEvent(event));
  // they are kept already
  assembler.drain();
  return ok({ assembler, changed: new Map(), gone: new Set() });
}

/** Written by our own reader; a newer shape is a migration's matter. */
export const readEvent = (body: string): CrashEvent => JSON.parse(body) as CrashEvent;

async function takeBatch(needs: IncidentRoomNeeds, desk: Desk, batch: ReadBatch, spread: (from: HostId, at: number) => void): Promise<Result<void, AppError>> {
  for (const { body } of batch.events) desk.assembler.take(readEvent(body));
  const { changed, gone, groups } = desk.assembler.drain();
  for (const id of gone) { desk.changed.delete(id); desk.gone.add(id); }
  for (const { kind, host, at } of changed) if (kind === 'outage') spread(host, at);
  const described = await Promise.all(changed.map((incident) => describe(needs, incident)));
  for (const incident of described) {
    desk.gone.delete(incident.id);
    desk.changed.set(incident.id, { incident, group: groups.get(incident.signature) ?? { family: incident.signal ?? incident.kind, title: incident.kind } });
  }
  if (!needs.around.canKeep()) return ok(undefined);
  const kept = await needs.store.ingest({ ...batch, incidents: [...desk.changed.values()], gone: [...desk.gone] });
  if (!kept.ok) return kept;
  desk.changed.clear();
  desk.gone.clear();
  if (kept.value.length > 0) needs.onGroups(kept.value);
  return ok(undefined);
}

/** Not Celery's own doing, and not the end of a stop. */
const isSomebodysKill = ({ cause }: Incident): boolean => !['hard-time-limit', 'task-revoked', 'killed-stop-timeout'].includes(cause.code);

async function describe({ around }: IncidentRoomNeeds, incident: Incident): Promise<Incident> {
  const workerKey = around.workerOf(incident);
  const since = around.connectedSince(incident.host);
  const memoryBefore = workerKey === null ? [] : await around.memoryBefore(incident.host, workerKey, incident.at - curveMs, incident.at);
  if (workerKey !== null && incident.signal === 'SIGKILL' && isSomebodysKill(incident)) around.killTold?.(workerKey, incident);
  if (workerKey !== null && incident.task === null && incident.taskCandidates.length > 0) around.unsure?.(workerKey, incident);
  return { ...incident, workerKey, isRebuilt: since !== null && incident.lastAt < since, memoryBefore: memoryBefore.slice(-700) };
}
