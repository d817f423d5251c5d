/** How the workers of one host stand, as glyphs with counts, worst first. */
import { useWords } from '#renderer/components/words-context.tsx';
import type { VerdictKind, WorkerView } from '#shared/domain/worker.ts';
import { classNames } from '#renderer/components/class-names.ts';
import { VerdictGlyph, verdictHue } from '#renderer/components/verdict-glyph.tsx';
import { isSick, verdictRank } from '#renderer/format/describe-verdict.ts';
import { countVerdicts } from '#renderer/state/selectors/fleet-counts.ts';

export function VerdictSummary({ workers, isStale }: { workers: readonly WorkerView[]; isStale: boolean }) {
  const t = useWords('fleet');
  const tVerdict = useWords('verdicts');
  if (workers.length === 0) return <span className="truncate text-stale">{t('noWorkers')}</span>;
  const counts = Object.entries(countVerdicts(workers)) as [VerdictKind, number][];
  counts.sort(([a], [b]) => verdictRank(a) - verdictRank(b));
  // Words for what is sick; for the rest only where there is room for them: few kinds, and a wide enough column.
  const hasRoom = counts.length <= 2;
  return (
    <span className={classNames('flex items-center gap-3 overflow-hidden whitespace-nowrap figures', isStale && 'text-stale')}>
      {counts.map(([kind, count]) => (
        <span key={kind} className={classNames('flex items-center gap-1', isSick(kind) && `font-medium ${verdictHue[kind]}`)}>
          <VerdictGlyph kind={kind} size={12} isStale={isStale} />
          <span title={`${tVerdict(`kind.${kind}`)}: ${tVerdict(`meaning.${kind}`)}`}>{isSick(kind) ? tVerdict(`counted.${kind}`, { count }) : <><span aria-hidden className={classNames(hasRoom && 'min-[1400px]:hidden')}>{count}</span><span className={classNames('sr-only', hasRoom && 'min-[1400px]:not-sr-only')}>{tVerdict(`counted.${kind}`, { count })}</span></>}</span>
        </span>
      ))}
    </span>
  );
}
