/** The earlier runs of a host as bars of their scores, oldest first; each leads to its run. A run without a number is a dotted foot. */
import { useTranslation } from 'react-i18next';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { wordHue } from '#renderer/components/score-chip.tsx';
import type { RunId, RunSummary } from '#shared/domain/diagnosis.ts';

const most = 32;

export function RunHistory({ runs, shown, hrefOf }: { /** Newest first. */ runs: readonly RunSummary[]; shown: RunId; hrefOf: (run: RunId) => string }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const bars = runs.slice(0, most).reverse();
  return (
    <section aria-label={t('history.title')}>
      <h2 className="mb-1 text-sm text-muted">{t('history.title')}</h2>
      {bars.length < 2 ? <p className="text-muted">{t('history.only')}</p> : (
        <ol className="flex h-10 items-end gap-1 border-b">
          {bars.map((run) => {
            const when = formats.absolute(run.endedAt);
            const label = run.value === null ? t('history.barUnknown', { when }) : t('history.bar', { when, value: run.value, word: t(`word.${run.word}`) });
            const isHere = run.id === shown;
            return (
              <li key={run.id} className="h-full max-w-3 min-w-1 flex-1">
                <a href={hrefOf(run.id)} aria-label={label} title={label} aria-current={isHere ? 'true' : undefined} className={classNames('flex h-full items-end rounded-t-sm hover:bg-hover', isHere && 'bg-selected')}>
                  <span className={classNames('w-full rounded-t-xs', run.value === null ? 'border-t-2 border-dotted border-away' : 'bg-current', isHere ? wordHue[run.word] : 'text-bar')} style={{ height: `${run.value === null ? 4 : Math.max(4, run.value)}%` }} />
                </a>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}
