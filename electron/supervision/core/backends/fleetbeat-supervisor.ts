/**
 * Fleetbeat's own supervisor on the Pi, spoken to over its socket. It is told that an end is meant before the first signal
 * (`hold`), so that it neither counts it as a crash nor starts a second worker beside the ladder.
 * Must stay true: a hold ends by itself, so that a worker whose panel vanished is started again; one program only.
 */
import type { HandAct } from '#electron/supervision/core/hand-talk.ts';
import { fieldsOf, listOf, numberOf, textOf, type Fields } from '#electron/supervision/core/read-answer.ts';
import { refusal, type BackendActs, type BackendFacts, type BackendHandle, type BackendVerb, type Refusal, type SupervisionBackend } from '#electron/supervision/core/supervision-backend.ts';

type Own = Extract<BackendHandle, { kind: 'fleetbeat-supervisor' }>;
type Facts = BackendFacts<Own>;

const said = ({ answer }: Facts): Fields => fieldsOf(answer.raw['said']);
const programOf = (facts: Facts): Fields => listOf(said(facts)['programs']).map(fieldsOf).find((one) => one['name'] === facts.handle.program) ?? {};
const isThere = (facts: Facts): boolean => programOf(facts)['name'] !== undefined;

/** Longer than any ladder: the supervisor's own longest stop, and an hour for the operator's answers. */
const holdMarginS = 3_600;

function tell(facts: Facts, verb: string, more: Fields = {}): HandAct {
  return { do: 'socket', path: facts.handle.socket, send: { do: verb, programs: [facts.handle.program], ...more }, seconds: 20 };
}

function refuse(verb: BackendVerb, facts: Facts): Refusal | null {
  if (textOf(facts.answer.raw['socket']) === 'denied') return refusal('no-socket-access', facts.handle.socket);
  if (said(facts)['ok'] !== true) return refusal('backend-missing', facts.handle.socket);
  if (!isThere(facts)) return refusal('backend-missing', facts.handle.program);
  if (verb === 'start' && facts.process !== null) return refusal('already-running', facts.handle.program);
  return null;
}

function acts(verb: BackendVerb, facts: Facts): BackendActs {
  const longest = (numberOf(programOf(facts)['stop_timeout_s']) ?? 900) + holdMarginS;
  return {
    hold: facts.process === null ? [] : [tell(facts, 'hold', { seconds: Math.min(86_400, Math.ceil(longest)) })],
    release: [tell(facts, 'release')],
    acts: [tell(facts, verb === 'stop' ? 'stop' : 'start')],
    idleStop: null, seconds: 30, backWithinS: 0,
  };
}

export const fleetbeatSupervisorBackend: SupervisionBackend<Own> = {
  kind: 'fleetbeat-supervisor',
  ask: ({ program, socket }) => ({ socket, send: { do: 'status', programs: [program] } }),
  lock: ({ program, socket }) => `fleetbeat-supervisor/${socket}/${program}`,
  describe: (facts) => ({
    kind: 'fleetbeat-supervisor', name: facts.handle.program,
    restartsByItself: isThere(facts) ? programOf(facts)['autorestart'] === 'always' : null,
    // during a hold it sends nothing; its own limit counts only when it is the one that stops
    killsAfterMs: null, signalsChildren: false, alsoStops: [], user: facts.process?.main.user ?? null,
  }),
  statusWords: (facts) => [textOf(programOf(facts)['state'], 40), textOf(programOf(facts)['reason'], 200)].filter((word) => word !== null).join(': '),
  refuse,
  signalBy: (facts) => (facts.process?.maySignal === true ? { by: 'direct' } : null),
  acts,
  status: ({ handle }) => ({ by: 'socket', path: handle.socket, send: { do: 'status', programs: [handle.program] }, pidAt: ['programs', 0, 'pid'] }),
};
