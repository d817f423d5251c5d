/** Which levels and which workers are shown. Nothing ticked means no condition. */
import { useTranslation } from 'react-i18next';
import { ChevronDown } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { Popover } from '#renderer/components/popover.tsx';
import type { LogView } from '#renderer/state/slices/log-view.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import { LogLevel } from '#shared/domain/log.ts';

type FilterProps = { view: LogView; onChange: (change: (view: LogView) => LogView) => void };
const levels = LogLevel.options.toReversed();

export function LevelFilter({ view, onChange }: FilterProps) {
  const { t } = useTranslation('logs');
  const isOn = view.levels.length > 0;
  return (
    <Popover label={t('level.label')} trigger={<Button aria-pressed={isOn} className={isOn ? 'bg-selected' : ''}>{isOn ? t('level.some', { count: view.levels.length }) : t('level.all')}<ChevronDown size={14} aria-hidden className="text-muted" /></Button>}>
      <fieldset className="flex flex-col gap-1">
        <legend className="sr-only">{t('level.label')}</legend>
        {levels.map((level) => (
          <label key={level} className="flex h-6 items-center gap-2"><input type="checkbox" checked={view.levels.includes(level)} onChange={(event) => onChange((old) => ({ ...old, levels: event.target.checked ? [...old.levels, level] : old.levels.filter((one) => one !== level) }))} className="accent-(--fill)" />{t(`level.${level}`)}</label>
        ))}
      </fieldset>
    </Popover>
  );
}

export function WorkerFilter({ view, onChange, workers }: FilterProps & { workers: readonly { readonly key: WorkerKey; readonly name: string }[] }) {
  const { t } = useTranslation('logs');
  const isOn = view.workers.length > 0;
  return (
    <Popover label={t('worker.label')} trigger={<Button aria-pressed={isOn} className={isOn ? 'bg-selected' : ''}>{isOn ? t('worker.some', { count: view.workers.length }) : t('worker.all')}<ChevronDown size={14} aria-hidden className="text-muted" /></Button>}>
      <fieldset className="flex max-h-80 w-72 flex-col gap-1 overflow-auto">
        <legend className="sr-only">{t('worker.label')}</legend>
        {workers.length === 0 && <p className="text-muted">{t('worker.none')}</p>}
        {workers.map(({ key, name }) => (
          <label key={key} className="flex h-6 shrink-0 items-center gap-2"><input type="checkbox" checked={view.workers.includes(key)} onChange={(event) => onChange((old) => ({ ...old, workers: event.target.checked ? [...old.workers, key] : old.workers.filter((one) => one !== key) }))} className="shrink-0 accent-(--fill)" /><span className="flex min-w-0"><Foreign text={name} /></span></label>
        ))}
      </fieldset>
      {isOn && <Button size="small" className="mt-2" onClick={() => onChange((old) => ({ ...old, workers: [] }))}>{t('worker.clear')}</Button>}
    </Popover>
  );
}
