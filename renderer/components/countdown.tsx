/** Time left until a moment of the engine's clock, second by second; words of its own once it is over. */
import { countdown } from '#renderer/format/countdown.ts';
import { classNames } from './class-names.ts';
import { useFormats } from './formats-context.tsx';
import { useTick } from './ticker.tsx';

export function Countdown({ until, say, over, className }: { until: number; say: (time: string) => string; over: string; className?: string }) {
  const formats = useFormats();
  const text = useTick((now) => (until - now <= 0 ? over : say(countdown(formats, until - now))));
  // Read aloud once a second it would drown everything else.
  return <span aria-live="off" className={classNames('figures whitespace-nowrap', className)}>{text}</span>;
}
