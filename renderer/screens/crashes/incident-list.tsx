/** The incidents of one group, newest first, page by page. j and k walk through them and show each. */
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Badge } from '#renderer/components/badge.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Button } from '#renderer/components/button.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import type { CrashGroup, IncidentId, IncidentSummary } from '#shared/domain/crash.ts';
import type { AppError } from '#shared/errors.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { moveInList } from './group-keys.ts';

const pageSize = 100;
type Held = { readonly incidents: readonly IncidentSummary[]; readonly next: string | null; readonly total: number; readonly phase: 'asking' | 'known'; readonly error: AppError | null };

function useIncidents(group: CrashGroup) {
  const { ask } = useActions();
  const isLive = useApp((state) => state.link.phase === 'live');
  const [held, setHeld] = useState<Held>({ incidents: [], next: null, total: 0, phase: 'asking', error: null });
  const query = { group: group.id, host: null, worker: null, since: null, until: null, limit: pageSize };
  const { id, count, lastSeen } = group;
  useEffect(() => {
    if (!isLive) return undefined;
    const ending = new AbortController();
    void ask('crashes.incidents', { group: id, host: null, worker: null, since: null, until: null, after: null, limit: pageSize }, { signal: ending.signal }).then((answer) => {
      if (ending.signal.aborted) return;
      setHeld((old) => (answer.ok ? { ...answer.value, phase: 'known', error: null } : { ...old, phase: 'known', error: answer.error }));
    });
    return () => ending.abort();
  }, [ask, isLive, id, count, lastSeen]);
  const readOn = async (): Promise<void> => {
    const answer = await ask('crashes.incidents', { ...query, after: held.next });
    setHeld((old) => (answer.ok ? { incidents: [...old.incidents, ...answer.value.incidents], next: answer.value.next, total: answer.value.total, phase: 'known', error: null } : { ...old, error: answer.error }));
  };
  return { held, readOn };
}

export function IncidentList({ group, shown, hostName }: { group: CrashGroup; shown: IncidentId; hostName: (host: HostId) => string }) {
  const { t } = useTranslation('crashes');
  const formats = useFormats();
  const navigate = useNavigate();
  const id = useId();
  const { held, readOn } = useIncidents(group);
  const scroller = useRef<HTMLDivElement>(null);
  const { incidents } = held;
  const index = incidents.findIndex((incident) => incident.id === shown);
  // oxlint-disable-next-line react/incompatible-library -- no compiler here; the rows are memoised by hand
  const virtual = useVirtualizer({ count: incidents.length, getScrollElement: () => scroller.current, estimateSize: () => 44, getItemKey: (at) => incidents[at]?.id ?? at, overscan: 6 });
  const show = (incident: IncidentSummary): void => navigate(formatRoute({ screen: 'crash', group: group.id, incident: incident.id }));
  return (
    <section aria-label={t('group.incidents')} className="flex min-h-0 flex-col border-r">
      <h2 className="flex h-8 shrink-0 items-center gap-2 border-b px-4 font-semibold">{t('group.incidents')} <span className="font-normal text-muted figures">{formats.number(Math.max(held.total, incidents.length))}</span></h2>
      {held.error !== null && <ErrorNote error={held.error} className="px-4 py-2 text-sm" />}
      {held.phase === 'known' && incidents.length === 0 && held.error === null && <p className="px-4 py-3 text-sm text-muted">{t('group.noIncidents')}</p>}
      <div
        ref={scroller}
        role="listbox"
        aria-label={t('group.incidentsLabel')}
        aria-activedescendant={index === -1 ? undefined : `${id}-${index}`}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto focus-visible:-outline-offset-2"
        onKeyDown={(event) => {
          const next = moveInList(incidents.length, index, event.key);
          const incident = next === null ? undefined : incidents[next];
          if (next === null || incident === undefined) return;
          event.preventDefault();
          virtual.scrollToIndex(next);
          show(incident);
        }}
      >
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const incident = incidents[item.index];
            if (incident === undefined) return null;
            const isHere = item.index === index;
            return (
              <div key={item.key} id={`${id}-${item.index}`} role="option" aria-selected={isHere} onClick={() => show(incident)} className={classNames('absolute inset-x-0 top-0 flex flex-col justify-center border-b border-line/60 px-4 leading-4.5', isHere ? 'bg-selected' : 'hover:bg-hover')} style={{ height: 44, transform: `translateY(${item.start}px)` }}>
                <IncidentLine incident={incident} host={hostName(incident.host)} />
              </div>
            );
          })}
        </div>
        {held.next !== null && <div className="p-3"><Button size="small" onClick={() => void readOn()}>{t('group.more')}</Button></div>}
      </div>
    </section>
  );
}

function IncidentLine({ incident, host }: { incident: IncidentSummary; host: string }) {
  const { t } = useTranslation('crashes');
  const formats = useFormats();
  const moment = useTick((now) => formats.moment(incident.at, now));
  return (
    <>
      <span className="flex min-w-0 items-center gap-2">
        <time dateTime={new Date(incident.at).toISOString()} title={formats.absolute(incident.at)} className="shrink-0 font-medium figures">{incident.atIsEstimated ? `≈ ${moment}` : moment}</time>
        {incident.times > 1 && <span className="shrink-0 text-muted figures">×{formats.number(incident.times)}</span>}
        <span className="flex-1" />
        {incident.isRebuilt && <span title={t('incident.rebuiltDetail')} className="flex"><Badge>{t('incident.rebuilt')}</Badge></span>}
      </span>
      <span className="flex min-w-0 text-sm text-muted"><Foreign text={incident.worker ?? incident.program ?? incident.unit ?? host} />{incident.task !== null && <span className="flex min-w-0"><span aria-hidden className="px-1">·</span><Foreign text={incident.task.name ?? incident.task.id} /></span>}</span>
    </>
  );
}
