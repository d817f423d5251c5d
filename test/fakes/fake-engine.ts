/**
 * An engine without Pis, for tests of what stands in front of it: a scripted fleet, real handler types.
 * `patch` announces a change to every subscriber; calls are recorded; a handler can be replaced or held.
 */
import type { FleetChange, FleetPatch, FleetSnapshot } from '#shared/domain/fleet.ts';
import { HostId } from '#shared/domain/ids.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { err, ok } from '#shared/result.ts';
import { quietCrashDesk, quietLogDesk } from '#electron/crashes/quiet-desks.ts';
import { createHistoryDesk } from '#electron/history/history-desk.ts';
import { absentDeployDesk } from '#electron/deploy/deploy-desk.ts';
import { createFixHandlers } from '#electron/handlers/fix-handlers.ts';
import { createDeployHandlers } from '#electron/handlers/deploy-handlers.ts';
import { createActionJournal } from '#electron/journal/create-action-journal.ts';
import { createMemoryActionStore } from '#electron/journal/memory-action-store.ts';
import { absentRecoveryDesk, absentUnackedDesk } from '#electron/recovery/absent-desks.ts';
import { createActionEvents, createRecoveryHandlers } from '#electron/handlers/recovery-handlers.ts';
import { createOperationEvents, createOperationHandlers } from '#electron/handlers/operation-handlers.ts';
import { createOperationDesk } from '#electron/operations/create-operation-desk.ts';
import { absentSupervisionDesk } from '#electron/supervision/supervision-desk.ts';
import { createHistoryHandlers } from '#electron/handlers/history-handlers.ts';
import { quietAlertDesk } from '#electron/alerts/quiet-desk.ts';
import { createAlertEvents, createAlertHandlers, createPastHandlers } from '#electron/handlers/alert-handlers.ts';
import { quietDiagnosisDesk } from '#electron/diagnosis/quiet-desk.ts';
import { createDiagnosisEvents, createDiagnosisHandlers } from '#electron/handlers/diagnosis-handlers.ts';
import { quietPastDesk } from '#electron/timeline/quiet-desk.ts';
import { createCrashEvents, createCrashHandlers } from '#electron/handlers/crash-handlers.ts';
import { applyFleetPatch } from '#electron/transport/core/merge-fleet-change.ts';
import type { EventSources, Handlers } from '#electron/transport/handlers.ts';
import { fleetSnapshot } from './fleet-views.ts';

export type FakeEngine = {
  readonly handlers: Handlers;
  readonly events: EventSources;
  readonly calls: { readonly command: string; readonly input: unknown }[];
  snapshot(): FleetSnapshot;
  patch(change: Omit<FleetPatch, 'seq' | 'at'>): void;
  subscriberCount(): number;
  start(): Promise<void>;
  dispose(): Promise<void>;
};

const journal = createActionJournal({ store: createMemoryActionStore(), clock: { now: () => 0, monotonic: () => 0 }, random: { next: () => 0.5, uuid: () => 'a-1', token: () => '00' }, log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, bug: () => 'B-1' }, who: 'ana@laptop', name: (target) => ({ host: null, hostName: null, worker: null, workerName: null, broker: null, brokerLabel: null, queue: null, tasks: [], ...target }) });
const recovery = { journal, unacked: absentUnackedDesk, recovery: absentRecoveryDesk };
const operations = createOperationDesk({ clock: { now: () => 0, monotonic: () => 0 }, timers: { after: () => ({ [Symbol.dispose]: () => undefined }), every: () => ({ [Symbol.dispose]: () => undefined }) }, random: { next: () => 0.5, uuid: () => 'o-1', token: () => '00' }, log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, bug: () => 'B-1' }, who: 'ana@laptop' });
const review = { crashes: quietCrashDesk, logs: quietLogDesk };

