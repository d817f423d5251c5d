/** A control command as the journal keeps it: its figures, what stood before where that is known, and what undoes it. Pure. */
import type { ActionFact, ActionUndo } from '#shared/domain/action.ts';
import type { ControlAction } from '#shared/domain/control.ts';
import type { TaskId } from '#shared/domain/ids.ts';
import type { Pool } from '#shared/domain/worker.ts';

export type ControlStory = { readonly before: readonly ActionFact[]; readonly undo: ActionUndo | null; readonly queue: string | null; readonly tasks: readonly TaskId[] };
export type ControlSurroundings = { readonly pool: Pool; readonly queues: readonly string[] | null; readonly taskEvents: boolean | null };

export function describeControl(action: ControlAction, { pool, queues, taskEvents }: ControlSurroundings): ControlStory {
  const fact = (name: string, value: ActionFact['value']): ActionFact => ({ name, value: typeof value === 'string' ? value.slice(0, 500) : value });
  const asked = Object.entries(action).flatMap(([name, value]) => (name === 'kind' || typeof value === 'object' ? [] : [fact(`asked.${name}`, value as string | number | boolean)]));
  const undo = (back: ControlAction): ActionUndo => ({ kind: 'control', action: back });
  const plain: ControlStory = { before: asked, undo: null, queue: null, tasks: [] };
  switch (action.kind) {
    case 'pool-grow': return { ...plain, before: [...asked, fact('max-concurrency', pool.maxConcurrency)], undo: undo({ kind: 'pool-shrink', by: action.by }) };
    case 'pool-shrink': return { ...plain, before: [...asked, fact('max-concurrency', pool.maxConcurrency)], undo: undo({ kind: 'pool-grow', by: action.by }) };
    case 'autoscale': return {
      ...plain, before: [...asked, fact('autoscale.min', pool.autoscale?.min ?? null), fact('autoscale.max', pool.autoscale?.max ?? null)],
      undo: pool.autoscale === null ? null : undo({ kind: 'autoscale', ...pool.autoscale }),
    };
    case 'add-consumer': {
      // it was there before: taking it away would be no undo
      const had = queues?.includes(action.queue) ?? null;
      return { ...plain, before: [...asked, fact('was-consuming', had)], queue: action.queue, undo: had === false ? undo({ kind: 'cancel-consumer', queue: action.queue }) : null };
    }
    case 'cancel-consumer': return { ...plain, before: [...asked, fact('was-consuming', queues?.includes(action.queue) ?? null)], queue: action.queue, undo: undo({ kind: 'add-consumer', queue: action.queue }) };
    case 'enable-events': return { ...plain, before: [fact('task-events', taskEvents)], undo: taskEvents === true ? null : undo({ kind: 'disable-events' }) };
    case 'disable-events': return { ...plain, before: [fact('task-events', taskEvents)], undo: taskEvents === false ? null : undo({ kind: 'enable-events' }) };
    // what was set before is told by no worker; a revocation cannot be taken back
    case 'rate-limit':
    case 'time-limit': return plain;
    case 'revoke': return { ...plain, tasks: action.tasks };
  }
}
