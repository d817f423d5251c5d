/** Everything the palette offers now: screens, hosts, workers, and the few actions that have no single place. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectIsForcedReadOnly, selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import type { PaletteEntry } from './palette-entries.ts';

export function usePaletteEntries(): readonly PaletteEntry[] {
  const { t } = useTranslation('app');
  const { t: tVerdict } = useTranslation('verdicts');
  const navigate = useNavigate();
  const { ask } = useActions();
  const hosts = useApp((state) => state.replica.hosts);
  const workers = useApp((state) => state.replica.workers);
  const isReadOnly = useApp(selectIsReadOnly);
  const isForced = useApp(selectIsForcedReadOnly);
  return useMemo(() => {
    const screens: PaletteEntry[] = [
      { id: 'fleet', group: t('palette.screens'), label: t('nav.fleet'), detail: '', run: () => navigate(formatRoute({ screen: 'fleet' })) },
      { id: 'timeline', group: t('palette.screens'), label: t('nav.timeline'), detail: '', run: () => navigate(formatRoute({ screen: 'timeline', at: null })) },
      { id: 'alerts', group: t('palette.screens'), label: t('nav.alerts'), detail: '', run: () => navigate(formatRoute({ screen: 'alerts' })) },
      { id: 'crashes', group: t('palette.screens'), label: t('nav.crashes'), detail: '', run: () => navigate(formatRoute({ screen: 'crashes' })) },
      { id: 'diagnosis', group: t('palette.screens'), label: t('nav.diagnosis'), detail: '', run: () => navigate(formatRoute({ screen: 'diagnoses' })) },
      { id: 'logs', group: t('palette.screens'), label: t('nav.logs'), detail: '', run: () => navigate(formatRoute({ screen: 'logs', at: null, sources: null })) },
      { id: 'settings', group: t('palette.screens'), label: t('nav.settings'), detail: '', run: () => navigate(formatRoute({ screen: 'settings' })) },
      { id: 'add-host', group: t('palette.screens'), label: t('nav.addHost'), detail: '', run: () => navigate(formatRoute({ screen: 'host-new' })) },
    ];
    const lost = [...hosts.values()].filter(({ link }) => link.phase === 'waiting' || link.phase === 'blocked');
    const actions: PaletteEntry[] = [];
    if (lost.length > 0) actions.push({ id: 'retry-all', group: t('palette.actions'), label: t('palette.retryAll'), detail: '', run: () => { for (const host of lost) void ask('hosts.retry', { id: host.id }, { subject: host.id }); } });
    if ([...hosts.values()].some(({ link }) => link.phase === 'connected')) actions.push({ id: 'diagnose-all', group: t('palette.actions'), label: t('palette.diagnoseAll'), detail: '', run: () => { void ask('diagnosis.start', { hosts: [] }, { subject: 'all' }); navigate(formatRoute({ screen: 'diagnoses' })); } });
    if (!isForced) actions.push({ id: 'read-only', group: t('palette.actions'), label: isReadOnly ? t('palette.readOnlyOff') : t('palette.readOnlyOn'), detail: '', run: () => void ask('settings.change', { isReadOnly: !isReadOnly }) });
    return [
      ...screens,
      ...actions,
      ...[...hosts.values()].map((host): PaletteEntry => ({ id: `host-${host.id}`, group: t('palette.hosts'), label: host.config.name, detail: host.config.address, run: () => navigate(formatRoute({ screen: 'host', host: host.id, worker: null })) })),
      ...[...hosts.values()].map((host): PaletteEntry => ({ id: `diagnosis-${host.id}`, group: t('palette.diagnoses'), label: t('palette.diagnosisOf', { host: isolateForeign(host.config.name) }), detail: host.config.name, run: () => navigate(formatRoute({ screen: 'diagnosis', host: host.id, run: null, against: null, finding: null })) })),
      ...[...workers.values()].flatMap((worker): PaletteEntry[] => {
        const { host } = worker;
        if (host === null) return [];
        return [{ id: `worker-${worker.key}`, group: t('palette.workers'), label: worker.name, detail: tVerdict(`kind.${worker.verdict.kind}`), run: () => navigate(formatRoute({ screen: 'host', host, worker: worker.key })) }];
      }),
    ];
  }, [t, tVerdict, navigate, ask, hosts, workers, isReadOnly, isForced]);
}
