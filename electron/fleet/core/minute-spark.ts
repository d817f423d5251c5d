/** An hour of one figure, a point a minute, for the small curves of the fleet screen. A minute without a value is a gap. */
export type MinuteSpark = { readonly minute: number | null; readonly points: readonly (number | null)[] };

export const emptySpark: MinuteSpark = { minute: null, points: [] };
const keep = 60;

/** The last value of each minute stands. Returns the same object when nothing changed. */
export function addToSpark(spark: MinuteSpark, value: number | null, now: number): MinuteSpark {
  const minute = Math.floor(now / 60_000);
  if (spark.minute === null) return value === null ? spark : { minute, points: [value] };
  const behind = minute - spark.minute;
  if (behind <= 0) {
    const last = spark.points[spark.points.length - 1] ?? null;
    return value === null || last !== null ? spark : { minute: spark.minute, points: [...spark.points.slice(0, -1), value] };
  }
  const gaps = Array.from({ length: Math.min(behind - 1, keep) }, () => null);
  return { minute, points: [...spark.points, ...gaps, value].slice(-keep) };
}