export function createFakeEngine(options: { readonly snapshot?: FleetSnapshot; readonly replace?: Partial<Handlers>; readonly now?: () => number } = {}): FakeEngine {
  const calls: { command: string; input: unknown }[] = [];
  const listeners = new Set<(change: FleetChange) => void>();
  let state = options.snapshot ?? fleetSnapshot();
  const usual: Handlers = {
    'fleet.snapshot': async () => ok(state),
    'fleet.export': async () => ok({ text: 'hosts: []\n' }),
    'fleet.import': async () => ok({ added: [], updated: [] }),
    'hosts.add': async () => ok({ id: HostId.parse('h-new') }),
    'hosts.edit': async () => ok({}),
    'hosts.remove': async ({ id }) => (state.hosts.some((host) => host.id === id) ? ok({}) : err({ code: 'not-found', what: id })),
    'hosts.switch': async () => ok({}),
    'hosts.retry': async () => ok({}),
    'hosts.test': async () => ok({ stages: [], passed: true }),
    'hosts.ssh-aliases': async () => ok({ aliases: [] }),
    'questions.answer': async () => ok({}),
    'settings.change': async (part) => ok({ ...defaultSettings, ...(part as Partial<typeof defaultSettings>) }),
    'worker.control': async ({ worker }) => ok({ worker, at: state.at, outcome: 'done', said: 'pool will grow' }),
    'worker.registered-tasks': async () => ok({ tasks: ['tasks.add'] }),
    'worker.configuration': async () => ok({ settings: [] }),
    ...createCrashHandlers(review),
    ...createAlertHandlers(quietAlertDesk),
    ...createDeployHandlers(absentDeployDesk),
    ...createFixHandlers({ plan: async () => err({ code: 'not-found', what: 'host' }), apply: () => err({ code: 'fix-refused', because: 'plan-expired', about: '' }), list: async () => ok([]), rollBack: () => err({ code: 'fix-refused', because: 'gone', about: '' }), forget: async () => ok(undefined) }, () => false),
    ...createRecoveryHandlers(recovery),
    ...createOperationHandlers({ operations, supervision: absentSupervisionDesk, isReadOnly: () => false }),
    ...createPastHandlers(quietPastDesk),
    ...createDiagnosisHandlers(quietDiagnosisDesk),
    ...createHistoryHandlers(createHistoryDesk({ store: null, clock: { now: options.now ?? (() => 0), monotonic: () => 0 }, settings: () => defaultSettings, lost: () => 0 })),
    ...options.replace,
  };
  const recorded = Object.fromEntries(
    Object.entries(usual).map(([command, run]) => [command, (input: never, ctx: never) => { calls.push({ command, input }); return (run as (i: never, c: never) => unknown)(input, ctx); }]),
  ) as unknown as Handlers;
  return {
    handlers: recorded,
    calls,
    events: {
      'fleet.changed': (_params, emit) => {
        listeners.add(emit);
        emit({ kind: 'snapshot', snapshot: state });
        return () => void listeners.delete(emit);
      },
      'trend.sampled': ({ host }, emit) => {
        emit({ host, whole: true, times: [state.at], series: { 'host.cpu': [12] }, marks: [] });
        return () => undefined;
      },
      ...createCrashEvents(review),
      ...createAlertEvents(quietAlertDesk),
      ...createActionEvents(recovery),
      ...createOperationEvents(operations),
      ...createDiagnosisEvents(quietDiagnosisDesk),
      'tasks.changed': ({ worker }, emit) => {
        emit({ worker, at: state.at, answered: false, active: null, reserved: null, scheduled: null, recent: null });
        return () => undefined;
      },
    },
    snapshot: () => state,
    patch(change) {
      const patch: FleetPatch = { ...change, seq: state.seq + 1, at: options.now?.() ?? state.at + 1 };
      state = applyFleetPatch(state, patch);
      for (const emit of [...listeners]) emit({ kind: 'patch', patch });
    },
    subscriberCount: () => listeners.size,
    start: async () => undefined,
    dispose: async () => listeners.clear(),
  };
}
