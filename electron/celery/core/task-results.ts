/**
 * How tasks ended, by what Celery's Redis result backend holds of them under its usual keys. Pure.
 * Must stay true: the result itself is not taken, only its kind; answers are foreign text.
 */
import type { TaskId } from '#shared/domain/ids.ts';
import type { RedisLook } from './redis-look.ts';

export type TaskResult = { readonly id: TaskId; readonly status: string; readonly exception: string | null };

type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

const longest = 1_000_000;

export function askResults(ids: readonly TaskId[]): readonly RedisLook[] {
  return ids.map((id) => ['GET', `celery-task-meta-${id}`] as const);
}

/** Answers in the order of the ids; what is missing or not readable is left out. */
export function readResults(ids: readonly TaskId[], answers: readonly Answer[]): readonly TaskResult[] {
  return ids.flatMap((id, index) => {
    const answer = answers[index];
    const read = answer?.ok === true ? readMeta(id, answer.value) : null;
    return read === null ? [] : [read];
  });
}

function readMeta(id: TaskId, text: unknown): TaskResult | null {
  if (typeof text !== 'string' || text.length > longest) return null;
  try {
    const meta: unknown = JSON.parse(text);
    if (typeof meta !== 'object' || meta === null || !('status' in meta) || typeof meta.status !== 'string') return null;
    const result: unknown = 'result' in meta ? meta.result : null;
    const type: unknown = typeof result === 'object' && result !== null && 'exc_type' in result ? result.exc_type : null;
    return { id, status: meta.status.slice(0, 40), exception: typeof type === 'string' ? type.slice(0, 300) : null };
  } catch {
    return null;
  }
}
