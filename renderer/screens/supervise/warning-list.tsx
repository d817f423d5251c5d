/** What to beware of before the click, each once; of several workers, how many it concerns. */
import { useTranslation } from 'react-i18next';
import { TriangleAlert } from 'lucide-react';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import type { PreviewWarning, WorkerPreview } from '#shared/domain/supervision.ts';
import { gatherWarnings } from './preview-sums.ts';

/** Said by the summary of the tasks already. */
const saidElsewhere: ReadonlySet<PreviewWarning> = new Set(['tasks-unknown', 'also-stops-others']);

export function WarningList({ workers }: { workers: readonly WorkerPreview[] }) {
  const { t } = useTranslation('supervise');
  const formats = useFormats();
  const queues = [...new Set(workers.flatMap(({ queuesWithoutConsumer }) => queuesWithoutConsumer))];
  const others = [...new Set(workers.flatMap(({ backend }) => backend?.alsoStops ?? []))];
  const warnings = gatherWarnings(workers).filter(({ warning }) => !saidElsewhere.has(warning));
  if (warnings.length === 0 && others.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1">
      {others.length > 0 && <Line text={t('alsoStops', { names: formats.list(others.slice(0, 5).map((name) => isolateForeign(name, 60))) })} />}
      {warnings.map(({ warning, workers: count }) => (
        <Line key={warning} text={t(`warning.${warning}`, { queues: formats.list(queues.slice(0, 5).map((queue) => isolateForeign(queue, 60))) })} count={workers.length > 1 ? count : 0} />
      ))}
    </ul>
  );
}

function Line({ text, count = 0 }: { text: string; count?: number }) {
  return (
    <li className="flex items-start gap-1.5 text-sm">
      <TriangleAlert size={14} aria-hidden className="mt-px shrink-0 text-muted" />
      <span className="min-w-0 flex-1 wrap-anywhere">{text}</span>
      {count > 1 && <span className="shrink-0 text-muted figures">×{count}</span>}
    </li>
  );
}
