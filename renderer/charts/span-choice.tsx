/** How long a stretch of time the charts of a page show: a few choices, one pressed. */
import { useFormats } from '#renderer/components/formats-context.tsx';
import { spanChoicesMs, type SpanChoice as Span } from './chart-window.ts';

export function SpanChoice({ label, value, onChange }: { label: string; value: Span; onChange: (span: Span) => void }) {
  const formats = useFormats();
  return (
    <div role="radiogroup" aria-label={label} className="flex">
      {spanChoicesMs.map((span) => (
        <button key={span} type="button" role="radio" aria-checked={span === value} onClick={() => onChange(span)} className="rounded-sm px-1 text-xs whitespace-nowrap text-muted figures hover:bg-hover aria-checked:bg-selected aria-checked:text-text">
          {formats.age(span)}
        </button>
      ))}
    </div>
  );
}
