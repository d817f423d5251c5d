/**
 * The control dialogs' fields as text, and how they become a ControlAction. Pure. An action that is not exactly what
 * the fields say is never built: a doubt is a problem at a field.
 */
import type { ControlAction, ControlKind } from '#shared/domain/control.ts';
import type { TaskId } from '#shared/domain/ids.ts';

export type ControlForm = {
  readonly kind: ControlKind;
  readonly count: string;
  readonly min: string;
  readonly max: string;
  readonly task: string;
  readonly rate: string;
  readonly per: 's' | 'm' | 'h' | 'none';
  readonly softS: string;
  readonly hardS: string;
  readonly queue: string;
  readonly taskIds: readonly TaskId[];
  readonly terminate: boolean;
  readonly signal: 'SIGTERM' | 'SIGKILL';
};
export type ControlField = 'count' | 'min' | 'max' | 'task' | 'rate' | 'softS' | 'hardS' | 'queue' | 'taskIds';
export type ControlProblem = 'required' | 'not-a-count' | 'min-over-max' | 'not-a-rate' | 'not-seconds' | 'soft-not-below-hard' | 'too-long' | 'too-many';
export type ControlProblems = { readonly [field in ControlField]?: ControlProblem };
export type ActionCheck = { readonly action: ControlAction | null; readonly problems: ControlProblems };

export function controlFormOf(kind: ControlKind, given: Partial<ControlForm> = {}): ControlForm {
  return {
    kind, count: '1', min: '0', max: '1', task: '', rate: '10', per: 'm', softS: '', hardS: '', queue: '', taskIds: [], terminate: false, signal: 'SIGTERM',
    ...given,
  };
}

function bad(problems: ControlProblems): ActionCheck {
  return { action: null, problems };
}

function good(action: ControlAction): ActionCheck {
  return { action, problems: {} };
}

/** A whole number within bounds, or null. Accepts digits only: `1e2` and `0x10` are not what a person means. */
function wholeOf(text: string, min: number, max: number): number | null {
  const written = text.trim();
  if (!/^\d{1,5}$/.test(written)) return null;
  const value = Number(written);
  return value >= min && value <= max ? value : null;
}

function secondsOf(text: string): number | null | 'bad' {
  const written = text.trim().replace(',', '.');
  if (written === '') return null;
  const value = Number(written);
  return /^\d{1,7}(\.\d{1,3})?$/.test(written) && value > 0 ? value : 'bad';
}

function problemOfName(text: string): ControlProblem | null {
  return text.trim() === '' ? 'required' : text.trim().length > 500 ? 'too-long' : null;
}

function poolAction(form: ControlForm, kind: 'pool-grow' | 'pool-shrink'): ActionCheck {
  const by = wholeOf(form.count, 1, 100);
  return by === null ? bad({ count: 'not-a-count' }) : good({ kind, by });
}

function autoscaleAction(form: ControlForm): ActionCheck {
  const min = wholeOf(form.min, 0, 1000);
  const max = wholeOf(form.max, 1, 1000);
  if (min === null || max === null) return bad({ ...(min === null && { min: 'not-a-count' as const }), ...(max === null && { max: 'not-a-count' as const }) });
  return min > max ? bad({ min: 'min-over-max' }) : good({ kind: 'autoscale', min, max });
}

function rateAction(form: ControlForm): ActionCheck {
  const task = problemOfName(form.task);
  const rate = form.rate.trim().replace(',', '.');
  const isRate = form.per === 'none' || (/^\d{1,7}(\.\d{1,3})?$/.test(rate) && Number(rate) > 0);
  if (task !== null || !isRate) return bad({ ...(task !== null && { task }), ...(!isRate && { rate: 'not-a-rate' as const }) });
  return good({ kind: 'rate-limit', task: form.task.trim(), rate: form.per === 'none' ? '0' : `${rate}/${form.per}` });
}

function timeLimitAction(form: ControlForm): ActionCheck {
  const task = problemOfName(form.task);
  const softS = secondsOf(form.softS);
  const hardS = secondsOf(form.hardS);
  if (task !== null || softS === 'bad' || hardS === 'bad') {
    return bad({ ...(task !== null && { task }), ...(softS === 'bad' && { softS: 'not-seconds' as const }), ...(hardS === 'bad' && { hardS: 'not-seconds' as const }) });
  }
  if (softS !== null && hardS !== null && softS >= hardS) return bad({ softS: 'soft-not-below-hard' });
  return good({ kind: 'time-limit', task: form.task.trim(), softS, hardS });
}

export function actionOfForm(form: ControlForm): ActionCheck {
  switch (form.kind) {
    case 'pool-grow':
    case 'pool-shrink':
      return poolAction(form, form.kind);
    case 'autoscale':
      return autoscaleAction(form);
    case 'rate-limit':
      return rateAction(form);
    case 'time-limit':
      return timeLimitAction(form);
    case 'add-consumer':
    case 'cancel-consumer': {
      const queue = problemOfName(form.queue);
      return queue === null ? good({ kind: form.kind, queue: form.queue.trim() }) : bad({ queue });
    }
    case 'revoke':
      if (form.taskIds.length === 0) return bad({ taskIds: 'required' });
      if (form.taskIds.length > 100) return bad({ taskIds: 'too-many' });
      return good({ kind: 'revoke', tasks: [...form.taskIds], terminate: form.terminate, signal: form.signal });
    case 'enable-events':
    case 'disable-events':
      return good({ kind: form.kind });
  }
}
