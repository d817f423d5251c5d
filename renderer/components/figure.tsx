/** One figure in a column of fixed width. Unknown is a dash with its reason, never a zero; stale is dimmed. */
import type { ReactNode } from 'react';
import { useWords } from './words-context.tsx';
import { classNames } from './class-names.ts';

export function Figure(props: {
  /** Already formatted with its unit; null = unknown. */
  value: string | null;
  /** Why it is unknown, or what it means; on hover. */
  reason?: string | undefined;
  /** Read before the value by a screen reader when no column header says it. */
  label?: string | undefined;
  /** Width in characters, so that nothing moves when the value changes. */
  width?: number | undefined;
  align?: 'left' | 'right' | undefined;
  isStale?: boolean | undefined;
  className?: string | undefined;
  children?: ReactNode;
}) {
  const t = useWords('parts');
  const isUnknown = props.value === null;
  return (
    <span
      className={classNames('figures inline-block shrink-0 truncate whitespace-nowrap', props.align === 'left' ? 'text-left' : 'text-right', (isUnknown || props.isStale) && 'text-stale', props.className)}
      style={props.width === undefined ? undefined : { width: `${props.width}ch` }}
      title={props.reason ?? (isUnknown ? t('unknown') : undefined)}
    >
      {props.label !== undefined && <span className="sr-only">{`${props.label} `}</span>}
      {isUnknown ? <><span aria-hidden>–</span><span className="sr-only">{props.reason ?? t('unknown')}</span></> : props.value}
      {props.children}
    </span>
  );
}
