/** One line whole, with where it stands. Its text is shown, never obeyed. */
import { useTranslation } from 'react-i18next';
import { Check, Copy, X } from 'lucide-react';
import { useState } from 'react';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { useApp } from '#renderer/state/hooks.tsx';
import { maxLineText, type LogLine } from '#shared/domain/log.ts';
import { LogText, type LineRanges } from './log-line.tsx';

export function LineDetail({ line, from, ranges, onClose }: { line: LogLine; from: string; ranges: LineRanges | undefined; onClose: () => void }) {
  const { t } = useTranslation('logs');
  const formats = useFormats();
  const [isCopied, setCopied] = useState(false);
  const worker = useApp((state) => (line.worker === null ? null : (state.replica.workers.get(line.worker)?.name ?? line.worker)));
  const { place } = line;
  const where = place.line !== null ? t('detail.line', { line: formats.number(place.line) }) : place.offset !== null ? t('detail.offset', { offset: formats.number(place.offset) }) : null;
  return (
    <section aria-label={t('detail.title')} className="flex max-h-2/5 shrink-0 flex-col border-t-2 bg-sunken">
      <div className="flex min-w-0 items-center gap-4 px-4 pt-1.5 text-sm text-muted">
        <time dateTime={new Date(line.at).toISOString()} className="shrink-0 font-medium text-text figures" title={line.atIsEstimated ? t('estimated') : undefined}>{line.atIsEstimated ? '≈ ' : ''}{formats.absolute(line.at)}</time>
        <span className="flex min-w-0"><Foreign text={from} /></span>
        {worker !== null && <span className="flex min-w-0"><Foreign text={worker} /></span>}
        {line.speaker !== null && <span className="flex min-w-0"><Foreign text={line.speaker} /></span>}
        <span className="shrink-0">{t(`level.${line.level}`)}</span>
        {where !== null && <span className="shrink-0 figures">{where}</span>}
        <span className="flex-1" />
        <IconButton size="small" label={t('detail.copy')} icon={isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />} onClick={() => void navigator.clipboard.writeText(line.text).then(() => setCopied(true), () => setCopied(false))} />
        <IconButton size="small" label={t('detail.close')} icon={<X size={14} aria-hidden />} onClick={onClose} />
      </div>
      <div className="min-h-0 overflow-auto px-4 pt-1 pb-3 text-sm"><LogText text={line.text} ranges={ranges ?? []} most={maxLineText} isCut={line.isCut} isHere className="wrap-anywhere whitespace-pre-wrap" /></div>
    </section>
  );
}
