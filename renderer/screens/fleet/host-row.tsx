/** One host on one line. Pressing the row folds it; its name opens it. */
import { memo } from 'react';
import { useWords } from '#renderer/components/words-context.tsx';
import { ChevronRight } from 'lucide-react';
import type { HostView } from '#shared/domain/host.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { Age } from '#renderer/components/age.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Foreign } from '#renderer/components/foreign.tsx';
import { ScoreChip } from '#renderer/components/score-chip.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { flipHost } from '#renderer/state/slices/fleet-view.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectSettings } from '#renderer/state/selectors/app-facts.ts';
import { acrossFigures, fleetGrid, onlyWide } from './fleet-columns.tsx';
import { HostFigures } from './host-figures.tsx';
import { HostLinkSentence, RetryHost } from './host-link.tsx';
import { VerdictSummary } from './verdict-summary.tsx';

export const HostRow = memo(function HostRow({ host, workers, isOpen }: { host: HostView; workers: readonly WorkerView[]; isOpen: boolean }) {
  const t = useWords('fleet');
  const { changeFleetView } = useActions();
  const everyMs = useApp((state) => selectSettings(state).sampleEveryMs);
  const sampledAt = host.sample?.at ?? null;
  const isConnected = host.link.phase === 'connected';
  const isOld = useTick((now) => sampledAt !== null && now - sampledAt > 2 * everyMs + 1000);
  const isStale = isOld || !isConnected;
  const fold = (): void => changeFleetView((view) => flipHost(view, host.id));
  return (
    <div className={classNames(fleetGrid, 'row', !host.config.isOn && 'opacity-70')} onClick={fold}>
      <span role="gridcell" className="flex min-w-0 items-center gap-1">
        <button
          type="button"
          tabIndex={-1}
          aria-label={t(isOpen ? 'fold' : 'unfold', { host: isolateForeign(host.config.name) })}
          onClick={(event) => { event.stopPropagation(); fold(); }}
          className={classNames('inline-flex size-4 shrink-0 items-center justify-center rounded-sm text-muted hover:text-text', workers.length === 0 && 'invisible')}
        >
          <ChevronRight size={14} aria-hidden className={isOpen ? 'rotate-90' : ''} />
        </button>
        <a href={formatRoute({ screen: 'host', host: host.id, worker: null })} tabIndex={-1} onClick={(event) => event.stopPropagation()} className="flex min-w-0 font-semibold hover:underline">
          <Foreign text={host.config.name} />
        </a>
        <HostScore host={host} />
      </span>
      {isConnected
        ? <HostFigures host={host} workers={workers} isStale={isStale} />
        : <span role="gridcell" className={acrossFigures} onClick={(event) => event.stopPropagation()}><HostLinkSentence host={host} /></span>}
      <span role="gridcell" className="min-w-0 pl-3"><VerdictSummary workers={workers} isStale={isStale} /></span>
      <span role="gridcell" className={`text-right ${onlyWide}`}><Age at={sampledAt} everyMs={everyMs} reason={t('noSample')} /></span>
      <span role="gridcell" className="flex justify-end" onClick={(event) => event.stopPropagation()}><RetryHost host={host} /></span>
    </div>
  );
});

/** The newest diagnosis beside the name; nothing where there was none. */
function HostScore({ host }: { host: HostView }) {
  const run = useApp((state) => state.diagnosis.latest.get(host.id) ?? null);
  if (run === null) return null;
  return <ScoreChip run={run} href={formatRoute({ screen: 'diagnosis', host: host.id, run: null, against: null, finding: null })} />;
}
