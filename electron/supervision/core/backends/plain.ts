/**
 * A worker that nothing supervises: ended by signals, started again as it was (argv, folder, environment, limits, log).
 * Must stay true: what was never seen is not started; another user's process is not touched without root.
 */
import { noActs, refusal, type BackendFacts, type BackendHandle, type BackendVerb, type Refusal, type SupervisionBackend } from '#electron/supervision/core/supervision-backend.ts';
import type { HandAct } from '#electron/supervision/core/hand-talk.ts';

type Own = Extract<BackendHandle, { kind: 'plain' }>;
type Facts = BackendFacts<Own>;

function refuse(verb: BackendVerb, facts: Facts): Refusal | null {
  if (facts.process === null) return verb === 'start' && facts.captured === null ? refusal('nothing-captured') : null;
  if (!facts.process.maySignal) return refusal('other-user', facts.process.main.user ?? '');
  // a title written over the arguments (setproctitle) cannot be run again
  if (verb === 'restart' && (!facts.process.canCapture || facts.process.main.argv.join(' ').startsWith('[cel'))) return refusal('nothing-captured');
  return null;
}

function acts(verb: BackendVerb, facts: Facts): readonly HandAct[] {
  if (verb === 'stop') return [];
  return [{ do: 'spawn', from: 'worker', captured: facts.captured }];
}

export const plainBackend: SupervisionBackend<Own> = {
  kind: 'plain',
  ask: () => ({}),
  lock: ({ name }) => `plain/${name}`,
  describe: (facts) => ({ kind: 'plain', name: '', restartsByItself: false, killsAfterMs: null, signalsChildren: false, alsoStops: [], user: facts.process?.main.user ?? null }),
  statusWords: (facts) => (facts.process === null ? '' : `pid ${String(facts.process.main.pid)}`),
  refuse,
  signalBy: (facts) => (facts.process?.maySignal === true ? { by: 'direct' } : null),
  acts: (verb, facts) => ({
    ...noActs,
    hold: verb === 'restart' && facts.process !== null ? [{ do: 'capture', as: 'worker', pid: facts.process.main.pid, startTicks: facts.process.main.startTicks }] : [],
    acts: acts(verb, facts), seconds: 20,
  }),
  status: () => ({ by: 'spawned' }),
};
