/** So many handshakes at a time over all hosts: key exchange is the costly part of connecting a large fleet. */
export type HandshakeGate = { admit(signal: AbortSignal): Promise<Disposable> };

export function createHandshakeGate(places: number): HandshakeGate {
  let free = places;
  const waiting = new Set<() => void>();
  const release = (): void => {
    const [first] = waiting;
    if (first === undefined) { free += 1; return; }
    waiting.delete(first);
    first();
  };
  const place = (): Disposable => {
    let isHeld = true;
    return { [Symbol.dispose]() { if (isHeld) { isHeld = false; release(); } } };
  };
  return {
    admit(signal) {
      if (signal.aborted) return Promise.resolve(noPlace);
      if (free > 0) { free -= 1; return Promise.resolve(place()); }
      return new Promise((resolve) => {
        const onAbort = (): void => { waiting.delete(enter); resolve(noPlace); };
        const enter = (): void => { signal.removeEventListener('abort', onAbort); resolve(place()); };
        waiting.add(enter);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
  };
}

/** For a caller who gave up: it holds nothing. */
const noPlace: Disposable = { [Symbol.dispose]() {} };
