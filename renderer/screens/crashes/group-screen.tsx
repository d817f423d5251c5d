/** One group: what people made of it, its incidents on the left, the dossier of one of them on the right. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { Skeleton, useIsLate } from '#renderer/components/skeleton.tsx';
import { useAnswer, useApp } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import type { CrashGroup, IncidentId, SignatureId } from '#shared/domain/crash.ts';
import { GroupDialog, type GroupDialogKind } from './group-dialogs.tsx';
import { GroupHeader } from './group-header.tsx';
import { IncidentDossier } from './incident-dossier.tsx';
import { IncidentList } from './incident-list.tsx';
import { useHostNames } from './use-host-names.ts';

export function GroupScreen({ id, incident }: { id: SignatureId; incident: IncidentId | null }) {
  const { t } = useTranslation('crashes');
  const navigate = useNavigate();
  const isKnown = useApp((state) => state.crashes.isKnown);
  const group = useApp((state) => state.crashes.groups.get(id) ?? null);
  const into = group?.mergedInto ?? null;
  const target = useApp((state) => (into === null ? null : (state.crashes.groups.get(into) ?? null)));
  if (group === null) {
    if (!isKnown) return null;
    return <EmptyState title={t('notFound.title')} action={<Button look="filled" onClick={() => navigate(formatRoute({ screen: 'crashes' }))}>{t('notFound.back')}</Button>}>{t('notFound.body')}</EmptyState>;
  }
  // An old address of a merged group leads to where its incidents are now.
  return <GroupPage key={(target ?? group).id} group={target ?? group} incident={incident} />;
}

function GroupPage({ group, incident }: { group: CrashGroup; incident: IncidentId | null }) {
  const [dialog, setDialog] = useState<GroupDialogKind | null>(null);
  const hostName = useHostNames();
  const shown = incident ?? group.lastIncident;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <GroupHeader group={group} hostName={hostName} onDialog={setDialog} />
      <div className="grid min-h-0 flex-1 grid-cols-[264px_minmax(0,1fr)] border-t">
        <IncidentList group={group} shown={shown} hostName={hostName} />
        <Dossier key={shown} id={shown} group={group} />
      </div>
      {dialog !== null && <GroupDialog kind={dialog} group={group} onClose={() => setDialog(null)} />}
    </div>
  );
}

function Dossier({ id, group }: { id: IncidentId; group: CrashGroup }) {
  const { t } = useTranslation('crashes');
  const hostName = useHostNames();
  // Seen again: the engine may know more about the incident too.
  const { value, phase, error, again } = useAnswer('crashes.incident', { id }, group.lastSeen);
  const isLate = useIsLate();
  if (value !== null) return <IncidentDossier incident={value} group={group} hostName={hostName(value.host)} />;
  if (phase === 'failed' && error !== null) {
    if (error.code === 'not-found') return <p className="px-4 py-4 text-muted">{t('group.noIncidents')}</p>;
    return <div className="flex flex-col items-start gap-3 px-4 py-4"><ErrorNote error={error} /><Button onClick={again}>{t('incident.again')}</Button></div>;
  }
  return isLate ? <div role="status" aria-label={t('incident.loading')} className="flex flex-col gap-4 px-4 py-5"><Skeleton className="h-4 w-2/3" /><Skeleton className="w-1/2" /><Skeleton className="h-32 w-full" /></div> : <div />;
}
