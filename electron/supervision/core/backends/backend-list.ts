/** Every backend once. A new kind is one file in this folder and one row here. */
import { refusal, noActs, type BackendFacts, type BackendHandle, type SupervisionBackend } from '#electron/supervision/core/supervision-backend.ts';
import { celerySupervisorBackend } from './celery-supervisor-py.ts';
import { dockerBackend } from './docker.ts';
import { fleetbeatSupervisorBackend } from './fleetbeat-supervisor.ts';
import { plainBackend } from './plain.ts';
import { supervisordBackend } from './supervisord.ts';
import { systemdBackend } from './systemd.ts';

/** What could not be told apart is left alone. */
const unknownBackend: SupervisionBackend = {
  kind: 'unknown',
  ask: () => ({}),
  lock: (handle) => `unknown/${handle.kind}`,
  describe: (facts) => ({ kind: 'unknown', name: '', restartsByItself: null, killsAfterMs: null, signalsChildren: null, alsoStops: [], user: facts.process?.main.user ?? null }),
  statusWords: () => '',
  refuse: () => refusal('backend-unknown'),
  signalBy: () => null,
  acts: () => noActs,
  status: () => ({ by: 'spawned' }),
};

const backends: { readonly [K in BackendHandle['kind']]: SupervisionBackend<Extract<BackendHandle, { kind: K }>> } = {
  'systemd-system': systemdBackend,
  'systemd-user': systemdBackend,
  supervisord: supervisordBackend,
  docker: dockerBackend,
  'celery-supervisor-py': celerySupervisorBackend,
  'fleetbeat-supervisor': fleetbeatSupervisorBackend,
  plain: plainBackend,
  unknown: unknownBackend,
};

/** The handle's own backend; the pair belongs together by construction. */
export function backendOf<H extends BackendHandle>(handle: H): SupervisionBackend<H> {
  return backends[handle.kind] as unknown as SupervisionBackend<H>;
}

/** A backend with its facts already given, so that callers need not carry both. */
export function bindBackend(facts: BackendFacts): {
  readonly [K in 'describe' | 'statusWords' | 'status']: () => ReturnType<SupervisionBackend[K]>;
} & { refuse(verb: Parameters<SupervisionBackend['refuse']>[0]): ReturnType<SupervisionBackend['refuse']>; signalBy(signals: Parameters<SupervisionBackend['signalBy']>[1]): ReturnType<SupervisionBackend['signalBy']>; acts(verb: Parameters<SupervisionBackend['acts']>[0]): ReturnType<SupervisionBackend['acts']> } {
  const backend = backendOf(facts.handle);
  return {
    describe: () => backend.describe(facts),
    statusWords: () => backend.statusWords(facts),
    status: () => backend.status(facts),
    refuse: (verb) => backend.refuse(verb, facts),
    signalBy: (signals) => backend.signalBy(facts, signals),
    acts: (verb) => backend.acts(verb, facts),
  };
}
