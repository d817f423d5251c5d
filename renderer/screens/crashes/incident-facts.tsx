/** The plain facts of an incident, those that are known. */
import { useTranslation } from 'react-i18next';
import { Foreign } from '#renderer/components/foreign.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import type { Incident } from '#shared/domain/crash.ts';
import { DossierSection } from './dossier-section.tsx';

export function IncidentFacts({ incident, hostName }: { incident: Incident; hostName: string }) {
  const { t } = useTranslation('crashes');
  const rows = ([
    ['worker', incident.worker],
    ['backend', t(`incident.backend.${incident.backend}`)],
    ['unit', incident.unit],
    ['program', incident.program],
    ['container', incident.container],
    ['pid', incident.pid === null ? null : String(incident.pid)],
    ['child', incident.child],
    ['signal', incident.signal],
    ['exitCode', incident.exitCode === null ? null : String(incident.exitCode)],
    ['core', incident.coreDumped === null ? null : incident.coreDumped ? t('incident.core.yes') : t('incident.core.no')],
    ['signature', incident.signature],
  ] as const).filter(([, value]) => value !== null);
  return (
    <DossierSection title={t('incident.facts')}>
      <dl className="grid grid-cols-[8.5rem_minmax(0,1fr)] min-[1500px]:grid-cols-[8.5rem_minmax(0,1fr)_8.5rem_minmax(0,1fr)]">
        <div className="contents">
          <dt className="border-b border-line/60 py-0.5 text-muted">{t('incident.fact.host')}</dt>
          <dd className="flex min-w-0 border-b border-line/60 py-0.5"><a href={formatRoute({ screen: 'host', host: incident.host, worker: incident.workerKey })} className="flex min-w-0 hover:underline"><Foreign text={hostName} /></a></dd>
        </div>
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="border-b border-line/60 py-0.5 text-muted">{t(`incident.fact.${name}`)}</dt>
            <dd className="flex min-w-0 border-b border-line/60 py-0.5">{value !== null && <Foreign text={value} />}</dd>
          </div>
        ))}
      </dl>
    </DossierSection>
  );
}
