/** The workbench for messages: those taken and not acknowledged, those set aside, stuck tasks on record, and saved copies. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { Select } from '#renderer/components/select.tsx';
import { Tabs } from '#renderer/components/tabs.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useApp } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { BrokerId, HostId } from '#shared/domain/ids.ts';
import { CopiesTab } from './copies-tab.tsx';
import { DeadTab } from './dead-tab.tsx';
import { StuckTab } from './stuck-tab.tsx';
import { TakenTab } from './taken-tab.tsx';

type TabName = 'unacked' | 'dead' | 'stuck' | 'copies';

export function UnackedScreen({ broker }: { broker: BrokerId | null }) {
  const { t } = useTranslation('unacked');
  const navigate = useNavigate();
  const brokers = useApp((state) => state.replica.brokers);
  const hosts = useApp((state) => state.replica.hosts);
  const isReadOnly = useApp(selectIsReadOnly);
  const [tab, setTab] = useState<TabName>('unacked');
  const list = [...brokers.values()];
  const present = list.find(({ id }) => id === broker) ?? list[0] ?? null;
  const canAct = !isReadOnly;
  return (
    <>
      <header className="flex shrink-0 items-center gap-3 px-4 pt-3 pb-2.5">
        <h1 className="flex-1 text-xl font-semibold">{t('title')}</h1>
        {isReadOnly && <span className="text-muted">{t('readOnly')}</span>}
        {present !== null && list.length > 1 && <Select label={t('broker')} prefix={t('broker')} value={present.id as string} onChange={(id) => navigate(formatRoute({ screen: 'unacked', broker: id as BrokerId }))} choices={list.map((one) => ({ value: one.id as string, label: labelOf(one, hosts.get(one.through ?? one.hosts[0] ?? ('' as HostId))?.config.name ?? '') }))} />}
      </header>
      {present === null ? <EmptyState title={t('noBroker.title')}>{t('noBroker.body')}</EmptyState> : (
        <Tabs<TabName>
          label={t('title')}
          value={tab}
          onChange={setTab}
          tabs={[
            { value: 'unacked', label: t('tabs.unacked'), count: present.unacked?.count, panel: <TakenTab key={present.id} broker={present} canAct={canAct} /> },
            { value: 'dead', label: t('tabs.dead'), panel: <DeadTab key={present.id} broker={present.id} canAct={canAct} /> },
            { value: 'stuck', label: t('tabs.stuck'), panel: <StuckTab canAct={canAct} /> },
            { value: 'copies', label: t('tabs.copies'), panel: <CopiesTab canAct={canAct} /> },
          ]}
        />
      )}
    </>
  );
}

/** Several Pis have the same address of their own Redis: the host tells them apart. */
function labelOf(broker: BrokerView, hostName: string): string {
  return `${showForeign(hostName, 40)} ${showForeign(broker.label, 60)}`.trim();
}
