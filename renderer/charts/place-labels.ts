/**
 * Spreads labels beside the ends of their lines so that none covers another and none leaves the chart.
 * Order is kept: a label never crosses its neighbour. Those that do not fit are left out from the least tall band up.
 */
export type LabelWish = { readonly key: string; readonly y: number; readonly weight: number };
export type PlacedLabel = { readonly key: string; readonly y: number };

export function placeLabels(wishes: readonly LabelWish[], height: number, lineHeight: number): readonly PlacedLabel[] {
  const room = Math.max(0, Math.floor(height / lineHeight));
  const kept = [...wishes].sort((a, b) => b.weight - a.weight).slice(0, room);
  const sorted = kept.sort((a, b) => a.y - b.y);
  const half = lineHeight / 2;
  const placed = sorted.map((wish) => ({ key: wish.key, y: Math.min(height - half, Math.max(half, wish.y)) }));
  for (let index = 1; index < placed.length; index += 1) {
    const above = placed[index - 1];
    const here = placed[index];
    if (above !== undefined && here !== undefined) here.y = Math.max(here.y, above.y + lineHeight);
  }
  let floor = height - half;
  for (let index = placed.length - 1; index >= 0; index -= 1) {
    const here = placed[index];
    if (here === undefined) continue;
    here.y = Math.min(here.y, floor);
    floor = here.y - lineHeight;
  }
  return placed;
}

/** Joins marks closer than `minPx` into one, so that a restart storm is one sign with a count and not a smear. */
export function groupMarks<M extends { readonly at: number }>(
  marks: readonly M[],
  place: (at: number) => number,
  minPx: number,
): readonly { readonly x: number; readonly marks: readonly M[] }[] {
  const groups: { x: number; marks: M[] }[] = [];
  for (const mark of [...marks].sort((a, b) => a.at - b.at)) {
    const x = place(mark.at);
    const last = groups.at(-1);
    if (last !== undefined && x - last.x < minPx) last.marks.push(mark);
    else groups.push({ x, marks: [mark] });
  }
  return groups;
}
