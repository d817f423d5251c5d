/** How often a word (a delivery tag, a task id) stands in the lists of a queue, counted inside Redis, a bounded look. */
import { priorityKeys } from '#electron/celery/core/broker-names.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import { countScript } from './core/scripts.ts';
import type { Side } from './side.ts';

const stretch = 1000;
const mostElements = 100_000;

/** For each word, how many elements hold it; null where the queue was too long to look through. */
export async function countCopies(side: Side, queue: string, words: readonly string[]): Promise<Result<readonly number[] | null, AppError>> {
  const counts = words.map(() => 0);
  if (words.length === 0) return ok(counts);
  let looked = 0;
  for (const key of priorityKeys(side.naming, queue)) {
    for (let from = 0; ; from += stretch) {
      if (looked >= mostElements) return ok(null);
      const answer = await side.one(['EVAL', countScript, 1, key, from, from + stretch - 1, ...words]);
      if (!answer.ok) {
        // another program's key of that name: a push would fail too, and says so
        if (answer.error.code === 'not-found') break;
        return answer;
      }
      const [length, ...found] = Array.isArray(answer.value) ? (answer.value as readonly unknown[]) : [];
      for (const [at, count] of found.entries()) counts[at] = (counts[at] ?? 0) + (typeof count === 'number' ? count : 0);
      looked += typeof length === 'number' ? length : 0;
      if (typeof length !== 'number' || length < stretch) break;
    }
  }
  return ok(counts);
}
