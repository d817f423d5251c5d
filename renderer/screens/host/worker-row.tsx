/** One worker, one child, one death: the three kinds of lines of the worker tree. All figures have fixed places. */
import { useTranslation } from 'react-i18next';
import { ChevronDown, ChevronRight, CornerDownRight, X } from 'lucide-react';
import { classNames } from '#renderer/components/class-names.ts';
import { Figure } from '#renderer/components/figure.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Meter } from '#renderer/components/meter.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { VerdictGlyph } from '#renderer/components/verdict-glyph.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import type { ProcessUsage, WorkerView } from '#shared/domain/worker.ts';
import { memoryLimitOf, shareOfLimit, type MemoryLimit } from './memory-limit.ts';
import { VerdictButton } from './verdict-button.tsx';
import { useWorkerControls } from './worker-controls.tsx';
import type { WorkerRow } from './worker-rows.ts';

export const treeColumns = 'grid grid-cols-[1.25rem_minmax(0,1fr)_7.5rem_3.25rem_3.25rem] items-center gap-x-2';

/** Facts stand whole or not at all: what does not fit wraps onto a line that is not shown. A very long one is cut with an ellipsis. */
const wholeFacts = 'flex h-[1lh] min-w-0 flex-wrap gap-x-2 overflow-hidden text-sm text-muted figures [&>span]:max-w-full [&>span]:truncate';

export type RowNeeds = { readonly memTotal: number | null; readonly isReadOnly: boolean; readonly isStale: boolean; readonly onToggle: (worker: WorkerView) => void };

export function WorkerLine({ row, needs }: { row: Extract<WorkerRow, { kind: 'worker' }>; needs: RowNeeds }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const { Menu, Act, Recover } = useWorkerControls();
  const { worker } = row;
  const Chevron = row.isOpen ? ChevronDown : ChevronRight;
  return (
    <div className={classNames(treeColumns, 'h-full border-t py-1')}>
      {row.childCount + worker.childDeaths.length + worker.ends.length === 0 ? <span /> : (
        <button type="button" tabIndex={-1} aria-label={t(row.isOpen ? 'workers.collapse' : 'workers.expand', { worker: isolateForeign(worker.name, 60) })} onClick={() => needs.onToggle(worker)} className="inline-flex size-5 items-center justify-center rounded-sm text-muted hover:bg-hover">
          <Chevron size={14} aria-hidden />
        </button>
      )}
      <div className="min-w-0">
        <div className="flex min-w-0 items-center gap-1.5">
          <VerdictGlyph kind={worker.verdict.kind} isStale={needs.isStale} />
          <Foreign text={worker.name} className="shrink font-medium" />
          <span className="max-w-1/2 shrink-0"><VerdictButton worker={worker} /></span>
        </div>
        <div className="flex items-center gap-2">
          <p className={classNames(wholeFacts, 'flex-1 pl-5 leading-4.5')}><WorkerFacts worker={worker} /></p>
          <Recover worker={worker} isDense />
        </div>
      </div>
      <div className="flex items-center justify-end gap-2">
        <Figure value={worker.totalRss === null ? null : formats.bytes(worker.totalRss)} label={t('workers.memory')} width={9} isStale={needs.isStale} />
      </div>
      <Figure value={worker.totalCpu === null ? null : formats.percent(worker.totalCpu)} label={t('workers.cpu')} isStale={needs.isStale} />
      <span className="flex items-center justify-end gap-0.5"><Menu worker={worker} isReadOnly={needs.isReadOnly} /><Act worker={worker} /></span>
    </div>
  );
}

function Since({ at }: { at: number }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  return <span title={formats.absolute(at)}>{useTick((now) => t('workers.since', { age: formats.age(now - at) }))}</span>;
}

