/** Which logs are read: hosts with their sources, ticked or not, each with how it stands and what would let it be read. */
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChevronRight, CircleAlert, CircleSlash } from 'lucide-react';
import { classNames } from '#renderer/components/class-names.ts';
import { Copyable } from '#renderer/components/copyable.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Popover } from '#renderer/components/popover.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useApp } from '#renderer/state/hooks.tsx';
import { mostSources } from '#renderer/state/slices/log-view.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogSource, LogSourceId } from '#shared/domain/log.ts';
import { AddFile } from './add-file.tsx';
import { grantFor } from './grant-for.ts';
import { groupByHost, isReadable, type HostSources } from './source-choice.ts';

type PickerProps = { all: readonly LogSource[]; chosen: ReadonlySet<LogSourceId>; hostName: (host: HostId) => string; onChoose: (sources: ReadonlySet<LogSourceId>) => void };

export const LogSources = memo(function LogSources({ all, chosen, hostName, onChoose }: PickerProps) {
  const { t } = useTranslation('logs');
  const { language } = useFormats();
  const [find, setFind] = useState('');
  const compare = useMemo(() => new Intl.Collator(language, { numeric: true, sensitivity: 'base' }).compare, [language]);
  const groups = useMemo(() => groupByHost(all, find, hostName, compare), [all, find, hostName, compare]);
  const isFew = groups.length <= 6 || find.trim() !== '';
  const set = (ids: readonly LogSourceId[], isOn: boolean): void => {
    const next = new Set(chosen);
    for (const id of ids) if (isOn) next.add(id); else next.delete(id);
    onChoose(next);
  };
  return (
    <aside aria-label={t('sources.title')} className="flex min-h-0 w-62 shrink-0 flex-col border-r">
      <div className="flex flex-col gap-1.5 border-b px-3 py-2">
        <div className="flex items-baseline gap-2">
          <h2 className="font-semibold">{t('sources.title')}</h2>
          <span className="flex-1 text-sm text-muted figures">{t('sources.chosen', { chosen: chosen.size, total: all.length })}</span>
          <button type="button" className="rounded-sm text-sm text-muted underline decoration-line-strong underline-offset-3 hover:text-text" onClick={() => onChoose(new Set(all.filter(isReadable).map(({ id }) => id).slice(0, mostSources)))}>{t('sources.all')}</button>
          <button type="button" className="rounded-sm text-sm text-muted underline decoration-line-strong underline-offset-3 hover:text-text" onClick={() => onChoose(new Set())}>{t('sources.none')}</button>
        </div>
        {all.length > 8 && <TextField label={t('sources.find')} isLabelHidden placeholder={t('sources.find')} value={find} onChange={setFind} />}
      </div>
      <div className="min-h-0 flex-1 overflow-auto py-1">
        {groups.length === 0 && <p className="px-3 py-2 text-muted">{t('sources.nothing')}</p>}
        {groups.map((group) => <HostGroup key={group.host} group={group} chosen={chosen} hostName={hostName(group.host)} isOpenAtFirst={isFew} onSet={set} />)}
      </div>
    </aside>
  );
});

