/**
 * What a chart is given. Columns are parallel to `times`; null is a gap and stays one.
 * The arrays may grow in place: a chart looks again only when `revision` changes.
 */
import type { EpochMs } from '#shared/domain/units.ts';

/**
 * Lines are told apart by weight and dash, not by hue: hue is kept for verdicts. `hued` is for comparisons, where more
 * lines stand together than weights can tell apart; its hues are those of stacked bands.
 */
export type LineStyle = 'strong' | 'soft' | 'dashed' | 'hued';

export type ChartLine = {
  readonly key: string;
  /** Foreign text may be long: it is cut where it is drawn. */
  readonly label: string;
  readonly style: LineStyle;
  readonly values: readonly (number | null)[];
  /** What a step held at least and at most, drawn behind the line; left out where a step is one sample. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
};

export type ChartLimit = { readonly value: number; readonly label: string };

export type MarkKind = 'main-died' | 'worker-stopped' | 'child-died' | 'worker-started' | 'host-lost' | 'host-back' | 'action' | 'throttled' | 'alert' | 'incident' | 'deploy' | 'engine-started';
export type ChartMark = { readonly at: EpochMs; readonly kind: MarkKind; readonly label: string };

/** A stretch put together afterwards from the host's own records. */
export type ChartHatch = { readonly from: EpochMs; readonly to: EpochMs };

export type ChartWindow = { readonly from: EpochMs; readonly to: EpochMs };

/** How a quantity is written. `axis` gets the largest tick, so that all ticks share one unit and one number of decimals. */
export type Quantity = {
  readonly base: 2 | 10;
  readonly value: (value: number) => string;
  readonly axis: (largest: number) => (tick: number, isTop: boolean) => string;
};