function WorkerFacts({ worker }: { worker: WorkerView }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const { process, pool, counts } = worker;
  return (
    <>
      <span>{process === null ? t('workers.noProcess') : t('workers.pid', { pid: process.pid })}</span>
      {pool.kind !== 'unknown' && <span>{t('workers.pool', { pool: pool.kind, size: pool.maxConcurrency ?? '' })}</span>}
      {counts?.perMinute !== undefined && counts?.perMinute !== null && <span>{formats.perMinute(counts.perMinute)}</span>}
      {counts?.active !== undefined && counts?.active !== null && counts.active > 0 && <span>{t('workers.active', { count: counts.active })}</span>}
      {process?.startedAt !== undefined && process?.startedAt !== null && <Since at={process.startedAt} />}
    </>
  );
}

export function ChildLine({ row, needs }: { row: Extract<WorkerRow, { kind: 'child' }>; needs: RowNeeds }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const { child, worker } = row;
  const limit = memoryLimitOf(worker.pool, needs.memTotal);
  return (
    <div className={classNames(treeColumns, 'h-full')}>
      <span />
      <p className={classNames(wholeFacts, 'pl-5 leading-5')}>
        <CornerDownRight size={12} aria-hidden className="mt-1 shrink-0" />
        <span className="text-text">{t('workers.child', { pid: child.pid })}</span>
        {child.usage !== null && <StateWord state={child.usage.state} />}
        {child.startedAt === null ? <span>{t('workers.startUnknown')}</span> : <Since at={child.startedAt} />}
        {child.usage?.threads !== undefined && child.usage?.threads !== null && <span>{t('workers.threads', { count: child.usage.threads })}</span>}
      </p>
      <ChildMemory usage={child.usage} limit={limit} isStale={needs.isStale} />
      <Figure value={child.usage?.cpu === undefined || child.usage?.cpu === null ? null : formats.percent(child.usage.cpu)} label={t('workers.cpu')} isStale={needs.isStale} className="text-sm" />
      <span />
    </div>
  );
}

function StateWord({ state }: { state: ProcessUsage['state'] }) {
  const { t } = useTranslation('host');
  if (state === 'running' || state === 'sleeping') return <span>{t(`workers.states.${state}`)}</span>;
  return <span className={state === 'unknown' ? '' : 'font-medium text-warn'}>{t(`workers.states.${state}`)}</span>;
}

function ChildMemory({ usage, limit, isStale }: { usage: ProcessUsage | null; limit: MemoryLimit; isStale: boolean }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const rss = usage?.rss ?? null;
  const share = shareOfLimit(rss, limit);
  const words = rss === null ? null : formats.bytes(rss);
  const isOver = share !== null && share > 100;
  const key = isOver ? 'workers.memoryOverLimit' : 'workers.memoryOf';
  const text = words !== null && limit.kind === 'acts' ? t(key, { used: words, limit: formats.bytes(limit.bytes) }) : (words ?? '');
  return (
    <div className="flex items-center justify-end gap-2" title={text === '' ? undefined : text}>
      {share !== null && <span className={isOver ? 'rounded-sm outline-1 outline-warn' : ''}><Meter value={share} width={48} label={t('workers.memory')} valueText={text} isStale={isStale} /></span>}
      <Figure value={words} width={9} isStale={isStale} className={classNames('text-sm', isOver && 'font-medium text-warn')} />
    </div>
  );
}

export function LossLine({ row }: { row: Extract<WorkerRow, { kind: 'death' | 'end' }> }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const loss = row.kind === 'death' ? row.death : row.end;
  const age = useTick((now) => formats.age(now - loss.at));
  const isGrave = row.kind === 'death' || row.end.silent;
  const text = row.kind === 'death'
    ? row.death.replacedBy === null ? t('workers.childDiedAlone', { pid: loss.pid, age }) : t('workers.childDied', { pid: loss.pid, age, by: row.death.replacedBy })
    : t(row.end.silent ? 'workers.mainEndedSilently' : 'workers.mainEnded', { pid: loss.pid, age });
  return (
    <p className="flex h-full items-center gap-1.5 overflow-hidden pl-12 text-sm whitespace-nowrap figures" title={formats.absolute(loss.at)}>
      {isGrave && <X size={12} strokeWidth={2.5} aria-hidden className="shrink-0 text-bad" />}
      <span className={isGrave ? '' : 'text-muted'}>{text}</span>
    </p>
  );
}
