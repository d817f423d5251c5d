/**
 * systemd units, of the system and of a user. Needs exact sudo rules, or root, for the system's; nobody's help for one's own.
 * Must stay true: never a second TERM to a worker that is finishing its tasks (5.2 drops them); the unit is stopped after its main has ended.
 */
import type { Grant } from '#shared/domain/supervision.ts';
import type { HandAct, SignalName } from '#electron/supervision/core/hand-talk.ts';
import { fieldsOf, textOf, type Fields } from '#electron/supervision/core/read-answer.ts';
import { sudoAllows, sudoersLines } from '#electron/supervision/core/sudo-rules.ts';
import { noActs, refusal, type BackendFacts, type BackendHandle, type BackendVerb, type Refusal, type SupervisionBackend } from '#electron/supervision/core/supervision-backend.ts';

type System = Extract<BackendHandle, { kind: 'systemd-system' }>;
type User = Extract<BackendHandle, { kind: 'systemd-user' }>;
type Facts = BackendFacts<System | User>;

const unitOf = ({ answer }: Facts): Fields => fieldsOf(answer.raw['unit']);
const scopeOf = ({ handle }: Facts): number | null => (handle.kind === 'systemd-user' ? handle.uid : null);
const programOf = ({ host }: Facts): string => host.systemctl ?? '/usr/bin/systemctl';
const stopSlackS = 15;

/** `1min 30s`, `infinity`, `0`: as systemctl shows a time span. null: not understood or none. */
export function readSpan(text: string | null): number | null {
  if (text === null || text === 'infinity' || text === '') return null;
  const factors: Readonly<Record<string, number>> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, min: 60_000, s: 1000, ms: 1, us: 0.001 };
  let total = 0;
  for (const part of text.split(' ')) {
    const found = /^(\d+(?:\.\d+)?)(w|d|h|min|s|ms|us)$/.exec(part);
    if (found?.[1] === undefined || found[2] === undefined) return null;
    total += Number(found[1]) * (factors[found[2]] ?? 0);
  }
  return total;
}

/** Every command this panel could ever run on the unit, one rule each. */
function grantOf(facts: Facts): Grant | null {
  const { unit } = facts.handle;
  const systemctl = programOf(facts);
  const verbs = ['start', 'stop', 'restart', 'reset-failed'].map((verb) => [systemctl, verb, unit]);
  const signals = ['SIGTERM', 'SIGQUIT', 'SIGKILL'].map((name) => [systemctl, 'kill', '--kill-who=main', `--signal=${name}`, unit]);
  const lines = sudoersLines(facts.host.user, [...verbs, ...signals]);
  return lines === null ? null : { file: '/etc/sudoers.d/fleetbeat', lines: [...lines] };
}

/** Root needs no sudo; a user's own manager neither. */
function needsSudo(facts: Facts): boolean {
  return facts.handle.kind === 'systemd-system' && facts.host.uid !== 0;
}

function mayRun(facts: Facts, words: readonly string[]): boolean {
  if (!needsSudo(facts)) return facts.handle.kind === 'systemd-system' || facts.host.uid === 0 || facts.host.uid === facts.handle.uid;
  return sudoAllows(facts.host.sudo, [programOf(facts), ...words]);
}

function refuse(verb: BackendVerb, facts: Facts): Refusal | null {
  const { handle, host } = facts;
  const unit = unitOf(facts);
  if (host.systemctl === null) return refusal('tool-missing', 'systemctl');
  if (handle.kind === 'systemd-user' && host.uid !== 0 && host.uid !== handle.uid) return refusal('other-user', facts.process?.main.user ?? String(handle.uid));
  if (unit['error'] !== undefined) return refusal(handle.kind === 'systemd-user' ? 'no-user-manager' : 'cannot-look', textOf(unit['error'], 300) ?? '');
  const load = textOf(unit['LoadState']);
  // A unit whose file was removed while it runs can still be stopped, never started.
  if (load !== 'loaded' && (verb !== 'stop' || facts.process === null)) return refusal('backend-missing', handle.unit);
  if (mayRun(facts, [verb, handle.unit])) return null;
  return refusal(handle.kind === 'systemd-user' ? 'other-user' : 'needs-sudo', `sudo systemctl ${verb} ${handle.unit}`, grantOf(facts));
}

function describe(facts: Facts): ReturnType<SupervisionBackend['describe']> {
  const unit = unitOf(facts);
  const restart = textOf(unit['Restart']);
  const killMode = textOf(unit['KillMode']);
  const kills = textOf(unit['SendSIGKILL']) === 'no' || killMode === 'none' ? null : readSpan(textOf(unit['TimeoutStopUSec']));
  return {
    kind: facts.handle.kind, name: facts.handle.unit,
    restartsByItself: restart === null ? null : restart === 'always' || restart === 'on-success',
    killsAfterMs: kills,
    signalsChildren: killMode === null ? null : killMode === 'control-group',
    alsoStops: [], user: facts.process?.main.user ?? null,
  };
}

const act = (facts: Facts, verb: BackendVerb, seconds: number): HandAct => ({ do: 'systemctl', arguments: [verb, facts.handle.unit], scope: scopeOf(facts), sudo: needsSudo(facts), seconds });

export const systemdBackend: SupervisionBackend<System | User> = {
  kind: 'systemd-system',
  ask: (handle) => ({ unit: handle.unit, scope: handle.kind === 'systemd-user' ? handle.uid : null }),
  lock: (handle) => `${handle.kind}/${handle.kind === 'systemd-user' ? `${String(handle.uid)}/` : ''}${handle.unit}`,
  describe,
  statusWords: (facts) => {
    const unit = unitOf(facts);
    return `${textOf(unit['ActiveState'], 40) ?? textOf(unit['error'], 200) ?? ''} (${textOf(unit['SubState'], 40) ?? ''})`;
  },
  refuse,
  signalBy,
  acts: (verb, facts) => {
    const words = describe(facts);
    const seconds = Math.min(3600, (words.killsAfterMs ?? 90_000) / 1000 + stopSlackS);
    const backMs = readSpan(textOf(unitOf(facts)['RestartUSec']));
    const comesBack = verb === 'restart' && words.restartsByItself === true && backMs !== null && backMs <= 10_000;
    return { ...noActs, acts: [act(facts, verb, seconds)], seconds, backWithinS: comesBack ? backMs / 1000 + 2 : 0 };
  },
  status: (facts) => ({ by: 'systemd', unit: facts.handle.unit, scope: scopeOf(facts) }),
};

/** Directly where the process is ours; else through systemd, when the unit's main process is the worker itself. */
function signalBy(facts: Facts, signals: readonly SignalName[]): ReturnType<SupervisionBackend['signalBy']> {
  if (facts.process?.maySignal === true) return { by: 'direct' };
  if (textOf(unitOf(facts)['MainPID']) !== String(facts.process?.main.pid)) return null;
  const { unit } = facts.handle;
  if (!signals.every((name) => mayRun(facts, ['kill', '--kill-who=main', `--signal=${name}`, unit]))) return null;
  return { by: 'systemd', unit, scope: scopeOf(facts), sudo: needsSudo(facts) };
}
