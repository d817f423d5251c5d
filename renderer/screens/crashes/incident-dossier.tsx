/** Everything known about one incident, in the order one asks: what happened, why, on what, what came before, the proof. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Check, ClipboardCopy, ScrollText } from 'lucide-react';
import { Badge } from '#renderer/components/badge.tsx';
import { Button } from '#renderer/components/button.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { describeIncident } from '#renderer/format/describe-incident.ts';
import { incidentMarkdown } from '#renderer/format/incident-markdown.ts';
import { formatRoute } from '#renderer/state/routes.ts';
import type { CrashGroup, Incident } from '#shared/domain/crash.ts';
import { IncidentAround } from './incident-around.tsx';
import { IncidentCause } from './incident-cause.tsx';
import { IncidentCode } from './incident-code.tsx';
import { IncidentEvidence } from './incident-evidence.tsx';
import { IncidentFacts } from './incident-facts.tsx';

export function IncidentDossier({ incident, group, hostName }: { incident: Incident; group: CrashGroup; hostName: string }) {
  const { t } = useTranslation('crashes');
  const { t: tCause } = useTranslation('causes');
  const formats = useFormats();
  return (
    <article className="min-h-0 overflow-auto px-5 pt-3.5 pb-8">
      <div className="flex max-w-260 flex-col gap-6">
        <header className="flex items-start gap-4">
          <div className="min-w-0 flex-1">
            <h2 className="text-lg font-semibold wrap-anywhere">{describeIncident(tCause, formats, incident, hostName)}</h2>
            <p className="flex items-center gap-2 text-muted figures">
              <time dateTime={new Date(incident.at).toISOString()} title={incident.atIsEstimated ? t('incident.estimatedDetail') : undefined}>{incident.atIsEstimated && `${t('incident.estimated')} `}{formats.absolute(incident.at)}</time>
              {incident.isRebuilt && <span title={t('incident.rebuiltDetail')} className="flex"><Badge>{t('incident.rebuilt')}</Badge></span>}
            </p>
          </div>
          <DossierActions incident={incident} title={group.title} hostName={hostName} />
        </header>
        <IncidentCause incident={incident} />
        <IncidentAround incident={incident} />
        <IncidentCode incident={incident} />
        <IncidentEvidence incident={incident} />
        <IncidentFacts incident={incident} hostName={hostName} />
      </div>
    </article>
  );
}

function DossierActions({ incident, title, hostName }: { incident: Incident; title: string; hostName: string }) {
  const { t } = useTranslation('crashes');
  const { t: tCause } = useTranslation('causes');
  const formats = useFormats();
  const toast = useToast();
  const navigate = useNavigate();
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    const text = incidentMarkdown(incident, { t, tCause, formats, hostName, title });
    void navigator.clipboard.writeText(text).then(() => setCopied(true), () => toast({ tone: 'failed', title: t('incident.copyFailed') }));
  };
  const sources = [...new Set(incident.evidence.map(({ place }) => place.source))];
  return (
    <div className="flex shrink-0 gap-2">
      <Button icon={<ScrollText size={14} aria-hidden />} onClick={() => navigate(formatRoute({ screen: 'logs', at: incident.at, sources: sources.length === 0 ? null : sources }))}>{t('incident.logs')}</Button>
      <Button icon={isCopied ? <Check size={14} aria-hidden /> : <ClipboardCopy size={14} aria-hidden />} onClick={copy}>{isCopied ? t('incident.copied') : t('incident.copy')}</Button>
    </div>
  );
}
