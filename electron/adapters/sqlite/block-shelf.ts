/** Blocks of cells in the file: packed, compressed, one row each. A block that cannot be read counts as empty. */
import type { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { noCells, type Cells } from '#electron/history/core/cells.ts';
import { blockAt, blockKey, blockOfKey, blockStart, type LevelIndex } from '#electron/history/core/levels.ts';
import { packBlock, unpackBlock } from '#electron/history/core/pack-block.ts';

/** Higher levels cost more time on every block than they save in the file. */
const compression = { level: 1 };
const maxBytes = 4_000_000;

export type BlockShelf = {
  /** All whole blocks that touch [from, to), in one run of cells. */
  read(series: number, level: LevelIndex, from: number, to: number): Cells;
  write(series: number, level: LevelIndex, block: number, cells: Cells): void;
  firstBlock(series: number, level: LevelIndex): number | null;
};

export function createBlockShelf(db: DatabaseSync): BlockShelf {
  const range = db.prepare('SELECT id, data FROM block WHERE id BETWEEN ? AND ? ORDER BY id');
  const put = db.prepare('INSERT INTO block (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data');
  const first = db.prepare('SELECT id FROM block WHERE id >= ? AND id < ? ORDER BY id LIMIT 1');
  return {
    read: (series, level, from, to) => {
      const cells = noCells();
      for (const row of range.iterate(blockKey(series, level, blockAt(level, from)), blockKey(series, level, blockAt(level, to - 1)))) {
        unpack(level, row['id'], row['data'], cells);
      }
      return cells;
    },
    write: (series, level, block, cells) => {
      put.run(blockKey(series, level, block), deflateRawSync(packBlock(level, blockStart(level, block), cells), compression));
    },
    firstBlock: (series, level) => {
      const id = first.get(blockKey(series, level, 0), blockKey(series, level, 2 ** 24 - 1))?.['id'];
      return typeof id === 'number' ? blockOfKey(id) : null;
    },
  };
}

function unpack(level: LevelIndex, id: unknown, data: unknown, into: Cells): void {
  if (typeof id !== 'number' || !(data instanceof Uint8Array)) return;
  try {
    unpackBlock(level, blockStart(level, blockOfKey(id)), inflateRawSync(data, { maxOutputLength: maxBytes }), into);
  } catch { /* a block that was damaged is a hole */ }
}
