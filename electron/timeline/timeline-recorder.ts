/**
 * Writes down when hosts come and go and what things are called, for whoever looks back later.
 * Must stay true: a host that was never reached since the start is not called lost before its first attempt ended.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { StoredName, StoredPresence, TimelineStore } from '#electron/ports/timeline-store.ts';
import type { FleetChange } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { HostPresence } from '#shared/domain/timeline.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export type TimelineRecorder = { take(change: FleetChange): void; dispose(): Promise<void> };
export type TimelineRecorderNeeds = { readonly clock: Clock; readonly timers: Timers; readonly log: Log; readonly store: TimelineStore; readonly isRecording: () => boolean };

const flushMs = 2_000;
const mostWaiting = 20_000;

export function createTimelineRecorder(needs: TimelineRecorderNeeds): TimelineRecorder {
  const { clock, store } = needs;
  const there = new Map<string, HostPresence>();
  const called = new Map<string, string>();
  let presences: StoredPresence[] = [];
  let names: StoredName[] = [];
  let writing: Promise<void> = Promise.resolve();

  const note = (id: HostView['id'], presence: HostPresence | null): void => { presences.push({ host: id, at: clock.now(), presence }); };
  const name = (key: string, stored: StoredName): void => {
    if (called.get(key) === stored.name) return;
    called.set(key, stored.name);
    names.push(stored);
  };
  const seeHost = (view: HostView): void => {
    name(`h\n${view.id}`, { host: view.id, worker: null, name: view.config.name, firstSeen: clock.now() });
    const presence = presenceOf(view, there.get(view.id) ?? null);
    if (presence === null || presence === there.get(view.id)) return;
    there.set(view.id, presence);
    note(view.id, presence);
  };
  const seeWorker = (view: WorkerView): void => name(`w\n${view.key}`, { host: view.host, worker: view.key, name: view.name, firstSeen: clock.now() });
  const flush = (): void => {
    if (presences.length + names.length === 0 || !needs.isRecording()) return;
    const batch = { presences, names };
    presences = [];
    names = [];
    writing = writing.then(async () => {
      const done = await store.put(batch);
      if (done.ok || presences.length + names.length > mostWaiting) return;
      presences = [...batch.presences, ...presences];
      names = [...batch.names, ...names];
    }).catch((error: unknown) => { needs.log.bug(error, 'timeline'); });
  };
  const flushing = needs.timers.every(flushMs, flush);

  return {
    take(change) {
      const { hosts = [], workers = [] } = change.kind === 'snapshot' ? change.snapshot : change.patch;
      for (const view of hosts) seeHost(view);
      for (const view of workers) seeWorker(view);
      if (change.kind === 'snapshot') return;
      for (const id of change.patch.gone?.hosts ?? []) if (there.delete(id)) note(id as HostView['id'], null);
    },
    async dispose() {
      flushing[Symbol.dispose]();
      for (const id of there.keys()) note(id as HostView['id'], null);
      flush();
      await writing;
    },
  };
}

function presenceOf({ link }: HostView, before: HostPresence | null): HostPresence | null {
  switch (link.phase) {
    case 'connected': return 'connected';
    case 'off': return 'off';
    case 'waiting':
    case 'blocked': return 'lost';
    case 'idle':
    case 'connecting':
    case 'asking': return before === null || before === 'off' ? null : 'lost';
  }
}
