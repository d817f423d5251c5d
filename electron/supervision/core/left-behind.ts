/** What the journal kept of an act whose engine is gone, as far as it can be followed up. Pure; the facts were ours, and are judged all the same. */
import type { Action, ActionFact, ActionId } from '#shared/domain/action.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { SupervisionVerb } from '#shared/domain/supervision.ts';
import type { Guard } from './hand-talk.ts';

export type LeftBehind = {
  readonly action: ActionId;
  readonly verb: SupervisionVerb;
  readonly by: 'person' | 'playbook';
  readonly host: HostId;
  readonly worker: WorkerKey;
  readonly label: string;
  /** The plan's name on the host; null: this act had none there that outlives its panel. */
  readonly hand: string | null;
  readonly guard: Guard | null;
  readonly queues: readonly string[];
};

const viaBroker: ReadonlySet<string> = new Set(['pause-intake', 'resume-intake', 'drain']);
const viaHand: ReadonlySet<string> = new Set(['start', 'stop', 'restart']);
const planName = /^[\w-]{1,100}:\d{1,4}$/;

/** null: nothing of it can be followed, or it was followed already. */
export function leftBehind(action: Action): LeftBehind | null {
  const { host, worker, workerName } = action.target;
  const isByHand = viaHand.has(action.kind);
  if (action.outcome !== 'unknown' || host === null || worker === null || (!isByHand && !viaBroker.has(action.kind)) || factOf(action.after, 'settled-by') !== null) return null;
  const plan = factOf(action.before, 'plan');
  const hand = typeof plan === 'string' && planName.test(plan) ? plan : null;
  if (isByHand && hand === null) return null;
  const [pid, startTicks, boot, queues] = ['pid', 'startTicks', 'boot', 'queues'].map((name) => factOf(action.before, name));
  return {
    action: action.id, verb: action.kind as SupervisionVerb, by: action.by === 'playbook' ? 'playbook' : 'person', host, worker, label: (workerName ?? worker).slice(0, 600), hand: isByHand ? hand : null,
    guard: typeof pid === 'number' && typeof startTicks === 'number' && typeof boot === 'string' ? { pid, startTicks, boot } : null,
    queues: typeof queues === 'string' ? queues.split(' ').filter((one) => one !== '') : [],
  };
}

const factOf = (facts: readonly ActionFact[], name: string): ActionFact['value'] => facts.find((fact) => fact.name === name)?.value ?? null;
