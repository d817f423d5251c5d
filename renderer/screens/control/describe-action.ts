/**
 * What a control action will do to this worker, as one sentence's key and figures, and what to beware of. Pure.
 * The sentence is shown before the operator confirms; it promises no more than Celery keeps.
 */
import { abilityKindOf, abilityOf, type CautionCode, type ReasonCode } from '#shared/domain/abilities.ts';
import type { ControlAction } from '#shared/domain/control.ts';
import type { WorkerView } from '#shared/domain/worker.ts';

export type ConsequenceKey =
  | 'grow' | 'growFromTo' | 'shrink' | 'shrinkFromTo' | 'shrinkToNothing' | 'autoscale' | 'rateLimit' | 'rateUnlimited'
  | 'timeLimitBoth' | 'timeLimitHard' | 'timeLimitSoft' | 'timeLimitNone' | 'addConsumer' | 'addConsumerAgain' | 'cancelConsumer' | 'cancelLastConsumer'
  | 'revoke' | 'terminate' | 'kill' | 'enableEvents' | 'disableEvents';

export type Consequence = {
  readonly key: ConsequenceKey;
  readonly count: number;
  /** Foreign text and figures for the sentence; the window isolates the text. */
  readonly texts: Readonly<Record<string, string>>;
  readonly numbers: Readonly<Record<string, number>>;
};

function says(key: ConsequenceKey, count = 1, texts: Record<string, string> = {}, numbers: Record<string, number> = {}): Consequence {
  return { key, count, texts, numbers };
}

function resize(action: { kind: 'pool-grow' | 'pool-shrink'; by: number }, worker: WorkerView): Consequence {
  // The children we see are the truth; the reported maximum is the next best.
  const size = worker.children.length > 0 ? worker.children.length : worker.pool.maxConcurrency;
  const isGrowing = action.kind === 'pool-grow';
  if (size === null) return says(isGrowing ? 'grow' : 'shrink', action.by);
  const to = isGrowing ? size + action.by : Math.max(0, size - action.by);
  if (to === 0) return says('shrinkToNothing', action.by, {}, { from: size });
  return says(isGrowing ? 'growFromTo' : 'shrinkFromTo', action.by, {}, { from: size, to });
}

function limitTime(action: { task: string; softS: number | null; hardS: number | null }): Consequence {
  const numbers = { ...(action.softS !== null && { soft: action.softS }), ...(action.hardS !== null && { hard: action.hardS }) };
  const key = action.softS !== null ? (action.hardS !== null ? 'timeLimitBoth' : 'timeLimitSoft') : action.hardS !== null ? 'timeLimitHard' : 'timeLimitNone';
  return says(key, 1, { task: action.task }, numbers);
}

export function describeAction(action: ControlAction, worker: WorkerView): Consequence {
  switch (action.kind) {
    case 'pool-grow':
    case 'pool-shrink':
      return resize(action, worker);
    case 'autoscale':
      return says('autoscale', 1, {}, { min: action.min, max: action.max });
    case 'rate-limit':
      return action.rate === '0' ? says('rateUnlimited', 1, { task: action.task }) : says('rateLimit', 1, { task: action.task, rate: action.rate });
    case 'time-limit':
      return limitTime(action);
    case 'add-consumer':
      return says(worker.queues?.includes(action.queue) === true ? 'addConsumerAgain' : 'addConsumer', 1, { queue: action.queue });
    case 'cancel-consumer':
      return says(worker.queues?.length === 1 && worker.queues[0] === action.queue ? 'cancelLastConsumer' : 'cancelConsumer', 1, { queue: action.queue });
    case 'revoke':
      return says(action.terminate ? (action.signal === 'SIGKILL' ? 'kill' : 'terminate') : 'revoke', action.tasks.length, { task: action.tasks[0] ?? '' });
    case 'enable-events':
      return says('enableEvents');
    case 'disable-events':
      return says('disableEvents');
  }
}

export type Permission = { readonly can: true; readonly cautions: readonly CautionCode[] } | { readonly can: false; readonly because: ReasonCode | 'read-only' | 'no-broker' };

/** Whether the button may be pressed at all; the worker itself has the last word. */
export function permissionOf(action: ControlAction | ControlAction['kind'], worker: WorkerView, isReadOnly: boolean): Permission {
  if (isReadOnly) return { can: false, because: 'read-only' };
  if (worker.broker === null) return { can: false, because: 'no-broker' };
  const ability = abilityOf(typeof action === 'string' ? action : abilityKindOf(action), worker.pool, worker.celeryVersion);
  if (!ability.can) return ability;
  const cautions = ability.caution === null ? [] : [ability.caution];
  const isBusySolo = worker.pool.kind === 'solo' && worker.verdict.kind === 'busy';
  return { can: true, cautions: isBusySolo && !cautions.includes('answers-after-the-task') ? [...cautions, 'answers-after-the-task'] : cautions };
}
