/** The day in sentences, the gravest first: what a person reads over the first coffee. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { classNames } from '#renderer/components/class-names.ts';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { describeReport } from '#renderer/format/describe-report.ts';
import { useAnswer } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';

const dayMs = 86_400_000;
const sentencesAtMost = 5;
const hues = { critical: 'bg-bad', warning: 'bg-warn', note: 'bg-line-strong' } as const;

function dayText(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

export function DaySummary() {
  const { t } = useTranslation('timeline');
  const { t: tAlert } = useTranslation('alerts');
  const { t: tVerdict } = useTranslation('verdicts');
  const formats = useFormats();
  const [back, setBack] = useState(0);
  const [isWhole, setWhole] = useState(false);
  const now = useTick((at) => Math.floor(at / 60_000) * 60_000);
  const answer = useAnswer('report.day', { day: back === 0 ? null : dayText(now - (back - 1) * dayMs) }, Math.floor(now / 300_000));
  const report = answer.value;
  const sentences = report?.sentences ?? [];
  const shown = isWhole ? sentences : sentences.slice(0, sentencesAtMost);
  return (
    <section aria-labelledby="day-summary" className="px-4 pb-2">
      <div className="flex h-7 items-center gap-3">
        <h2 id="day-summary" className="font-semibold">{back === 0 ? t('report.title') : t('report.of', { day: formats.day(now - (back - 1) * dayMs) })}</h2>
        {report !== null && report.watched > 0 && <span className="text-sm text-muted figures">{t('report.watched', { share: formats.percent(report.watched * 100) })}{report.wellShare !== null && ` · ${t('report.well', { share: formats.percent(report.wellShare * 100, 1) })}`}</span>}
        <span className="flex">
          <IconButton size="small" label={t('report.previous')} icon={<ChevronLeft size={14} aria-hidden />} onClick={() => setBack(back + 1)} />
          <IconButton size="small" label={t('report.next')} icon={<ChevronRight size={14} aria-hidden />} disabled={back === 0} onClick={() => setBack(Math.max(0, back - 1))} />
        </span>
      </div>
      {answer.error !== null && <ErrorNote error={answer.error} />}
      <ul className="grid grid-cols-1 gap-x-8 xl:grid-cols-2">
        {shown.map((sentence, index) => {
          const text = describeReport({ t, tAlert, tVerdict, formats }, sentence);
          return (
            <li key={index} className="flex min-w-0 items-center gap-2">
              <span aria-hidden className={classNames('size-1.5 shrink-0 rounded-full', hues[sentence.severity])} />
              {sentence.host === null ? <span className="truncate" title={text}>{text}</span> : <a href={formatRoute({ screen: 'host', host: sentence.host, worker: sentence.worker })} className="truncate hover:underline" title={text}>{text}</a>}
            </li>
          );
        })}
      </ul>
      {sentences.length > sentencesAtMost && <button type="button" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)} className="-ml-1 rounded-md px-1 text-sm text-muted figures hover:bg-hover hover:text-text">{isWhole ? t('report.fewer') : t('report.more', { count: sentences.length - sentencesAtMost })}</button>}
    </section>
  );
}
