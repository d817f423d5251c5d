/**
 * How old something is, relative, with the absolute time on hover. Past two intervals it dims (look.md, principle 2).
 * Unknown is a dash with a reason.
 */
import { useWords } from './words-context.tsx';
import { classNames } from './class-names.ts';
import { useFormats } from './formats-context.tsx';
import { useTick } from './ticker.tsx';

export function Age(props: {
  at: number | null;
  /** How often the figure is renewed; older than twice this is stale. Left out: never dims. */
  everyMs?: number | undefined;
  /** Why there is no time, shown on hover of the dash. */
  reason?: string | undefined;
  /** "3 s ago" instead of "3 s". */
  isPast?: boolean | undefined;
  className?: string | undefined;
}) {
  const t = useWords('parts');
  const formats = useFormats();
  const { at, everyMs } = props;
  const text = useTick((now) => (at === null ? '–' : formats.age(now - at)));
  const isStale = useTick((now) => at !== null && everyMs !== undefined && now - at > 2 * everyMs + 1000);
  if (at === null) return <span className={classNames('text-stale', props.className)} title={props.reason ?? t('neverSeen')}>–</span>;
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={formats.absolute(at)}
      className={classNames('figures whitespace-nowrap', isStale ? 'text-stale' : 'text-muted', props.className)}
    >
      {props.isPast ? t('ago', { age: text }) : text}
    </time>
  );
}
