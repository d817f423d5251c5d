/** What a group is in two lines, with everything that can be done about it. */
import { useTranslation } from 'react-i18next';
import { BellOff, Check, ChevronLeft, Ellipsis, NotebookPen } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Menu, type MenuItem } from '#renderer/components/menu.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { TrendBars } from '#renderer/components/trend-bars.tsx';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import { useApp, useIsPending } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import type { CrashGroup } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { GroupDialogKind } from './group-dialogs.tsx';
import { GroupStateGlyph } from './group-state.tsx';
import { toggleMute, toggleResolve, useGroupChange } from './use-group-change.ts';

type HeaderProps = { group: CrashGroup; hostName: (host: HostId) => string; onDialog: (kind: GroupDialogKind) => void };

export function GroupHeader({ group, hostName, onDialog }: HeaderProps) {
  const { t } = useTranslation('crashes');
  const formats = useFormats();
  const first = useTick((now) => t('group.first', { age: formats.age(now - group.firstSeen) }));
  const last = useTick((now) => t('group.last', { age: formats.age(now - group.lastSeen) }));
  const hosts = group.hosts.length <= 2 ? formats.list(group.hosts.map((host) => isolateForeign(hostName(host), 60))) : t('group.hosts', { count: group.hosts.length });
  return (
    <header className="flex shrink-0 flex-col gap-1 px-4 pt-2.5 pb-3">
      <a href={formatRoute({ screen: 'crashes' })} className="-ml-1 flex w-fit items-center gap-0.5 rounded-sm pr-1 text-sm text-muted hover:text-text"><ChevronLeft size={14} aria-hidden />{t('group.back')}</a>
      <div className="flex min-w-0 items-center gap-2">
        <h1 className="flex min-w-0 flex-1 text-xl font-semibold"><Foreign text={group.title} /></h1>
        <GroupActions group={group} onDialog={onDialog} />
      </div>
      <div className="flex min-w-0 items-center gap-x-4 whitespace-nowrap text-muted figures">
        <GroupStateGlyph state={group.state} withWord />
        <span title={group.hosts.slice(0, 40).map((host) => showForeign(hostName(host), 60)).join(', ')} className="truncate">{group.count === 1 ? t('group.seenOnce', { hosts }) : t('group.seen', { count: group.count, hosts })}</span>
        <span title={formats.absolute(group.firstSeen)}>{first}</span>
        <span title={formats.absolute(group.lastSeen)}>{last}</span>
        <span className="flex-1" />
        <TrendBars counts={group.trend.counts} width={200} height={20} label={t('trendOf', { count: group.count, from: formats.absolute(group.trend.from) })} describe={(index) => t('group.perBucket', { from: formats.absolute(group.trend.from + index * group.trend.bucketMs), count: group.trend.counts[index] ?? 0 })} />
      </div>
      {group.note !== '' && (
        <div className="mt-1 flex max-w-200 gap-2 border-l-3 border-l-line-strong pl-2.5">
          <p className="max-h-24 min-w-0 overflow-auto whitespace-pre-wrap wrap-anywhere"><bdi>{group.note.split('\n').map((line) => showForeign(line, 4000)).join('\n')}</bdi></p>
        </div>
      )}
    </header>
  );
}

function GroupActions({ group, onDialog }: Pick<HeaderProps, 'group' | 'onDialog'>) {
  const { t } = useTranslation('crashes');
  const changeGroup = useGroupChange();
  const isPending = useIsPending('crashes.change-group', group.id);
  const isLive = useApp((state) => state.link.phase === 'live');
  const groups = useApp((state) => state.crashes.groups);
  const mute = toggleMute(group);
  const resolve = toggleResolve(group);
  const splits = group.merged.slice(0, 20).map((id): MenuItem => {
    const title = groups.get(id)?.title ?? id;
    return { kind: 'action', id: `split-${id}`, label: t('action.split', { title: isolateForeign(title, 50) }), onChoose: () => void changeGroup({ id, title }, { kind: 'split' }) };
  });
  return (
    <div role="group" aria-label={t('action.label')} className="flex shrink-0 items-center gap-2">
      <Button icon={<NotebookPen size={14} aria-hidden />} disabled={!isLive} onClick={() => onDialog('note')}>{group.note === '' ? t('action.note') : t('action.editNote')}</Button>
      <Button icon={<BellOff size={14} aria-hidden />} disabled={!isLive || isPending} onClick={() => void changeGroup(group, mute)}>{mute.kind === 'mute' ? t('action.mute') : t('action.unmute')}</Button>
      <Button look={resolve.kind === 'resolve' ? 'filled' : 'plain'} icon={<Check size={14} aria-hidden />} disabled={!isLive || isPending} onClick={() => void changeGroup(group, resolve)}>{resolve.kind === 'resolve' ? t('action.resolve') : t('action.reopen')}</Button>
      <Menu
        trigger={<Button look="quiet" className="px-1.5" aria-label={t('action.more')} title={t('action.more')} disabled={!isLive} icon={<Ellipsis size={16} aria-hidden />} />}
        items={[
          { kind: 'action', id: 'rename', label: t('action.rename'), onChoose: () => onDialog('rename') },
          { kind: 'action', id: 'merge', label: t('action.merge'), onChoose: () => onDialog('merge') },
          ...(splits.length === 0 ? [] : [{ kind: 'separator', id: 'line' } as const, { kind: 'heading', id: 'merged', label: t('action.splitHeading') } as const, ...splits]),
        ]}
      />
    </div>
  );
}
