/**
 * supervisord, spoken to over its own socket by XML-RPC; `supervisorctl` with sudo where the socket is closed to us.
 * Must stay true: one program only, never `reload` or `update`; "it is so already" is no failure.
 */
import type { HandAct } from '#electron/supervision/core/hand-talk.ts';
import { fieldsOf, flagOf, numberOf, textOf, type Fields } from '#electron/supervision/core/read-answer.ts';
import { sudoAllows, sudoersLines } from '#electron/supervision/core/sudo-rules.ts';
import { noActs, refusal, type BackendFacts, type BackendHandle, type BackendVerb, type Refusal, type SupervisionBackend } from '#electron/supervision/core/supervision-backend.ts';

type Own = Extract<BackendHandle, { kind: 'supervisord' }>;
type Facts = BackendFacts<Own>;

const programOf = ({ answer }: Facts): Fields => fieldsOf(answer.raw['program']);
const configOf = ({ answer }: Facts): Fields => fieldsOf(answer.raw['programConfig']);
const speaksItself = (facts: Facts): boolean => programOf(facts)['error'] === undefined || programOf(facts)['missing'] === true;
const controlOf = ({ answer }: Facts): string | null => textOf(answer.raw['supervisorctl']);
const command = (facts: Facts, verb: string): readonly string[] => [controlOf(facts) ?? '/usr/bin/supervisorctl', verb, facts.handle.program];
/** Fault codes: 60 already started, 70 not running. */
const already = { start: [60], stop: [70], restart: [60] } as const;

function refuse(verb: BackendVerb, facts: Facts): Refusal | null {
  const program = programOf(facts);
  if (program['missing'] === true) return refusal('backend-missing', facts.handle.program);
  if (speaksItself(facts)) return null;
  if (controlOf(facts) === null) return refusal('no-socket-access', facts.handle.url);
  if (facts.host.uid === 0 || sudoAllows(facts.host.sudo, command(facts, verb))) return null;
  const lines = sudoersLines(facts.host.user, ['start', 'stop', 'restart', 'status'].map((one) => command(facts, one)));
  return refusal('no-socket-access', facts.handle.url, lines === null ? null : { file: '/etc/sudoers.d/fleetbeat', lines: [...lines] });
}

function describe(facts: Facts): ReturnType<SupervisionBackend<Own>['describe']> {
  const config = configOf(facts);
  const waits = numberOf(config['stopwaitsecs']);
  const again = config['autorestart'];
  return {
    kind: 'supervisord', name: facts.handle.program,
    // 4.2 does not tell: unless it says `false`, a clean end may be followed by a new start
    restartsByItself: again === true || again === 'true' ? true : again === false || again === 'false' ? false : null,
    killsAfterMs: waits === null ? null : waits * 1000,
    signalsChildren: flagOf(config['stopasgroup']) ?? null,
    alsoStops: [], user: facts.process?.main.user ?? null,
  };
}

type Told = Extract<HandAct, { do: 'supervisord' }>;
const stopOf = ({ handle: { url, program } }: Facts): Told => ({ do: 'supervisord', url, program, method: 'stopProcess', fine: already.stop });

/** An idle Celery ends within two or three seconds on a Pi; one that is given less is signalled by us. */
const leastStopWaitS = 5;

/**
 * What ends by itself is started again before anyone can say stop; what supervisord stops, is not. Its stop kills after
 * `stopwaitsecs`: for empty hands only, and only where the program is the worker itself and not a shell around it.
 */
function idleStop(facts: Facts): Told | null {
  const { stopwaitsecs, stopsignal } = configOf(facts);
  const isKill = stopsignal === 9 || (typeof stopsignal === 'string' && /^(?:SIG)?(?:KILL|9)$/.test(stopsignal));
  const isShort = typeof stopwaitsecs === 'number' && stopwaitsecs < leastStopWaitS;
  const isItself = facts.process !== null && programOf(facts)['pid'] === facts.process.main.pid;
  return speaksItself(facts) && isItself && !isKill && !isShort ? stopOf(facts) : null;
}

function acts(verb: BackendVerb, facts: Facts): readonly HandAct[] {
  const { url, program } = facts.handle;
  if (!speaksItself(facts)) return [{ do: 'exec', argv: [...(facts.host.uid === 0 ? [] : ['/usr/bin/sudo', '-n']), ...command(facts, verb)], seconds: 120, fineCodes: [] }];
  const start: HandAct = { do: 'supervisord', url, program, method: 'startProcess', fine: already.start };
  return verb === 'stop' ? [stopOf(facts)] : [start];
}

export const supervisordBackend: SupervisionBackend<Own> = {
  kind: 'supervisord',
  ask: ({ program, url }) => ({ program, url }),
  lock: ({ program, url }) => `supervisord/${url}/${program}`,
  describe,
  statusWords: (facts) => textOf(programOf(facts)['statename'], 100) ?? textOf(programOf(facts)['error'], 200) ?? '',
  refuse,
  signalBy: (facts) => {
    if (facts.process?.maySignal === true) return { by: 'direct' };
    return speaksItself(facts) && programOf(facts)['pid'] === facts.process?.main.pid ? { by: 'supervisord', url: facts.handle.url, program: facts.handle.program } : null;
  },
  acts: (verb, facts) => ({ ...noActs, acts: acts(verb, facts), idleStop: verb === 'stop' ? idleStop(facts) : null, seconds: 60, backWithinS: verb === 'restart' ? 2.5 : 0 }),
  status: (facts) =>
    speaksItself(facts)
      ? { by: 'supervisord', url: facts.handle.url, program: facts.handle.program }
      : { by: 'exec', argv: [...(facts.host.uid === 0 ? [] : ['/usr/bin/sudo', '-n']), ...command(facts, 'status')], pattern: String.raw`pid (\d+)` },
};
