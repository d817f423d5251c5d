/** Why, what to do, the exact command, the evidence, what would prove it wrong, and the way to have it mended. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ExternalLink } from 'lucide-react';
import { Copyable } from '#renderer/components/copyable.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import type { DescribeFinding, FindingWords } from '#renderer/format/describe-finding.ts';
import { foreignLines } from '#renderer/format/foreign-lines.ts';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import type { Finding } from '#shared/domain/finding.ts';
import { EvidenceTable } from './evidence-table.tsx';
import { MendButton } from './mend-button.tsx';
import { MuteControl } from './mute-control.tsx';

/** Where a finding is looked at. */
export type FindingPlace = {
  readonly hostName: string;
  /** A bundle's run: nothing can be changed and no age is told. */
  readonly isReplay: boolean;
  readonly hrefOf: (finding: string) => string;
  readonly causeOf: (finding: string) => Finding | null;
  readonly consequencesOf: (finding: string) => readonly Finding[];
};

export function FindingDetail({ finding, words, describe, place }: { finding: Finding; words: FindingWords; describe: DescribeFinding; place: FindingPlace }) {
  const { t } = useTranslation('diagnosis');
  const cause = place.causeOf(finding.id);
  const consequences = place.consequencesOf(finding.id);
  return (
    <div className="flex flex-col gap-4 pt-1 pr-4 pb-4 pl-[42px]">
      <dl className="grid max-w-200 grid-cols-[max-content_minmax(0,1fr)] gap-x-5 gap-y-2">
        <Line term={t('finding.cause')}>{words.cause}</Line>
        <Line term={t('finding.fix')}>{words.fix}</Line>
        {finding.command !== null && (
          <Line term={t('finding.command')}>
            <Copyable text={foreignLines(finding.command)} />
            <p className="mt-0.5 text-sm text-muted">{t('finding.onHost', { host: isolateForeign(place.hostName) })}</p>
          </Line>
        )}
        <Line term={t('finding.refute')}>{words.refute}</Line>
        {cause !== null && <Line term={t('finding.causedBy')}><Others findings={[cause]} describe={describe} place={place} /></Line>}
        {consequences.length > 0 && <Line term={t('finding.consequences')}><Others findings={consequences} describe={describe} place={place} /></Line>}
      </dl>
      <section aria-label={t('finding.evidence')}>
        <h4 className="mb-1 font-medium text-muted">{t('finding.evidence')}</h4>
        <EvidenceTable evidence={finding.evidence} isPast={place.isReplay} />
      </section>
      <footer className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">
        {words.link !== null && words.link.startsWith('https://') && (
          <a href={words.link} target="_blank" rel="noreferrer" title={t('finding.sourceOf', { link: showForeign(words.link, 300) })} className="inline-flex items-center gap-1 text-text underline decoration-line-strong underline-offset-2 hover:decoration-text">
            {t('finding.source')}
            <ExternalLink size={12} aria-hidden />
            <span className="sr-only">{showForeign(words.link, 300)}</span>
          </a>
        )}
        <Standing finding={finding} />
        {!place.isReplay && <MendButton finding={finding} />}
        {!place.isReplay && <MuteControl finding={finding} />}
      </footer>
    </div>
  );
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  if (children === '' || children === null) return null;
  return <><dt className="text-muted">{term}</dt><dd className="min-w-0 wrap-anywhere">{children}</dd></>;
}

function Others({ findings, describe, place }: { findings: readonly Finding[]; describe: DescribeFinding; place: FindingPlace }) {
  return <ul>{findings.map((finding) => <li key={finding.id}><a href={place.hrefOf(finding.id)} className="underline decoration-line-strong underline-offset-2 hover:decoration-text">{describe(finding).title}</a></li>)}</ul>;
}

function Standing({ finding: { since, severity } }: { finding: Finding }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const text = useTick((now) => (since === null || now - since < 60_000 ? null : t('findings.since', { age: formats.age(now - since) })));
  if (text === null || since === null || severity === 'ok' || severity === 'unknown') return null;
  return <time dateTime={new Date(since).toISOString()} title={formats.absolute(since)} className="figures">{text}</time>;
}
