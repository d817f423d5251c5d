/** A host's score in the space of a figure: the number in the hue of its word, a dash where there is none. */
import type { ReactNode } from 'react';
import type { RunSummary, ScoreWord } from '#shared/domain/diagnosis.ts';
import { classNames } from './class-names.ts';
import { useFormats } from './formats-context.tsx';
import { useTick } from './ticker.tsx';
import { useWords } from './words-context.tsx';

export const wordHue: Readonly<Record<ScoreWord, string>> = { EXCELLENT: 'text-good', MOYEN: 'text-warn', CRITIQUE: 'text-bad', INCONNU: 'text-away' };

/** Older than this, a score says little about the present. */
export const oldScoreMs = 48 * 3_600_000;

/** For a row among hundreds: it follows no clock, so its label says when, not how long ago. */
export function ScoreChip({ run, href }: { run: RunSummary; href: string }) {
  const formats = useFormats();
  return <Chip run={run} href={href} when={formats.absolute(run.endedAt)} className="h-4.5 rounded-sm px-1.5 text-xs leading-4" tabIndex={-1}><ScoreValue run={run} isOld={false} /></Chip>;
}

/** With its word and age, where there is room. */
export function ScoreChipWithAge({ run, href }: { run: RunSummary; href: string }) {
  const t = useWords('diagnosis');
  const formats = useFormats();
  const age = useTick((now) => formats.age(now - run.endedAt));
  const isOld = useTick((now) => now - run.endedAt > oldScoreMs);
  return (
    <Chip run={run} href={href} when={formats.absolute(run.endedAt)} className="h-7 rounded-md px-2.5 leading-6.5" tabIndex={0}>
      <ScoreValue run={run} isOld={isOld} />
      <span className="text-muted">{t(`word.${run.word}`)}</span>
      <span className="text-stale">{age}</span>
    </Chip>
  );
}

function Chip({ run, href, when, className, tabIndex, children }: { run: RunSummary; href: string; when: string; className: string; tabIndex: 0 | -1; children: ReactNode }) {
  const t = useWords('diagnosis');
  const label = run.value === null ? t('chip.labelUnknown', { when }) : t('chip.label', { value: run.value, word: t(`word.${run.word}`), when });
  return <a href={href} tabIndex={tabIndex} aria-label={label} title={label} onClick={(event) => event.stopPropagation()} className={classNames('inline-flex shrink-0 items-baseline gap-1.5 border whitespace-nowrap figures hover:bg-hover', className)}>{children}</a>;
}

function ScoreValue({ run, isOld }: { run: RunSummary; isOld: boolean }) {
  return <span className={classNames('font-semibold', isOld ? 'text-stale' : wordHue[run.word])}>{run.value ?? '–'}</span>;
}
