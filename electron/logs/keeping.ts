/**
 * Batches of one host: gathers what its sources may keep, gives it to the store, then lets the host send more.
 * What must stay true: one batch at a time, in order; a batch that could not be kept is given again, whole, and nothing
 * more is allowed meanwhile.
 */
import type { IngestBatch } from '#electron/ports/incident-store.ts';
import type { Keeping, Scene } from './followed.ts';

type Batch = Omit<IngestBatch, 'incidents' | 'gone'>;

const gatherMs = 150;
const retryMs = 2000;

export function createKeeping(s: Scene): Keeping {
  const { needs } = s;
  let received = 0;
  let lastCame = needs.clock.monotonic();
  let timer: Disposable | null = null;
  let underWay: Promise<void> | null = null;
  let isOver = false;
  let isWanted = false;
  let waiting: (() => void)[] = [];

  const run = async (): Promise<void> => {
    const bytes = received;
    received = 0;
    isWanted = false;
    const thens = waiting;
    waiting = [];
    const batch = gather(s);
    const lines = s.lines;
    s.lines = [];
    if (lines.length > 0) needs.onLines(lines);
    if (batch !== null && !(await keepBatch(needs, batch, () => isOver))) return;
    for (const then of thens) then();
    if (bytes > 0) s.watch?.send(`a ${bytes}`);
  };
  const soon = (): void => {
    isWanted = true;
    if (isOver || timer !== null || underWay !== null) return;
    timer = needs.timers.after(gatherMs, () => {
      timer = null;
      underWay = run().catch((error: unknown) => void needs.log.bug(error, 'keeping')).then(() => {
        underWay = null;
        if (received > 0 || isWanted) soon();
      });
    });
  };
  return {
    came: (bytes) => { received += bytes; lastCame = needs.clock.monotonic(); soon(); },
    arrived: () => { lastCame = needs.clock.monotonic(); soon(); },
    whenKept: (then) => { waiting.push(then); soon(); },
    soon,
    isIdle: (forMs) => needs.clock.monotonic() - lastCame >= forMs,
    isQuiet: () => received === 0 && !isWanted && underWay === null,
    dispose: async () => {
      timer?.[Symbol.dispose]();
      timer = null;
      if (isOver) return;
      isOver = true;
      await underWay;
      await run().catch((error: unknown) => void needs.log.bug(error, 'keeping'));
    },
  };
}

/** Again until the store takes it; false when the following ended before. */
async function keepBatch(needs: Scene['needs'], batch: Batch, isOver: () => boolean): Promise<boolean> {
  for (;;) {
    const kept = await needs.take(batch);
    if (kept.ok) return true;
    if (isOver()) return false;
    needs.log.warn('what was read of a host\'s logs could not be kept', { code: kept.error.code });
    const { promise, resolve } = Promise.withResolvers<null>();
    const wait = needs.timers.after(retryMs, () => resolve(null));
    await promise;
    wait[Symbol.dispose]();
  }
}

/** null when nothing new may be kept. */
function gather(s: Scene): Batch | null {
  const all = [...s.files.values(), ...s.entries.values()];
  const collected = all.flatMap(({ reading }) => reading.collect() ?? []);
  const journal = s.journal?.collect() ?? null;
  if (collected.length === 0 && journal === null) return null;
  return {
    host: s.needs.host, at: s.needs.clock.now(),
    marks: [...collected.map(({ mark }) => mark), ...(journal === null ? [] : [journal])],
    blocks: collected.flatMap(({ block }) => block ?? []),
    events: collected.flatMap(({ events }) => events),
  };
}
