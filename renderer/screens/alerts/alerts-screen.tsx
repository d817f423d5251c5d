/** What stands against the fleet now, what stood, by which rules, when to be silent, and where the word goes. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { Tabs } from '#renderer/components/tabs.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { useAnswer, useApp } from '#renderer/state/hooks.tsx';
import { groupAlerts, type AlertGroup } from '#renderer/state/selectors/alert-groups.ts';
import { AlertLine } from './alert-row.tsx';
import { ChannelList } from './channel-list.tsx';
import { QuietTimes } from './quiet-times.tsx';
import { RulesEditor } from './rules-editor.tsx';

type TabName = 'now' | 'past' | 'rules' | 'quiet' | 'channels';
const pageSize = 100;
const pastDays = 7;

export function AlertsScreen() {
  const { t } = useTranslation('alerts');
  const [tab, setTab] = useState<TabName>('now');
  const { alerts, plan, channels } = useApp((state) => state.alerts);
  const error = useApp((state) => state.alertError);
  const groups = useMemo(() => groupAlerts(alerts.values()), [alerts]);
  const isLate = useIsLate();
  if (error !== null) return <EmptyState title={t('title')}><ErrorNote error={error} /></EmptyState>;
  if (plan === null) return <div className="flex flex-col gap-3 px-4 pt-3"><h1 className="text-xl font-semibold">{t('title')}</h1>{isLate && <div role="status" aria-label={t('loading')} className="flex flex-col gap-4">{[1, 2, 3].map((row) => <Skeleton key={row} className="w-full" />)}</div>}</div>;
  const counts = [
    ...(groups.firing.length > 0 ? [t('summary.firing', { count: groups.firing.length })] : [t('summary.none')]),
    ...(groups.silenced.length > 0 ? [t('summary.silenced', { count: groups.silenced.length })] : []),
  ];
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex flex-col gap-1.5 px-4 pt-3 pb-2">
        <h1 className="text-xl font-semibold">{t('title')}</h1>
        <p className="text-muted figures" role="status">{counts.join(' · ')}</p>
      </header>
      <Tabs<TabName>
        label={t('tabs.label')}
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'now', label: t('tabs.now'), count: groups.firing.length, panel: <NowTab firing={groups.firing} silenced={groups.silenced} cleared={groups.cleared} ruleCount={plan.rules.filter(({ isOn }) => isOn).length} /> },
          { value: 'past', label: t('tabs.past'), panel: <PastTab /> },
          { value: 'rules', label: t('tabs.rules'), count: plan.rules.length, panel: <RulesEditor rules={plan.rules} /> },
          { value: 'quiet', label: t('tabs.quiet'), panel: <QuietTimes plan={plan} /> },
          { value: 'channels', label: t('tabs.channels'), count: channels.length, panel: <ChannelList channels={channels} /> },
        ]}
      />
    </div>
  );
}

function NowTab({ firing, silenced, cleared, ruleCount }: { firing: readonly AlertGroup[]; silenced: readonly AlertGroup[]; cleared: readonly AlertGroup[]; ruleCount: number }) {
  const { t } = useTranslation('alerts');
  return (
    <div className="flex min-w-[820px] max-w-[1720px] flex-col gap-5 px-4 pt-3 pb-8 xl:min-w-[1080px]">
      {firing.length === 0 && <div className="max-w-120"><h2 className="text-lg font-semibold">{t('allWell.title')}</h2><p className="text-muted">{t('allWell.body', { count: ruleCount })}</p></div>}
      <Section groups={firing} title={null} />
      <Section groups={silenced} title={t('summary.silenced', { count: silenced.length })} />
      <Section groups={cleared} title={t('state.cleared')} />
    </div>
  );
}

function Section({ groups, title }: { groups: readonly AlertGroup[]; title: string | null }) {
  const { t } = useTranslation('alerts');
  const [shown, setShown] = useState(pageSize);
  if (groups.length === 0) return null;
  return (
    <section>
      {title !== null && <h2 className="pb-1 font-semibold text-muted first-letter:uppercase">{title}</h2>}
      <ul className={title === null ? '-mt-2' : 'border-t border-line/70'}>{groups.slice(0, shown).map((group) => <AlertLine key={group.alert.id} group={group} />)}</ul>
      {groups.length > shown && <Button className="mt-2" size="small" onClick={() => setShown(shown + pageSize)}>{t('more')}</Button>}
    </section>
  );
}

function PastTab() {
  const { t } = useTranslation('alerts');
  const to = useTick((now) => Math.ceil(now / 60_000) * 60_000);
  const answer = useAnswer('alerts.list', { from: to - pastDays * 86_400_000, to });
  const groups = useMemo(() => (answer.value?.alerts ?? []).filter(({ state }) => state !== 'pending').map((alert): AlertGroup => ({ alert, explained: [] })), [answer.value]);
  return (
    <div className="flex min-w-[820px] max-w-[1720px] flex-col gap-3 px-4 pt-3 pb-8 xl:min-w-[1080px]">
      {answer.error !== null && <ErrorNote error={answer.error} />}
      {answer.phase === 'answered' && groups.length === 0 && <p className="text-muted">{t('noPast', { days: pastDays })}</p>}
      <Section groups={groups} title={groups.length === 0 ? null : t('pastDays', { days: pastDays })} />
    </div>
  );
}
