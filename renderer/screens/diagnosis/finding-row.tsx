/** One finding: a line to scan, and under it everything it stands on when it is opened. */
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { ChevronRight } from 'lucide-react';
import { Badge } from '#renderer/components/badge.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { SeverityGlyph } from '#renderer/components/severity-glyph.tsx';
import type { DescribeFinding } from '#renderer/format/describe-finding.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { Finding } from '#shared/domain/finding.ts';
import { FindingDetail, type FindingPlace } from './finding-detail.tsx';

export type FindingRowProps = {
  readonly finding: Finding;
  readonly describe: DescribeFinding;
  readonly points: number | null;
  readonly isOpen: boolean;
  /** The row the keyboard is on: the list's only tab stop. */
  readonly isCursor: boolean;
  readonly place: FindingPlace;
  readonly onToggle: (id: string) => void;
};

export const FindingRow = memo(function FindingRow({ finding, describe, points, isOpen, isCursor, place, onToggle }: FindingRowProps) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const words = describe(finding);
  const isQuiet = finding.isMuted || finding.severity === 'ok';
  // What is fine or not known is scanned, not read: one line each.
  const isLine = !isOpen && (finding.severity === 'ok' || finding.severity === 'unknown');
  return (
    <li className={classNames('border-b border-line/60 [content-visibility:auto] [contain-intrinsic-size:auto_48px]', isOpen && 'bg-sunken')}>
      <h3 className="font-normal">
        <button
          type="button"
          data-finding={finding.id}
          aria-expanded={isOpen}
          tabIndex={isCursor ? 0 : -1}
          onClick={() => onToggle(finding.id)}
          className="grid w-full grid-cols-[14px_minmax(0,1fr)_auto_52px_14px] items-baseline gap-x-3 px-4 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
        >
          <span className="relative top-0.5"><SeverityGlyph severity={finding.severity} label={t(`severity.${finding.severity}`)} isQuiet={isQuiet} /></span>
          <span className="min-w-0">
            <span className="flex min-w-0 items-baseline gap-2">
              <span className={classNames('shrink-0', isQuiet ? 'text-muted' : 'font-semibold')}>{words.title}</span>
              {finding.subject.kind !== 'host' && <bdi className={classNames('truncate text-muted', isLine ? 'max-w-[40%] shrink-0' : 'min-w-0')}>{showForeign(finding.subject.name, 300)}</bdi>}
              {isLine && <span className="min-w-0 truncate text-stale">{words.says}</span>}
            </span>
            {!isLine && <span className={classNames('block text-muted', isOpen ? 'wrap-anywhere' : 'truncate')}>{words.says}</span>}
          </span>
          <span className="flex items-baseline gap-2">
            {finding.isBlocking && <Badge tone="bad">{t('findings.blocking')}</Badge>}
            {finding.isMuted && <Badge>{t('findings.muted')}</Badge>}
            <span className="text-sm text-stale">{finding.check}</span>
          </span>
          <span className="text-right figures">{points !== null && points > 0 && <><span aria-hidden>{t('score.points', { points: formats.number(points, 1) })}</span><span className="sr-only">{t('score.pointsText', { points: formats.number(points, 1) })}</span></>}</span>
          <ChevronRight size={14} aria-hidden className={classNames('self-center text-muted transition-transform', isOpen && 'rotate-90')} />
        </button>
      </h3>
      {isOpen && <FindingDetail finding={finding} words={words} describe={describe} place={place} />}
    </li>
  );
});
