/**
 * Keeps our share of the server's session channels (MaxSessions, usually 10, sometimes 1) small: callers wait for a
 * slot until their signal ends. A refusal by the server lowers the share to what it evidently grants.
 */
export type SessionSlots = {
  /** null when the signal ended first. */
  take(signal: AbortSignal): Promise<Disposable | null>;
  /** The server refused one more: from now on at most what was held beside it, but at least one. */
  lower(): void;
  inUse(): number;
};

export function createSessionSlots(limit: number): SessionSlots {
  let allowed = limit;
  let used = 0;
  const waiting: (() => void)[] = [];
  const wake = (): void => { while (used < allowed && waiting.length > 0) waiting.shift()?.(); };
  const slot = (): Disposable => {
    used += 1;
    let isHeld = true;
    return { [Symbol.dispose]() { if (!isHeld) return; isHeld = false; used -= 1; wake(); } };
  };
  return {
    take(signal) {
      if (signal.aborted) return Promise.resolve(null);
      if (used < allowed && waiting.length === 0) return Promise.resolve(slot());
      return new Promise((resolve) => {
        const onAbort = (): void => { waiting.splice(waiting.indexOf(grant), 1); resolve(null); };
        const grant = (): void => { signal.removeEventListener('abort', onAbort); resolve(slot()); };
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.push(grant);
      });
    },
    lower: () => { allowed = Math.max(1, Math.min(allowed, used - 1)); },
    inUse: () => used,
  };
}
