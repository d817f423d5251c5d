/** A host's score in the space of a figure: the number in the hue of its word, a dash with the word where there is none. */
import type { RunSummary, ScoreWord } from '#shared/domain/diagnosis.ts';
import { classNames } from './class-names.ts';
import { useFormats } from './formats-context.tsx';
import { useTick } from './ticker.tsx';
import { useWords } from './words-context.tsx';

export const wordHue: Readonly<Record<ScoreWord, string>> = { EXCELLENT: 'text-good', MOYEN: 'text-warn', CRITIQUE: 'text-bad', INCONNU: 'text-away' };

/** Older than this, a score says little about the present. */
export const oldScoreMs = 48 * 3_600_000;

export function ScoreChip({ run, href, withWord = false, isTabStop = false }: { run: RunSummary; href: string; withWord?: boolean; /** False in a list that has one tab stop for all. */ isTabStop?: boolean }) {
  const t = useWords('diagnosis');
  const formats = useFormats();
  const age = useTick((now) => formats.age(now - run.endedAt));
  const isOld = useTick((now) => now - run.endedAt > oldScoreMs);
  const word = t(`word.${run.word}`);
  const label = run.value === null ? t('chip.labelUnknown', { age }) : t('chip.label', { value: run.value, word, age });
  return (
    <a href={href} tabIndex={isTabStop ? 0 : -1} aria-label={label} title={label} onClick={(event) => event.stopPropagation()} className={classNames('inline-flex shrink-0 items-baseline gap-1.5 border whitespace-nowrap figures hover:bg-hover', withWord ? 'h-7 rounded-md px-2.5 leading-6.5' : 'h-4.5 rounded-sm px-1.5 text-xs leading-4')}>
      <span className={classNames('font-semibold', isOld ? 'text-stale' : wordHue[run.word])}>{run.value === null ? '–' : run.value}</span>
      {withWord && <><span className="text-muted">{word}</span><span className="text-stale">{age}</span></>}
    </a>
  );
}
