/** How the scores of the hosts are spread, in tens; beside it what has no number. Never only a mean: one broken host must be seen. */
import { useTranslation } from 'react-i18next';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { wordHue } from '#renderer/components/score-chip.tsx';
import type { ScoreSpread } from '#renderer/state/selectors/diagnosis-rows.ts';
import type { ScoreWord } from '#shared/domain/diagnosis.ts';

const words: readonly ScoreWord[] = ['CRITIQUE', 'MOYEN', 'EXCELLENT', 'INCONNU'];

export function ScoreHistogram({ spread }: { spread: ScoreSpread }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const most = Math.max(1, ...spread.bins.map(({ count }) => count));
  return (
    <div className="flex items-end gap-6 figures">
      <section aria-label={t('fleet.spread')} className="flex flex-col">
        <ol className="flex h-11 items-end gap-0.5 border-b">
          {spread.bins.map((bin) => {
            const label = t('fleet.bin', { from: bin.from, to: bin.to, count: bin.count });
            return (
              <li key={bin.from} title={label} className="flex h-full w-7 items-end">
                <span className="sr-only">{label}</span>
                {bin.count > 0 && <span aria-hidden className={classNames('relative w-full rounded-t-xs bg-current', bin.word === 'EXCELLENT' ? 'text-bar' : wordHue[bin.word])} style={{ height: `${Math.max(12, (bin.count / most) * 72)}%` }}><span className="absolute inset-x-0 -top-4 text-center text-xs text-muted">{formats.number(bin.count)}</span></span>}
              </li>
            );
          })}
        </ol>
        <div aria-hidden className="relative h-4 text-xs text-muted"><span className="absolute left-0">0</span><span className="absolute left-1/2 -translate-x-1/2">50</span><span className="absolute left-9/10 -translate-x-1/2">90</span></div>
      </section>
      <ul className="flex flex-wrap gap-x-4 gap-y-0.5 pb-4">
        {words.filter((word) => spread.words[word] > 0).map((word) => <li key={word} title={t(`wordMeans.${word}`)}><span className={classNames('font-semibold', wordHue[word])}>{formats.number(spread.words[word])}</span> <span className="text-muted">{t(`word.${word}`)}</span></li>)}
        {spread.never > 0 && <li className="text-muted">{t('fleet.never', { count: spread.never })}</li>}
        {spread.running > 0 && <li className="text-busy">{t('fleet.running', { count: spread.running })}</li>}
      </ul>
    </div>
  );
}
