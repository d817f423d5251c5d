/**
 * Search in a thread of its own, started at the first question and ended when a pattern takes too long.
 * Must stay true: a question always ends; one pattern at a time, so that ending the thread ends only that one.
 */
import { Worker } from 'node:worker_threads';
import type { LineSearch } from '#electron/ports/line-search.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { SearchReply, SearchTask } from './search-task.ts';

const noPattern = { text: '', isRegex: false, isCaseSensitive: true };

export function createThreadLineSearch(needs: { readonly workerUrl: URL; readonly timers: Timers; readonly log: Log }): LineSearch {
  let worker: Worker | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  let lastId = 0;
  const end = async (): Promise<void> => {
    const old = worker;
    worker = null;
    await old?.terminate();
  };
  const run = async (task: Omit<SearchTask, 'id'>, { signal, deadlineMs }: { readonly signal: AbortSignal; readonly deadlineMs: number }): Promise<Result<SearchReply, AppError>> => {
    if (signal.aborted) return err({ code: 'cancelled' });
    lastId += 1;
    const id = lastId;
    const thread = (worker ??= new Worker(needs.workerUrl, { name: 'fleetbeat-search' }));
    const { promise, resolve } = Promise.withResolvers<Result<SearchReply, AppError>>();
    const hear = (reply: SearchReply): void => { if (reply.id === id) resolve(ok(reply)); };
    const fail = (error: unknown): void => resolve(err({ code: 'internal', reference: needs.log.bug(error, 'search thread') }));
    const cancel = (): void => resolve(err({ code: 'cancelled' }));
    const deadline = needs.timers.after(deadlineMs, () => resolve(err({ code: 'deadline-passed', waitedMs: deadlineMs })));
    thread.on('message', hear);
    thread.on('error', fail);
    signal.addEventListener('abort', cancel, { once: true });
    thread.postMessage({ id, ...task } satisfies SearchTask);
    const outcome = await promise;
    deadline[Symbol.dispose]();
    thread.off('message', hear);
    thread.off('error', fail);
    signal.removeEventListener('abort', cancel);
    if (!outcome.ok) await end();
    return outcome;
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work, work);
    turn = result.catch(() => undefined);
    return result;
  };
  return {
    find: async (wanted, blocks, options) => {
      if (blocks.length === 0) return ok({ count: 0, hits: [] });
      const reply = await inTurn(() => run({ wanted, blocks, texts: [], count: null }, options));
      return reply.ok ? ok(reply.value.found) : reply;
    },
    count: async (count, blocks, options) => {
      const none = (): number[] => Array.from({ length: count.pieces }, () => 0);
      const empty = { errors: none(), warnings: none(), others: none() };
      if (blocks.length === 0) return ok(empty);
      const reply = await inTurn(() => run({ wanted: { pattern: noPattern, levels: [], limit: 0 }, blocks, texts: [], count }, options));
      return reply.ok ? ok(reply.value.counts ?? empty) : reply;
    },
    match: async (pattern, texts, options) => {
      const reply = await inTurn(() => run({ wanted: { pattern, levels: [], limit: 0 }, blocks: [], texts, count: null }, options));
      return reply.ok ? ok(reply.value.ranges) : reply;
    },
    dispose: end,
  };
}
