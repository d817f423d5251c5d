/**
 * The rows, drawn only where they are seen: 200 hosts with 8 workers each scroll like ten. One tab stop; the arrows
 * (or j and k) move, Enter opens, left and right fold, x selects, Shift with an arrow selects a range,
 * r restarts what is selected.
 */
import type { KeyboardEvent } from 'react';
import { useEffect, useId, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { classNames } from '#renderer/components/class-names.ts';
import { TickBox } from '#renderer/components/tick-box.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { useActions, useApp, useAppShallow } from '#renderer/state/hooks.tsx';
import { selectIsReadOnly } from '#renderer/state/selectors/app-facts.ts';
import { selectChosenWorkers } from '#renderer/state/selectors/chosen-workers.ts';
import type { FleetRow } from '#renderer/state/selectors/fleet-rows.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { FleetColumns } from './fleet-columns.tsx';
import { addressOfRow, moveCursor } from './fleet-keys.ts';
import { selectRange, tickedOf, toggleRow, workersOfRow } from './fleet-selection.ts';
import { HostRow } from './host-row.tsx';
import { WorkerRow } from './worker-row.tsx';
import { flipHost, selectAlso, selectNone } from '#renderer/state/slices/fleet-view.ts';
import { useWords } from '#renderer/components/words-context.tsx';

const rowPx = 28;
const headingPx = 36;

export function FleetList({ rows, isPast }: { rows: readonly FleetRow[]; isPast: boolean }) {
  const t = useWords('fleet');
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const cursor = useApp((state) => state.fleetView.cursor);
  const cursorIndex = rows.findIndex((row) => row.id === cursor);
  // oxlint-disable-next-line react/incompatible-library -- no compiler here; the rows are memoised by hand
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (isHeading(rows[index]) ? headingPx : rowPx),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
  });
  const hasSelection = useApp((state) => state.fleetView.selected.size > 0);
  const onKeyDown = useListKeys(rows, cursorIndex, (index) => virtual.scrollToIndex(index));
  useEffect(() => virtual.measure(), [rows.length, virtual]);

  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-x-auto">
      <div className="flex min-h-0 min-w-[840px] xl:min-w-[1110px] flex-1 flex-col">
        <FleetColumns />
        <div
          ref={scroller}
          role="treegrid"
          aria-label={t('list')}
          aria-rowcount={rows.length}
          aria-activedescendant={cursorIndex === -1 ? undefined : `${id}-${cursorIndex}`}
          tabIndex={0}
          onKeyDown={onKeyDown}
          aria-multiselectable
          className={classNames('min-h-0 flex-1 overflow-y-scroll pb-4 focus-visible:-outline-offset-2', isPast && 'opacity-75')}
        >
          <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              return (
                <div
                  key={item.key}
                  id={`${id}-${item.index}`}
                  role="row"
                  aria-rowindex={item.index + 1}
                  aria-level={row.kind === 'worker' ? 2 : 1}
                  aria-expanded={row.kind === 'host' && row.workers.length > 0 ? row.isOpen : undefined}
                  aria-selected={item.index === cursorIndex}
                  className={classNames('group absolute inset-x-0 top-0 [contain:strict] hover:bg-hover', item.index === cursorIndex && 'bg-selected hover:bg-selected', row.kind === 'host' && item.index > 0 && row.isOpen && 'border-t border-line/60')}
                  style={{ height: item.size, transform: `translateY(${item.start}px)` }}
                >
                  <RowTick rows={rows} index={item.index} isShown={hasSelection} />
                  <RowContent row={row} />
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

/** Seen where the pointer is, and everywhere once something is selected. */
function RowTick({ rows, index, isShown }: { rows: readonly FleetRow[]; index: number; isShown: boolean }) {
  const t = useWords('fleet');
  const { changeFleetView } = useActions();
  const row = rows[index];
  const keys = workersOfRow(row);
  const state = useApp(({ fleetView }) => tickedOf(keys, fleetView.selected));
  if (row === undefined || keys.length === 0) return null;
  const name = row.kind === 'host' ? row.host.config.name : row.kind === 'worker' ? row.worker.name : '';
  return (
    <TickBox
      state={state}
      label={t(row.kind === 'host' ? 'select.host' : 'select.worker', { name: isolateForeign(name, 60) })}
      onChange={(withRange) => changeFleetView((view) => ({ ...(withRange ? selectRange(view, rows, index) : toggleRow(view, row)), cursor: row.id }))}
      className={classNames('absolute top-1.75 left-0.75', !isShown && 'opacity-0 group-hover:opacity-100 focus-visible:opacity-100')}
    />
  );
}

function isHeading(row: FleetRow | undefined): boolean {
  return row?.kind === 'site' || row?.kind === 'strays';
}

function RowContent({ row }: { row: FleetRow }) {
  const t = useWords('fleet');
  switch (row.kind) {
    case 'host': return <HostRow host={row.host} workers={row.workers} isOpen={row.isOpen} />;
    case 'worker': return <WorkerRow worker={row.worker} host={row.host} />;
    case 'site': return (
      <div role="gridcell" className="flex h-full items-end gap-2 px-4 pb-1.5 pl-9 text-sm">
        {row.site === null ? <span className="font-medium text-muted">{t('noSite')}</span> : <span className="flex min-w-0 font-medium"><Foreign text={row.site} /></span>}
        <span className="text-muted figures">{t('hosts', { count: row.hosts })}</span>
      </div>
    );
    case 'strays': return (
      <div role="gridcell" className="flex h-full items-end gap-2 px-4 pb-1.5 pl-9 text-sm">
        <span className="font-medium">{t('strays')}</span>
        <span className="truncate text-muted">{t('straysHint')}</span>
      </div>
    );
  }
}

function useListKeys(rows: readonly FleetRow[], cursorIndex: number, scrollTo: (index: number) => void): (event: KeyboardEvent) => void {
  const navigate = useNavigate();
  const { changeFleetView, wish } = useActions();
  const selected = useAppShallow(selectChosenWorkers);
  const isReadOnly = useApp(selectIsReadOnly);
  return (event) => {
    if (event.target !== event.currentTarget || event.altKey) return;
    const row = rows[cursorIndex];
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== 'a') return;
      event.preventDefault();
      return changeFleetView((view) => selectAlso(view, rows.flatMap(workersOfRow)));
    }
    const next = moveCursor(rows, cursorIndex, event.key);
    if (next !== null) {
      event.preventDefault();
      scrollTo(next);
      const id = rows[next]?.id ?? null;
      return changeFleetView((view) => ({ ...(event.shiftKey ? selectRange(selectRange(view, rows, Math.max(0, cursorIndex)), rows, next) : view), cursor: id }));
    }
    if (event.key === 'Escape') return changeFleetView(selectNone);
    if (event.key === 'r') {
      event.preventDefault();
      const chosen = selected.length > 0 ? selected.map(({ key }) => key) : workersOfRow(row);
      if (chosen.length > 0 && !isReadOnly) wish({ kind: 'act', verb: 'restart', workers: chosen });
      return;
    }
    if (row === undefined) return;
    if (event.key === 'x' || event.key === ' ') {
      event.preventDefault();
      return changeFleetView((view) => toggleRow(view, row));
    }
    if (event.key === 'Enter') {
      const address = addressOfRow(row);
      if (address !== null) navigate(address);
    }
    if (row.kind === 'host' && ((event.key === 'ArrowRight' && !row.isOpen) || (event.key === 'ArrowLeft' && row.isOpen))) {
      event.preventDefault();
      changeFleetView((view) => flipHost(view, row.host.id));
    } else if (row.kind === 'worker' && event.key === 'ArrowLeft' && row.host !== null) {
      const parent = `host:${row.host.id}`;
      changeFleetView((view) => ({ ...view, cursor: parent }));
    }
  };
}
