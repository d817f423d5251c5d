/** To a moment by the clock, to an incident, to either end. Times are those of the window's own zone. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Clock } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Popover } from '#renderer/components/popover.tsx';
import type { AxisMark } from './log-axis.tsx';

export function LogJump({ at, incidents, onJump, onOldest, onNewest }: { /** Where the eye is. */ at: number | null; incidents: readonly AxisMark[]; onJump: (at: number) => void; onOldest: () => void; onNewest: () => void }) {
  const { t } = useTranslation('logs');
  return (
    <Popover label={t('jump')} align="end" trigger={<Button icon={<Clock size={14} aria-hidden />}>{t('jump')}</Button>}>
      <JumpForm at={at} incidents={incidents} onJump={onJump} onOldest={onOldest} onNewest={onNewest} />
    </Popover>
  );
}

function JumpForm({ at, incidents, onJump, onOldest, onNewest }: Parameters<typeof LogJump>[0]) {
  const { t } = useTranslation('logs');
  const formats = useFormats();
  const [text, setText] = useState(at === null ? '' : localOf(at));
  const wanted = text === '' ? Number.NaN : new Date(text).getTime();
  return (
    <div className="flex w-84 flex-col gap-3">
      <form className="flex gap-2" onSubmit={(event) => { event.preventDefault(); if (Number.isFinite(wanted)) onJump(wanted); }}>
        <input type="datetime-local" step="1" aria-label={t('jump')} value={text} onChange={(event) => setText(event.target.value)} className="h-7 min-w-0 flex-1 rounded-md border border-line-strong/70 bg-surface px-2 figures" />
        <Button type="submit" look="filled" disabled={!Number.isFinite(wanted)}>{t('jumpGo')}</Button>
      </form>
      <div className="flex gap-2"><Button size="small" onClick={onOldest}>{t('oldest')}</Button><Button size="small" onClick={onNewest}>{t('newest')}</Button></div>
      {incidents.length > 0 && (
        <div>
          <h3 className="pb-1 font-semibold">{t('incidents')}</h3>
          <ul className="max-h-60 overflow-auto">
            {incidents.slice(-50).toReversed().map((mark) => (
              <li key={`${mark.at} ${mark.label}`}><button type="button" onClick={() => onJump(mark.at)} title={formats.absolute(mark.at)} className="row w-full truncate rounded-sm px-1 text-left hover:bg-hover">{mark.label}</button></li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** As `datetime-local` writes it, in the window's own zone. */
export function localOf(at: number): string {
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}
