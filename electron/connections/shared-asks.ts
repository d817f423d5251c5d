/**
 * One question for many: ten hosts behind one jump host, or with one encrypted key, must not ask ten times. The
 * question is withdrawn when the last of those who wait for it has gone.
 */
import type { QuestionId } from '#shared/domain/ids.ts';

export type SharedAsks = {
  /** `start` runs once per key at a time; null when `signal` ended first. */
  share<T>(key: string, signal: AbortSignal, onAsked: (id: QuestionId) => void, start: (signal: AbortSignal, onAsked: (id: QuestionId) => void) => Promise<T>): Promise<T | null>;
};

type Standing = { result: Promise<unknown>; readonly withdraw: AbortController; readonly listeners: Set<(id: QuestionId) => void>; question: QuestionId | null; waiters: number };

export function createSharedAsks(): SharedAsks {
  const standing = new Map<string, Standing>();
  return {
    async share<T>(key: string, signal: AbortSignal, onAsked: (id: QuestionId) => void, start: (signal: AbortSignal, onAsked: (id: QuestionId) => void) => Promise<T>): Promise<T | null> {
      if (signal.aborted) return null;
      const ask = standing.get(key) ?? begin(standing, key, start);
      ask.waiters += 1;
      ask.listeners.add(onAsked);
      if (ask.question !== null) onAsked(ask.question);
      const left = leave(signal);
      try {
        return await Promise.race([ask.result as Promise<T>, left.promise]);
      } finally {
        left[Symbol.dispose]();
        ask.listeners.delete(onAsked);
        ask.waiters -= 1;
        if (ask.waiters === 0) { ask.withdraw.abort(); if (standing.get(key) === ask) standing.delete(key); }
      }
    },
  };
}

function begin<T>(standing: Map<string, Standing>, key: string, start: (signal: AbortSignal, onAsked: (id: QuestionId) => void) => Promise<T>): Standing {
  const ask: Standing = { result: Promise.resolve(null), withdraw: new AbortController(), listeners: new Set(), question: null, waiters: 0 };
  const announce = (id: QuestionId): void => { ask.question = id; for (const listen of [...ask.listeners]) listen(id); };
  // Asking may answer at once, so the entry stands before it begins.
  standing.set(key, ask);
  ask.result = start(ask.withdraw.signal, announce).finally(() => { if (standing.get(key) === ask) standing.delete(key); });
  // Those who wait get the failure; a question that nobody waits for any more has none to report.
  ask.result.catch(() => {});
  return ask;
}

function leave(signal: AbortSignal): Disposable & { readonly promise: Promise<null> } {
  let onAbort = (): void => {};
  const promise = new Promise<null>((resolve) => { onAbort = () => resolve(null); });
  signal.addEventListener('abort', onAbort, { once: true });
  return { promise, [Symbol.dispose]() { signal.removeEventListener('abort', onAbort); } };
}
