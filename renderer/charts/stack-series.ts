/**
 * Stacks columns from the first (bottom) to the last (top). A null takes no height and leaves a gap in its own band
 * only: a dead worker must not blank those above it. Where nothing is known, every level is null.
 */
export function stackColumns(columns: readonly (readonly (number | null)[])[], length: number): (number | null)[][] {
  const levels: (number | null)[][] = columns.map(() => new Array<number | null>(length).fill(null));
  for (let at = 0; at < length; at += 1) {
    let height = 0;
    for (let row = 0; row < columns.length; row += 1) {
      const value = columns[row]?.[at] ?? null;
      const level = levels[row];
      if (value === null || level === undefined) continue;
      height += value;
      level[at] = height;
    }
  }
  return levels;
}

/** Largest finite value of all columns within [first, last]; null when there is none. */
export function largestOf(columns: readonly (readonly (number | null)[])[], first: number, last: number): number | null {
  let largest: number | null = null;
  for (const column of columns) {
    for (let at = Math.max(0, first); at <= Math.min(last, column.length - 1); at += 1) {
      const value = column[at];
      if (value !== null && value !== undefined && Number.isFinite(value) && (largest === null || value > largest)) largest = value;
    }
  }
  return largest;
}

/** The same for the smallest. */
export function smallestOf(columns: readonly (readonly (number | null)[])[], first: number, last: number): number | null {
  let smallest: number | null = null;
  for (const column of columns) {
    for (let at = Math.max(0, first); at <= Math.min(last, column.length - 1); at += 1) {
      const value = column[at];
      if (value !== null && value !== undefined && Number.isFinite(value) && (smallest === null || value < smallest)) smallest = value;
    }
  }
  return smallest;
}
