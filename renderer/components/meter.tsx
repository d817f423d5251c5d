/** A share of a whole as a bar of fixed width, neutral at rest. Unknown is an empty dashed bar, never a zero. */
import { classNames } from './class-names.ts';

export function Meter(props: { value: number | null; label: string; valueText: string; width?: number; isStale?: boolean | undefined; limit?: number | undefined }) {
  const { value, width = 64 } = props;
  const share = value === null ? 0 : Math.min(100, Math.max(0, value));
  return (
    <span
      role="meter"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === null ? undefined : Math.round(share)}
      aria-valuetext={props.valueText}
      title={props.valueText}
      className={classNames('relative inline-block h-2 shrink-0 overflow-hidden rounded-sm', value === null ? 'border border-dashed' : 'bg-track', props.isStale && 'opacity-60')}
      style={{ width }}
    >
      {value !== null && <span className="absolute inset-y-0 left-0 bg-bar" style={{ width: `${share}%` }} />}
      {props.limit !== undefined && <span className="absolute inset-y-0 w-px bg-text" style={{ left: `${props.limit}%` }} />}
    </span>
  );
}
