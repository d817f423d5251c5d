/**
 * Bands of time as they can be drawn: one row of a folded host from its workers, and no more bands than there are
 * pixels. Pure. Must stay true: what is grave is never hidden by what is long; time nobody watched stays empty.
 */
import { verdictRank } from '#renderer/format/describe-verdict.ts';
import type { VerdictKind } from '#shared/domain/worker.ts';

export type Band = { readonly from: number; readonly to: number; readonly verdict: VerdictKind };
/** Shares of the width, 0 to 1. `hidden`: how many shorter bands this one stands for besides itself. */
export type PlacedBand = { readonly left: number; readonly width: number; readonly from: number; readonly to: number; readonly verdict: VerdictKind; readonly hidden: number };

/** At every moment the gravest of all lists; holes where none says anything. */
export function foldBands(lists: readonly (readonly Band[])[]): readonly Band[] {
  const edges = lists.flat().flatMap((band): { at: number; verdict: VerdictKind; by: 1 | -1 }[] => (band.to > band.from ? [{ at: band.from, verdict: band.verdict, by: 1 }, { at: band.to, verdict: band.verdict, by: -1 }] : []));
  edges.sort((a, b) => a.at - b.at);
  const standing = new Map<VerdictKind, number>();
  const folded: Band[] = [];
  let index = 0;
  while (index < edges.length) {
    const at = edges[index]?.at ?? 0;
    while (index < edges.length && edges[index]?.at === at) {
      const edge = edges[index];
      if (edge !== undefined) standing.set(edge.verdict, (standing.get(edge.verdict) ?? 0) + edge.by);
      index += 1;
    }
    const next = edges[index]?.at;
    const verdict = gravestOf(standing);
    if (next === undefined || verdict === null) continue;
    const last = folded.at(-1);
    if (last !== undefined && last.verdict === verdict && last.to === at) folded[folded.length - 1] = { ...last, to: next };
    else folded.push({ from: at, to: next, verdict });
  }
  return folded;
}

function gravestOf(standing: ReadonlyMap<VerdictKind, number>): VerdictKind | null {
  let gravest: VerdictKind | null = null;
  for (const [verdict, count] of standing) if (count > 0 && (gravest === null || verdictRank(verdict) < verdictRank(gravest))) gravest = verdict;
  return gravest;
}

/** Bands thinner than `minPx` share one place, and the gravest of them is seen there. */
export function layoutBands(bands: readonly Band[], from: number, to: number, widthPx: number, minPx = 2): readonly PlacedBand[] {
  const span = Math.max(1, to - from);
  const leastMs = (minPx / Math.max(1, widthPx)) * span;
  const placed: PlacedBand[] = [];
  for (const band of bands) {
    if (band.to <= from || band.from >= to) continue;
    const start = Math.max(from, band.from);
    const end = Math.min(to, band.to);
    const last = placed.at(-1);
    const lastEnd = last === undefined ? -Infinity : from + (last.left + last.width) * span;
    const isThin = end - start < leastMs;
    if (last !== undefined && isThin && start - lastEnd < leastMs) {
      // Joined into its neighbour's place; a grave one takes the place over only when the neighbour is thin too.
      const isNeighbourThin = last.width * span <= leastMs * 1.01;
      const isGraver = verdictRank(band.verdict) < verdictRank(last.verdict);
      if (isNeighbourThin || !isGraver) {
        placed[placed.length - 1] = { ...last, width: isNeighbourThin ? Math.max(last.width, (end - from) / span - last.left) : last.width, to: Math.max(last.to, band.to), verdict: isGraver ? band.verdict : last.verdict, hidden: last.hidden + 1 };
        continue;
      }
    }
    const left = Math.max((start - from) / span, last === undefined ? 0 : Math.min(last.left + last.width, (start - from) / span));
    placed.push({ left, width: Math.min(1 - left, Math.max(end - start, leastMs) / span), from: band.from, to: band.to, verdict: band.verdict, hidden: 0 });
  }
  return placed;
}

/** How the time of a row was spent, gravest first; shares of what was watched. */
export function sharesOf(bands: readonly Band[], from: number, to: number): readonly { readonly verdict: VerdictKind; readonly share: number }[] {
  const times = new Map<VerdictKind, number>();
  let all = 0;
  for (const band of bands) {
    const length = Math.min(to, band.to) - Math.max(from, band.from);
    if (length <= 0) continue;
    times.set(band.verdict, (times.get(band.verdict) ?? 0) + length);
    all += length;
  }
  return [...times].sort(([a], [b]) => verdictRank(a) - verdictRank(b)).map(([verdict, time]) => ({ verdict, share: time / all }));
}
