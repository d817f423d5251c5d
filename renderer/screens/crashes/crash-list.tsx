/** The inbox's rows, drawn only where they are seen. One tab stop; j and k move, Enter opens, m mutes, e resolves, n notes. */
import type { KeyboardEvent, ReactNode } from 'react';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useVirtualizer } from '@tanstack/react-virtual';
import { classNames } from '#renderer/components/class-names.ts';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import type { CrashGroup } from '#shared/domain/crash.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { crashGrid, CrashRow } from './crash-row.tsx';
import { moveInList } from './group-keys.ts';
import { toggleMute, toggleResolve, useGroupChange } from './use-group-change.ts';

const rowPx = 44;

export function CrashList({ groups, hostName, isPast, onNote }: { groups: readonly CrashGroup[]; hostName: (host: HostId) => string; isPast: boolean; onNote: (group: CrashGroup) => void }) {
  const { t } = useTranslation('crashes');
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const cursor = useApp((state) => state.crashView.cursor);
  const cursorIndex = groups.findIndex((group) => group.id === cursor);
  // oxlint-disable-next-line react/incompatible-library -- no compiler here; the rows are memoised by hand
  const virtual = useVirtualizer({ count: groups.length, getScrollElement: () => scroller.current, estimateSize: () => rowPx, getItemKey: (index) => groups[index]?.id ?? index, overscan: 8 });
  const onKeyDown = useCrashKeys({ groups, cursorIndex, onNote, scrollTo: (index) => virtual.scrollToIndex(index) });
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-x-auto">
      <div className="flex min-h-0 min-w-[800px] flex-1 flex-col">
        <div aria-hidden className={`${crashGrid} h-6 shrink-0 border-b text-xs whitespace-nowrap text-muted`}>
          <span />
          <span>{t('column.what')}</span>
          <span>{t('column.trend')}</span>
          <span>{t('column.hosts')}</span>
          <span className="text-right">{t('column.first')}</span>
          <span className="text-right">{t('column.last')}</span>
          <span className="text-right">{t('column.count')}</span>
        </div>
        <div
          ref={scroller}
          role="grid"
          aria-label={t('list')}
          aria-rowcount={groups.length}
          aria-activedescendant={cursorIndex === -1 ? undefined : `${id}-${cursorIndex}`}
          tabIndex={0}
          onKeyDown={onKeyDown}
          className={classNames('min-h-0 flex-1 overflow-y-scroll pb-4 focus-visible:-outline-offset-2', isPast && 'opacity-75')}
        >
          <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const group = groups[item.index];
              if (group === undefined) return null;
              const isHere = item.index === cursorIndex;
              return (
                <div key={item.key} id={`${id}-${item.index}`} role="row" aria-rowindex={item.index + 1} aria-selected={isHere} className={classNames('absolute inset-x-0 top-0 border-b border-line/60', isHere ? 'bg-selected' : 'hover:bg-hover')} style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
                  <RowPress group={group}><CrashRow group={group} hostName={hostName} /></RowPress>
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

/** Pressing anywhere on the row opens it, as Enter does; its title is the link. */
function RowPress({ group, children }: { group: CrashGroup; children: ReactNode }) {
  const navigate = useNavigate();
  const { changeCrashView } = useActions();
  return (
    <div
      onClick={() => {
        changeCrashView((view) => ({ ...view, cursor: group.id }));
        navigate(formatRoute({ screen: 'crash', group: group.id, incident: null }));
      }}
    >
      {children}
    </div>
  );
}

function useCrashKeys(needs: { groups: readonly CrashGroup[]; cursorIndex: number; onNote: (group: CrashGroup) => void; scrollTo: (index: number) => void }): (event: KeyboardEvent) => void {
  const { groups, cursorIndex } = needs;
  const navigate = useNavigate();
  const changeGroup = useGroupChange();
  const { changeCrashView } = useActions();
  return (event) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moveInList(groups.length, cursorIndex, event.key);
    if (next !== null) {
      event.preventDefault();
      needs.scrollTo(next);
      return changeCrashView((view) => ({ ...view, cursor: groups[next]?.id ?? null }));
    }
    const group = groups[cursorIndex];
    if (group === undefined) return;
    if (event.key === 'Enter') return navigate(formatRoute({ screen: 'crash', group: group.id, incident: null }));
    const change = event.key === 'm' ? toggleMute(group) : event.key === 'e' ? toggleResolve(group) : null;
    if (change === null && event.key !== 'n') return;
    event.preventDefault();
    if (change === null) return needs.onNote(group);
    // The row may leave the list: the keyboard stays where the next one will be.
    changeCrashView((view) => ({ ...view, cursor: (groups[cursorIndex + 1] ?? groups[cursorIndex - 1] ?? group).id }));
    void changeGroup(group, change);
  };
}