function HostGroup({ group, chosen, hostName, isOpenAtFirst, onSet }: { group: HostSources; chosen: ReadonlySet<LogSourceId>; hostName: string; isOpenAtFirst: boolean; onSet: (ids: readonly LogSourceId[], isOn: boolean) => void }) {
  const { t } = useTranslation('logs');
  const [flipped, setFlipped] = useState(false);
  const isOpen = isOpenAtFirst !== flipped;
  const ids = group.sources.filter(isReadable).map(({ id }) => id);
  const on = group.sources.filter(({ id }) => chosen.has(id)).length;
  return (
    <section aria-label={isolateForeign(hostName)}>
      <div className="flex h-7 items-center gap-1.5 pr-3 pl-1.5">
        <button type="button" aria-expanded={isOpen} aria-label={isolateForeign(hostName)} onClick={() => setFlipped(!flipped)} className="inline-flex size-4 items-center justify-center rounded-sm text-muted hover:text-text"><ChevronRight size={14} aria-hidden className={isOpen ? 'rotate-90' : ''} /></button>
        <label className="flex min-w-0 flex-1 items-center gap-2">
          <input type="checkbox" aria-label={t('sources.ofHost', { host: isolateForeign(hostName) })} checked={on > 0 && on >= ids.length} ref={(box) => { if (box !== null) box.indeterminate = on > 0 && on < ids.length; }} onChange={(event) => onSet(event.target.checked ? ids : group.sources.map(({ id }) => id), event.target.checked)} className="shrink-0 accent-(--fill)" />
          <span className="flex min-w-0 font-medium"><Foreign text={hostName} /></span>
        </label>
        <AddFile host={group.host} hostName={hostName} />
        <span className="text-sm text-muted figures">{on}/{group.sources.length}</span>
      </div>
      {isOpen && group.sources.map((source) => <SourceRow key={source.id} source={source} hostName={hostName} isOn={chosen.has(source.id)} onSet={(isOn) => onSet([source.id], isOn)} />)}
    </section>
  );
}

function SourceRow({ source, hostName, isOn, onSet }: { source: LogSource; hostName: string; isOn: boolean; onSet: (isOn: boolean) => void }) {
  const { t } = useTranslation('logs');
  const formats = useFormats();
  const age = useTick((now) => (source.lastLineAt === null ? t('sources.noLine') : t('sources.last', { age: formats.age(now - source.lastLineAt) })));
  const isTroubled = source.state === 'not-readable' || source.state === 'missing' || source.state === 'failed';
  return (
    <div className="flex h-6.5 items-center gap-2 pr-2.5 pl-7 hover:bg-hover">
      <label className="flex min-w-0 flex-1 items-center gap-2" title={`${t(`kind.${source.kind}`)}, ${t(`sourceState.${source.state}.name`)}, ${age}`}>
        <input type="checkbox" aria-label={t('sources.one', { source: isolateForeign(source.name), host: isolateForeign(hostName) })} checked={isOn} onChange={(event) => onSet(event.target.checked)} className="shrink-0 accent-(--fill)" />
        <span className={classNames('flex min-w-0 text-sm', isTroubled ? 'text-stale' : 'text-text')}><Foreign text={source.name} /></span>
      </label>
      {(isTroubled || source.gaps > 0) && <SourceTrouble source={source} />}
    </div>
  );
}

function SourceTrouble({ source }: { source: LogSource }) {
  const { t } = useTranslation('logs');
  const user = useApp((state) => state.replica.hosts.get(source.host)?.config.user ?? null);
  const { name } = { name: t(`sourceState.${source.state}.name`) };
  const isClosed = source.state === 'not-readable';
  const grant = grantFor(source, user);
  const next = t(`sourceState.${source.state}.next`);
  const label = isClosed ? `${name}. ${t('grant.title')}` : source.gaps > 0 ? t('sources.gaps', { count: source.gaps }) : name;
  return (
    <Popover
      label={label}
      side="right"
      trigger={<button type="button" aria-label={`${label}: ${isolateForeign(source.name)}`} title={label} className={classNames('inline-flex size-5 shrink-0 items-center justify-center rounded-sm hover:bg-selected', isClosed ? 'text-warn' : 'text-muted')}>{isClosed ? <CircleSlash size={14} aria-hidden /> : <CircleAlert size={14} aria-hidden />}</button>}
    >
      <div className="flex w-100 flex-col gap-2">
        <p className="flex min-w-0 items-baseline gap-2"><span className="flex min-w-0 font-semibold"><Foreign text={source.name} /></span><span className="shrink-0 text-muted">{name}</span></p>
        {source.gaps > 0 && <p>{t('sources.gaps', { count: source.gaps })}</p>}
        {next !== '' && <p>{next}</p>}
        {isClosed && <><p>{t(`grant.${grant.advice}`)}</p>{grant.command !== null && <Copyable text={grant.command} />}</>}
      </div>
    </Popover>
  );
}
