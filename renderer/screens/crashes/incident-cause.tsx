/** Why it died, how sure that is, by which rules, what would make it surer, and what else it may have been. */
import { useTranslation } from 'react-i18next';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { describeCause } from '#renderer/format/describe-incident.ts';
import type { Incident } from '#shared/domain/crash.ts';
import { DossierSection } from './dossier-section.tsx';

export function IncidentCause({ incident }: { incident: Incident }) {
  const { t } = useTranslation('crashes');
  const { t: tCause } = useTranslation('causes');
  const formats = useFormats();
  const cause = describeCause(tCause, formats, incident.cause);
  const tasks = incident.task === null ? incident.taskCandidates : [incident.task];
  return (
    <div className="grid grid-cols-1 gap-x-10 gap-y-5 min-[1500px]:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <DossierSection title={t('incident.cause')}>
        <p className="flex items-center gap-3">
          <span className="text-lg font-semibold">{cause.name}</span>
          <span role="img" aria-label={`${cause.percent}, ${cause.sureness}`} className="flex items-center gap-2">
            <span aria-hidden className="inline-flex h-1.5 w-20 rounded-full bg-track"><span className="h-1.5 rounded-full bg-bar" style={{ width: `${incident.cause.confidence * 100}%` }} /></span>
            <span className="text-muted figures">{cause.percent}, {cause.sureness}</span>
          </span>
        </p>
        <p className="max-w-160">{cause.text}</p>
        {cause.rules.length > 0 && (
          <dl className="mt-2 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3">
            <dt className="text-muted">{t('incident.why')}</dt>
            <dd><ul>{cause.rules.map((rule) => <li key={rule} className="wrap-anywhere first-letter:uppercase">{rule}</li>)}</ul></dd>
          </dl>
        )}
        {incident.otherCauses.length > 0 && (
          <dl className="mt-1 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3">
            <dt className="text-muted">{t('incident.other')}</dt>
            <dd>{incident.otherCauses.map((other) => describeCause(tCause, formats, other)).map((other) => <span key={other.name} title={other.text} className="mr-4 inline-block">{other.name} <span className="text-muted figures">{other.percent}</span></span>)}</dd>
          </dl>
        )}
      </DossierSection>
      <div className="flex flex-col gap-5">
        <DossierSection title={t('incident.task')}>
          {incident.task === null && tasks.length > 0 && <p className="text-muted">{t('incident.taskCandidates', { count: tasks.length })}</p>}
          {tasks.length === 0 && <p className="text-muted">{t('incident.taskUnknown')}</p>}
          <ul>{tasks.map((task) => <li key={task.id} className="flex min-w-0 items-baseline gap-2">{task.name !== null && <span className="flex min-w-0 font-medium"><Foreign text={task.name} /></span>}<span className="flex min-w-0 shrink text-muted"><Foreign text={task.id} isMono /></span></li>)}</ul>
        </DossierSection>
        {cause.raise.length > 0 && (
          <DossierSection title={t('incident.raise')}>
            <ul className="flex max-w-160 flex-col gap-1">{cause.raise.map((sentence) => <li key={sentence} className="border-l-3 pl-2.5">{sentence}</li>)}</ul>
          </DossierSection>
        )}
      </div>
    </div>
  );
}
