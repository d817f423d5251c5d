/** The table of diagnoses, drawn only where it is seen. One tab stop; j and k move, Enter opens, x chooses. */
import { useId, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useVirtualizer } from '@tanstack/react-virtual';
import { classNames } from '#renderer/components/class-names.ts';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import type { DiagnosisRow as Row } from '#renderer/state/selectors/diagnosis-rows.ts';
import { toggleSelected } from '#renderer/state/slices/diagnosis-view.ts';
import type { RunSummary } from '#shared/domain/diagnosis.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { diagnosisGrid, DiagnosisRow } from './diagnosis-row.tsx';

const rowPx = 36;

export function DiagnosisList({ rows, titleOf, subjectOf, isPast }: { rows: readonly Row[]; titleOf: (run: RunSummary) => string | null; subjectOf: (run: RunSummary) => string | null; isPast: boolean }) {
  const { t } = useTranslation('diagnosis');
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const { changeDiagnosisView } = useActions();
  const { cursor, selected } = useApp((state) => state.diagnosisView);
  const at = rows.findIndex(({ host }) => host.id === cursor);
  // oxlint-disable-next-line react/incompatible-library -- no compiler here; the rows are memoised by hand
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowPx, getItemKey: (index) => rows[index]?.host.id ?? index, overscan: 8 });
  const select = useRef((host: HostId): void => changeDiagnosisView((view) => toggleSelected(view, host))).current;
  const open = (host: HostId): void => {
    changeDiagnosisView((view) => ({ ...view, cursor: host }));
    navigate(formatRoute({ screen: 'diagnosis', host, run: null, against: null, finding: null }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = nextIndex(event.key, at, rows.length);
    const here = rows[at]?.host.id;
    if (to !== null) {
      event.preventDefault();
      virtual.scrollToIndex(to);
      return changeDiagnosisView((view) => ({ ...view, cursor: rows[to]?.host.id ?? null }));
    }
    if (here === undefined) return;
    if (event.key === 'Enter') return open(here);
    if (event.key !== 'x' && event.key !== ' ') return;
    event.preventDefault();
    select(here);
  };
  const areAll = rows.length > 0 && rows.every(({ host }) => selected.has(host.id));
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-x-auto">
      <div className="flex min-h-0 min-w-[830px] xl:min-w-[900px] flex-1 flex-col">
        <div className={`${diagnosisGrid} h-6 shrink-0 border-b text-xs whitespace-nowrap text-muted`}>
          <input type="checkbox" checked={areAll} aria-label={t('fleet.selectAll')} onChange={() => changeDiagnosisView((view) => ({ ...view, selected: new Set(areAll ? [] : rows.map(({ host }) => host.id)) }))} className="size-3.5 accent-(--fill)" />
          <span aria-hidden>{t('fleet.column.host')}</span>
          <span aria-hidden>{t('fleet.column.score')}</span>
          <span aria-hidden>{t('fleet.column.counts')}</span>
          <span aria-hidden>{t('fleet.column.worst')}</span>
          <span aria-hidden className="text-right">{t('fleet.column.coverage')}</span>
          <span aria-hidden className="text-right">{t('fleet.column.last')}</span>
        </div>
        <div
          ref={scroller} role="grid" aria-label={t('fleet.list')} aria-rowcount={rows.length} aria-multiselectable aria-activedescendant={at === -1 ? undefined : `${id}-${at}`} tabIndex={0} onKeyDown={onKeyDown}
          className={classNames('min-h-0 flex-1 overflow-y-scroll pb-4 focus-visible:-outline-offset-2', isPast && 'opacity-75')}
        >
          <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              const isHere = item.index === at;
              const isSelected = selected.has(row.host.id);
              return (
                <div key={item.key} id={`${id}-${item.index}`} role="row" aria-rowindex={item.index + 1} aria-selected={isSelected} onClick={() => open(row.host.id)}
                  className={classNames('absolute inset-x-0 top-0 border-b border-line/60', isHere ? 'bg-selected' : 'hover:bg-hover')} style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
                  <DiagnosisRow host={row.host} run={row.run} progress={row.progress} titleOf={titleOf} subjectOf={subjectOf} isSelected={isSelected} onSelect={select} />
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

function nextIndex(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'j':
    case 'ArrowDown': return Math.min(count - 1, at + 1);
    case 'k':
    case 'ArrowUp': return Math.max(0, at - 1);
    case 'PageDown': return Math.min(count - 1, at + 12);
    case 'PageUp': return Math.max(0, at - 12);
    case 'Home': return 0;
    case 'End': return count - 1;
    default: return null;
  }
}
