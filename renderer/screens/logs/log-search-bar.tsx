/** What is looked for, how it is read, how often it was found and the way from one match to the next. */
import { useTranslation } from 'react-i18next';
import { CaseSensitive, ChevronDown, ChevronUp, ListFilter, Regex } from 'lucide-react';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import type { SearchPicture } from '#renderer/state/logs/log-search.ts';
import { patternProblem, type LogView } from '#renderer/state/slices/log-view.ts';

export function LogSearchBar({ view, onChange, found, place, onMatch }: { view: LogView; onChange: (change: (view: LogView) => LogView) => void; found: SearchPicture; place: number | null; onMatch: (by: 1 | -1) => void }) {
  const { t } = useTranslation('logs');
  const problem = patternProblem(view.pattern);
  const { text, isRegex, isCaseSensitive } = view.pattern;
  const setPattern = (change: Partial<LogView['pattern']>): void => onChange((old) => ({ ...old, pattern: { ...old.pattern, ...change } }));
  return (
    <div role="search" className="flex min-w-0 flex-1 items-center gap-1">
      <input
        type="search"
        aria-label={t('search')}
        aria-invalid={problem !== null || undefined}
        title={problem === null ? undefined : t('badPattern', { problem })}
        placeholder={isRegex ? t('searchHint') : t('searchHintPlain')}
        value={text}
        maxLength={500}
        spellCheck={false}
        onChange={(event) => setPattern({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') { event.preventDefault(); onMatch(event.shiftKey ? -1 : 1); }
          if (event.key === 'Escape') { setPattern({ text: '' }); event.currentTarget.blur(); }
        }}
        className={`h-7 w-72 min-w-40 rounded-md border bg-raised px-2.5 font-mono text-sm placeholder:font-sans placeholder:text-stale [&::-webkit-search-cancel-button]:hidden ${problem === null ? 'border-line-strong/60' : 'border-bad'}`}
      />
      <IconButton label={t('regex')} icon={<Regex size={16} aria-hidden />} isPressed={isRegex} onClick={() => setPattern({ isRegex: !isRegex })} />
      <IconButton label={t('caseSensitive')} icon={<CaseSensitive size={16} aria-hidden />} isPressed={isCaseSensitive} onClick={() => setPattern({ isCaseSensitive: !isCaseSensitive })} />
      <IconButton label={t('onlyMatches')} icon={<ListFilter size={16} aria-hidden />} isPressed={view.isOnlyMatches} onClick={() => onChange((old) => ({ ...old, isOnlyMatches: !old.isOnlyMatches }))} />
      {text !== '' && <FoundCount problem={problem} found={found} place={place} onMatch={onMatch} />}
    </div>
  );
}

function FoundCount({ problem, found, place, onMatch }: { problem: string | null; found: SearchPicture; place: number | null; onMatch: (by: 1 | -1) => void }) {
  const { t } = useTranslation('logs');
  const { t: tErrors } = useTranslation('errors');
  const formats = useFormats();
  if (problem !== null) return <span role="alert" className="min-w-0 truncate pl-1 text-sm text-bad" title={problem}>{t('badPattern', { problem })}</span>;
  if (found.phase === 'off') return null;
  if (found.phase === 'failed' && found.error !== null) return <span role="alert" className="min-w-0 truncate pl-1 text-sm text-bad">{describeError(tErrors, formats, found.error).short}</span>;
  const scanned = formats.number(found.scanned);
  const kept = found.matches.length;
  return (
    <>
      <IconButton label={t('previousMatch')} icon={<ChevronUp size={16} aria-hidden />} disabled={kept === 0} onClick={() => onMatch(-1)} />
      <IconButton label={t('nextMatch')} icon={<ChevronDown size={16} aria-hidden />} disabled={kept === 0} onClick={() => onMatch(1)} />
      <span role="status" className="flex min-w-0 items-baseline gap-1.5 pl-1 text-sm whitespace-nowrap figures" title={kept < found.count ? t('matchesKept', { kept: formats.number(kept) }) : undefined}>
        <span className="font-medium">{found.count === 0 && found.phase === 'done' ? t('noMatch') : place === null ? `${t('matches', { count: found.count }).replace(String(found.count), formats.number(found.count))}` : t('matchPlace', { index: formats.number(place + 1), total: formats.number(found.count) })}</span>
        <span className="truncate text-muted">{t(found.phase === 'done' ? 'searched' : 'searching', { scanned })}</span>
      </span>
    </>
  );
}
