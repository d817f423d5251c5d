/** One group on two lines: what it is and why, then how often, where and since when. */
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '#renderer/components/age.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { TrendBars } from '#renderer/components/trend-bars.tsx';
import { describeCause } from '#renderer/format/describe-incident.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { formatRoute } from '#renderer/state/routes.ts';
import type { CrashGroup } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { GroupStateGlyph } from './group-state.tsx';

export const crashGrid = 'grid grid-cols-[16px_minmax(240px,1fr)_104px_minmax(96px,150px)_72px_72px_48px] min-[1900px]:grid-cols-[16px_minmax(260px,860px)_104px_minmax(96px,260px)_80px_80px_56px] items-center gap-x-3 px-4';

export const CrashRow = memo(function CrashRow({ group, hostName }: { group: CrashGroup; hostName: (host: HostId) => string }) {
  const { t } = useTranslation('crashes');
  const { t: tCause } = useTranslation('causes');
  const formats = useFormats();
  const cause = describeCause(tCause, formats, group.cause);
  const [firstHost] = group.hosts;
  const isQuiet = group.state === 'muted' || group.state === 'resolved';
  return (
    <div className={classNames(crashGrid, 'h-11')}>
      <span role="gridcell" className="flex"><GroupStateGlyph state={group.state} /></span>
      <span role="gridcell" className="flex min-w-0 flex-col leading-4.5">
        <a href={formatRoute({ screen: 'crash', group: group.id, incident: null })} tabIndex={-1} className={classNames('flex min-w-0 hover:underline', isQuiet ? 'text-muted' : 'font-semibold')}><Foreign text={group.title} /></a>
        <span className="flex min-w-0 gap-1.5 text-sm text-muted">
          <span className="shrink-0" title={cause.text}>{cause.name}</span>
          <span className="shrink-0 figures" title={cause.sureness}>{cause.percent}</span>
          {group.taskNames.length > 0 && <span className="flex min-w-0"><span aria-hidden className="pr-1.5">·</span><Foreign text={group.taskNames.slice(0, 3).join(', ')} /></span>}
        </span>
      </span>
      <span role="gridcell" className="flex"><TrendBars counts={group.trend.counts} isQuiet={isQuiet} width={104} label={t('trendOf', { count: group.count, from: formats.absolute(group.trend.from) })} /></span>
      <span role="gridcell" className="flex min-w-0 text-muted" title={group.hosts.slice(0, 20).map((host) => showForeign(hostName(host), 60)).join(', ')}>
        {firstHost !== undefined && <><Foreign text={hostName(firstHost)} />{group.hosts.length > 1 && <span className="shrink-0 pl-1 figures">+{group.hosts.length - 1}</span>}</>}
      </span>
      <span role="gridcell" className="text-right"><Age at={group.firstSeen} /></span>
      <span role="gridcell" className="text-right"><Age at={group.lastSeen} className={isQuiet ? '' : 'text-text'} /></span>
      <span role="gridcell" className={classNames('text-right figures', isQuiet ? 'text-muted' : 'font-medium')}>{formats.number(group.count)}</span>
    </div>
  );
});
