/**
 * Workers with their children as a tree grid. Only the visible rows exist, so a host with hundreds stays quick.
 * Keys: up and down move, right and left open and close, Enter shows the proofs.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useTick } from '#renderer/components/ticker.tsx';
import { isSick } from '#renderer/format/describe-verdict.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { ChildLine, LossLine, WorkerLine, type RowNeeds } from './worker-row.tsx';
import { rowsOfWorkers, type WorkerRow } from './worker-rows.ts';

const heights: Readonly<Record<WorkerRow['kind'], number>> = { worker: 48, child: 26, death: 24, end: 24 };

export function WorkerTree(props: { workers: readonly WorkerView[]; chosen: string | null; memTotal: number | null; isReadOnly: boolean; isStale: boolean; scroller: RefObject<HTMLDivElement | null> }) {
  const { t } = useTranslation('host');
  const { workers, chosen } = props;
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set());
  const [activeId, setActiveId] = useState<string | null>(chosen);
  const shown = useRef<string | null>(null);
  const minute = useTick((now) => Math.floor(now / 60_000));
  const grid = useRef<HTMLDivElement>(null);
  const onToggle = useCallback((worker: WorkerView) => setFlipped((old) => {
    const next = new Set(old);
    if (!next.delete(worker.key)) next.add(worker.key);
    return next;
  }), []);
  const rows = useMemo(() => {
    // A few workers are shown whole; of many, the sick and the chosen one.
    const isOpenAtFirst = (worker: WorkerView): boolean => workers.length <= 4 || isSick(worker.verdict.kind) || worker.key === chosen;
    return rowsOfWorkers(workers, { isOpen: (worker) => isOpenAtFirst(worker) !== flipped.has(worker.key), nowMs: minute * 60_000 });
  }, [workers, chosen, flipped, minute]);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is compiled; what the rows depend on is memoized by hand
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => props.scroller.current,
    estimateSize: (index) => heights[rows[index]?.kind ?? 'child'],
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    scrollMargin: grid.current?.offsetTop ?? 0,
  });
  useEffect(() => virtualizer.measure(), [rows, virtualizer]);
  useEffect(() => {
    // Once for each chosen worker: later changes of the rows must not pull the page back.
    const index = chosen === null || shown.current === chosen ? -1 : rows.findIndex((row) => row.id === chosen);
    if (index < 0) return;
    shown.current = chosen;
    virtualizer.scrollToIndex(index, { align: 'auto' });
  }, [chosen, rows, virtualizer]);
  const needs: RowNeeds = { memTotal: props.memTotal, isReadOnly: props.isReadOnly, isStale: props.isStale, onToggle };
  const activeIndex = Math.max(0, rows.findIndex((row) => row.id === activeId));
  const onKey = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget && !(event.target instanceof HTMLElement && event.target.getAttribute('role') === 'row')) return;
    const row = rows[activeIndex];
    const to = { ArrowDown: activeIndex + 1, ArrowUp: activeIndex - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const next = Math.min(rows.length - 1, Math.max(0, to));
      setActiveId(rows[next]?.id ?? null);
      virtualizer.scrollToIndex(next, { align: 'auto' });
      requestAnimationFrame(() => grid.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
    }
    if (row?.kind === 'worker' && ((event.key === 'ArrowRight' && !row.isOpen) || (event.key === 'ArrowLeft' && row.isOpen))) onToggle(row.worker);
    if (event.key === 'Enter') grid.current?.querySelector<HTMLElement>(`[data-index="${activeIndex}"] [aria-haspopup="dialog"]`)?.click();
  };
  return (
    <div ref={grid} role="treegrid" aria-label={t('workers.title')} aria-rowcount={rows.length} onKeyDown={onKey} className="relative border-b" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        return (
          <div
            key={item.key}
            role="row"
            data-index={item.index}
            tabIndex={item.index === activeIndex ? 0 : -1}
            aria-rowindex={item.index + 1}
            aria-level={row.kind === 'worker' ? 1 : 2}
            aria-expanded={row.kind === 'worker' ? row.isOpen : undefined}
            aria-selected={row.id === chosen || undefined}
            onFocus={(event) => { if (event.target === event.currentTarget) setActiveId(row.id); }}
            className={`absolute inset-x-0 top-0 ${row.id === chosen ? 'bg-selected' : ''}`}
            style={{ height: item.size, transform: `translateY(${item.start - virtualizer.options.scrollMargin}px)` }}
          >
            <div role="gridcell" className="h-full"><Line row={row} needs={needs} /></div>
          </div>
        );
      })}
    </div>
  );
}

function Line({ row, needs }: { row: WorkerRow; needs: RowNeeds }) {
  switch (row.kind) {
    case 'worker':
      return <WorkerLine row={row} needs={needs} />;
    case 'child':
      return <ChildLine row={row} needs={needs} />;
    case 'death':
    case 'end':
      return <LossLine row={row} />;
  }
}
