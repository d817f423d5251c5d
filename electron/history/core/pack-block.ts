/**
 * A block of cells as bytes, before compression: counts and times as differences, figures as 32-bit floats by byte
 * planes, each figure against the mean and the mean against the one before: what repeats becomes zeros.
 * Must stay true: unpacking never throws; bytes it does not understand are null.
 */
import { addSample, noCells, type Cells } from './cells.ts';
import { bucketOf, type LevelIndex } from './levels.ts';

const format = 1;
const head = 3;
const maxCells = 65_535;

export function packBlock(level: LevelIndex, start: number, cells: Cells): Uint8Array {
  const count = Math.min(cells.times.length, maxCells);
  const unit = level === 0 ? 1 : bucketOf(level);
  const offsets = new Uint32Array(count);
  for (let index = 0, before = 0; index < count; index += 1) {
    const offset = Math.round(((cells.times[index] ?? 0) - start) / unit);
    offsets[index] = offset - before;
    before = offset;
  }
  const mean = bits(cells.mean, count);
  const columns = level === 0 ? [offsets, differences(mean)] : [offsets, Uint32Array.from(cells.count.slice(0, count)), differences(mean), against(bits(cells.min, count), mean), against(bits(cells.max, count), mean), against(bits(cells.last, count), mean)];
  const bytes = new Uint8Array(head + columns.length * count * 4);
  bytes[0] = format;
  bytes[1] = count & 0xff;
  bytes[2] = count >> 8;
  columns.forEach((column, number) => writePlanes(bytes, head + number * count * 4, column));
  return bytes;
}

/** Appends to `cells`, which must end before the block begins. */
export function unpackBlock(level: LevelIndex, start: number, bytes: Uint8Array, cells: Cells = noCells()): Cells | null {
  if (bytes.length < head || bytes[0] !== format) return null;
  const count = (bytes[1] ?? 0) | ((bytes[2] ?? 0) << 8);
  const columns = level === 0 ? 2 : 6;
  if (bytes.length !== head + columns * count * 4) return null;
  const column = (number: number): Uint32Array => readPlanes(bytes, head + number * count * 4, count);
  const unit = level === 0 ? 1 : bucketOf(level);
  const offsets = column(0);
  let time = start;
  if (level === 0) {
    const values = floats(sums(column(1)));
    for (let index = 0; index < count; index += 1) {
      time += offsets[index] ?? 0;
      addSample(cells, time, values[index] ?? 0);
    }
    return cells;
  }
  const meanBits = sums(column(2));
  const [counts, mean, min, max, last] = [column(1), floats(meanBits), floats(against(column(3), meanBits)), floats(against(column(4), meanBits)), floats(against(column(5), meanBits))];
  for (let index = 0; index < count; index += 1) {
    time += (offsets[index] ?? 0) * unit;
    cells.times.push(time);
    cells.count.push(counts[index] ?? 0);
    cells.mean.push(mean[index] ?? 0);
    cells.min.push(min[index] ?? 0);
    cells.max.push(max[index] ?? 0);
    cells.last.push(last[index] ?? 0);
  }
  return cells;
}

const bits = (values: readonly number[], count: number): Uint32Array => new Uint32Array(Float32Array.from(values.slice(0, count)).buffer);
const floats = (values: Uint32Array): Float32Array => new Float32Array(values.buffer, values.byteOffset, values.length);
const differences = (values: Uint32Array): Uint32Array => values.map((value, index) => value ^ (values[index - 1] ?? 0));
const against = (values: Uint32Array, base: Uint32Array): Uint32Array => values.map((value, index) => value ^ (base[index] ?? 0));
function sums(values: Uint32Array): Uint32Array {
  for (let index = 1; index < values.length; index += 1) values[index] = (values[index] ?? 0) ^ (values[index - 1] ?? 0);
  return values;
}

/** All lowest bytes, then all second ones…: alike bytes lie together. */
function writePlanes(bytes: Uint8Array, at: number, column: Uint32Array): void {
  const { length } = column;
  for (let index = 0; index < length; index += 1) {
    const value = column[index] ?? 0;
    bytes[at + index] = value & 0xff;
    bytes[at + length + index] = (value >>> 8) & 0xff;
    bytes[at + 2 * length + index] = (value >>> 16) & 0xff;
    bytes[at + 3 * length + index] = value >>> 24;
  }
}

function readPlanes(bytes: Uint8Array, at: number, length: number): Uint32Array {
  const column = new Uint32Array(length);
  for (let index = 0; index < length; index += 1) {
    column[index] = ((bytes[at + index] ?? 0) | ((bytes[at + length + index] ?? 0) << 8) | ((bytes[at + 2 * length + index] ?? 0) << 16) | ((bytes[at + 3 * length + index] ?? 0) << 24)) >>> 0;
  }
  return column;
}
