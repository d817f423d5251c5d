/** One line of the merge: when, from where, how grave, and the text with its own colours and the marks of the search. */
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { markRuns, parseSgr, type SgrColour, type SgrStyle } from '#renderer/format/parse-sgr.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { LogLevel, LogLine } from '#shared/domain/log.ts';

/** What one row shows of a long line; the whole of it stands in the detail. */
const mostOnRow = 1200;

const hues: Readonly<Record<SgrColour, string>> = { red: 'text-ansi-red', green: 'text-ansi-green', yellow: 'text-ansi-yellow', blue: 'text-ansi-blue', magenta: 'text-ansi-magenta', cyan: 'text-ansi-cyan', grey: 'text-stale' };
const levels: Readonly<Record<LogLevel, { readonly letter: string; readonly hue: string }>> = {
  debug: { letter: 'D', hue: 'text-stale' },
  info: { letter: 'I', hue: 'text-stale' },
  warning: { letter: 'W', hue: 'font-semibold text-warn' },
  error: { letter: 'E', hue: 'font-semibold text-bad' },
  critical: { letter: 'C', hue: 'font-semibold text-bad' },
  unknown: { letter: '·', hue: 'text-stale' },
};

export type LineRanges = readonly (readonly [number, number])[];
const noRanges: LineRanges = [];

export const LogLineRow = memo(function LogLineRow({ line, from, ranges = noRanges, isHere }: { line: LogLine; /** Host and source as they are shown. */ from: string; ranges?: LineRanges | undefined; isHere: boolean }) {
  const { t } = useTranslation('logs');
  const formats = useFormats();
  const level = levels[line.level];
  return (
    <>
      <time dateTime={new Date(line.at).toISOString()} title={line.atIsEstimated ? `${formats.absolute(line.at)}. ${t('estimated')}` : formats.absolute(line.at)} className="w-24 shrink-0 text-stale figures">{line.atIsEstimated ? '≈' : ''}{formats.clock(line.at)}<span className="text-xs">.{String(Math.floor(line.at % 1000)).padStart(3, '0')}</span></time>
      <bdi dir="ltr" className="w-36 shrink-0 truncate text-left text-muted min-[1500px]:w-52" title={from}>{from}</bdi>
      <span className={classNames('w-4 shrink-0 text-center font-mono', level.hue)} title={t(`level.${line.level}`)}>{level.letter}</span>
      <LogText text={line.text} ranges={ranges} isCut={line.isCut} most={mostOnRow} isHere={isHere} className="min-w-0 flex-1 overflow-hidden whitespace-pre text-ellipsis" />
    </>
  );
});

export function LogText({ text, ranges, most, isCut, isHere, className }: { text: string; ranges: LineRanges; most: number; isCut: boolean; isHere: boolean; className: string }) {
  const { t } = useTranslation('logs');
  const runs = markRuns(parseSgr(text.length > most ? text.slice(0, most) : text), ranges);
  const isLonger = isCut || text.length > most;
  return (
    <code dir="ltr" className={classNames('font-mono', className)} style={{ unicodeBidi: 'isolate' }}>
      {runs.map((run, index) => {
        const shown = showForeign(run.text, most + 1);
        const look = styleOf(run.style);
        if (run.isMatch) return <mark key={index} className={classNames('rounded-xs text-text', isHere ? 'bg-mark-here' : 'bg-mark', look)}>{shown}</mark>;
        return look === '' ? shown : <span key={index} className={look}>{shown}</span>;
      })}
      {isLonger && <span className="text-stale" title={isCut ? t('cut') : undefined}> …</span>}
    </code>
  );
}

function styleOf(style: SgrStyle): string {
  return classNames(style.colour !== null && hues[style.colour], style.isBold && 'font-semibold', style.isFaint && 'opacity-70', style.isItalic && 'italic', style.isUnderlined && 'underline');
}
