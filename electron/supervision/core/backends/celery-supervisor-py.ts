/**
 * The field reports' home-made supervisor: it restarts its worker within five seconds, gives it ten seconds to stop, then KILLs.
 * Must stay true: the supervisor is acted on, not its child; it is held still while the worker finishes its tasks, and never left frozen.
 */
import { fieldsOf, readProcesses, type Fields } from '#electron/supervision/core/read-answer.ts';
import type { HandAct } from '#electron/supervision/core/hand-talk.ts';
import { noActs, refusal, type BackendActs, type BackendFacts, type BackendHandle, type BackendVerb, type Refusal, type SupervisionBackend } from '#electron/supervision/core/supervision-backend.ts';

type Own = Extract<BackendHandle, { kind: 'celery-supervisor-py' }>;
type Facts = BackendFacts<Own>;

const ownKillMs = 10_000;
const stateOf = ({ answer }: Facts): Fields => fieldsOf(answer.raw['supervisor']);
const isAlive = (facts: Facts): boolean => stateOf(facts)['alive'] === true;

function refuse(verb: BackendVerb, facts: Facts): Refusal | null {
  if (!isAlive(facts)) return verb === 'start' && facts.captured !== null ? null : refusal(facts.captured === null ? 'nothing-captured' : 'backend-missing', 'celery_supervisor.py');
  if (stateOf(facts)['maySignal'] !== true) return refusal('other-user', String(facts.handle.uid ?? ''));
  if (verb === 'restart' && stateOf(facts)['canCapture'] !== true) return refusal('nothing-captured');
  if (verb === 'start') return refusal('already-running', 'celery_supervisor.py');
  return null;
}

function acts(verb: BackendVerb, facts: Facts): BackendActs {
  const { supervisor } = facts.handle;
  const guard = { ...supervisor, boot: facts.host.boot };
  const spawn: HandAct = { do: 'spawn', from: 'supervisor', captured: facts.captured };
  if (verb === 'start') return { ...noActs, acts: [spawn], seconds: 20 };
  const wake: HandAct = { do: 'signal', signal: 'SIGCONT', ...guard };
  const end: HandAct[] = [{ do: 'signal', signal: 'SIGTERM', ...guard }, wake, { do: 'wait-gone', ...supervisor, seconds: 45 }];
  return {
    hold: [{ do: 'capture', as: 'supervisor', ...supervisor }, { do: 'signal', signal: 'SIGSTOP', ...guard }],
    release: [wake],
    acts: verb === 'restart' ? [...end, spawn] : end,
    idleStop: null, seconds: 60, backWithinS: 0,
  };
}

export const celerySupervisorBackend: SupervisionBackend<Own> = {
  kind: 'celery-supervisor-py',
  ask: ({ supervisor }) => ({ supervisor }),
  lock: ({ supervisor }) => `celery-supervisor-py/${String(supervisor.pid)}:${String(supervisor.startTicks)}`,
  describe: (facts) => {
    const others = readProcesses(stateOf(facts)['children']).filter(({ pid, argv }) => pid !== facts.process?.main.pid && argv.includes('beat'));
    return {
      kind: 'celery-supervisor-py', name: facts.handle.argv.find((word) => word.endsWith('celery_supervisor.py')) ?? 'celery_supervisor.py',
      restartsByItself: true, killsAfterMs: ownKillMs, signalsChildren: false,
      alsoStops: others.slice(0, 50).map(({ argv }) => argv.join(' ').slice(0, 300)), user: facts.process?.main.user ?? null,
    };
  },
  statusWords: (facts) => (isAlive(facts) ? `pid ${String(facts.handle.supervisor.pid)}` : ''),
  refuse,
  signalBy: (facts) => (facts.process?.maySignal === true && stateOf(facts)['maySignal'] === true ? { by: 'direct' } : null),
  acts,
  // its child is found by the fleet's own look; the supervisor itself is what must run again
  status: () => ({ by: 'spawned' }),
};
