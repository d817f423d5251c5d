/**
 * What waits to be written. Must stay true: it never grows beyond its bound; the oldest leave first, and are counted.
 */
import type { HistoryBatch } from '#electron/ports/history-store.ts';

type Kind = 'pulses' | 'marks' | 'verdicts' | 'rebuilt';
const kinds: readonly Kind[] = ['pulses', 'marks', 'verdicts', 'rebuilt'];
type Lists = { [K in Kind]: HistoryBatch[K][number][] };

/** For a store that does not take them: 30 s of two hundred hosts. */
const most = 3000;

export type WaitingBatch = {
  add<K extends Kind>(kind: K, item: Lists[K][number]): void;
  take(): Omit<HistoryBatch, 'at'>;
  /** A batch that was not taken: in front of what came since. */
  putBack(batch: Omit<HistoryBatch, 'at'>): void;
  isEmpty(): boolean;
  lost(): number;
};

export function createWaitingBatch(): WaitingBatch {
  let lists = empty();
  let lost = 0;
  const trim = (list: unknown[]): void => { lost += list.splice(0, Math.max(0, list.length - most)).length; };
  return {
    add: (kind, item) => {
      (lists[kind] as unknown[]).push(item);
      trim(lists[kind]);
    },
    take: () => {
      const taken = lists;
      lists = empty();
      return taken;
    },
    putBack: ({ pulses, marks, verdicts, rebuilt }) => {
      lists = { pulses: [...pulses, ...lists.pulses], marks: [...marks, ...lists.marks], verdicts: [...verdicts, ...lists.verdicts], rebuilt: [...rebuilt, ...lists.rebuilt] };
      for (const kind of kinds) trim(lists[kind]);
    },
    isEmpty: () => kinds.every((kind) => lists[kind].length === 0),
    lost: () => lost,
  };
}

const empty = (): Lists => ({ pulses: [], marks: [], verdicts: [], rebuilt: [] });
