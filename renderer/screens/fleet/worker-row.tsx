/** One worker on one line: verdict first, its proofs behind the words, its remedy at the end. */
import { memo } from 'react';
import type { HostView } from '#shared/domain/host.ts';
import type { WorkerView } from '#shared/domain/worker.ts';
import { Age } from '#renderer/components/age.tsx';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Figure } from '#renderer/components/figure.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Popover } from '#renderer/components/popover.tsx';
import { RemedyAdvice } from '#renderer/components/remedy-advice.tsx';
import { Sparkline } from '#renderer/components/sparkline.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { VerdictGlyph, verdictHue } from '#renderer/components/verdict-glyph.tsx';
import { VerdictProofs } from '#renderer/components/verdict-proofs.tsx';
import { describeVerdict, isSick } from '#renderer/format/describe-verdict.ts';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import { splitNodeName } from '#renderer/format/split-node-name.ts';
import { useApp } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import { selectSettings } from '#renderer/state/selectors/app-facts.ts';
import { useFleetActs } from './fleet-acts.tsx';
import { fleetGrid, onlyWide } from './fleet-columns.tsx';
import { useWords } from '#renderer/components/words-context.tsx';

type Props = { worker: WorkerView; host: HostView | null };

export const WorkerRow = memo(function WorkerRow({ worker, host }: Props) {
  const everyMs = useApp((state) => selectSettings(state).sampleEveryMs);
  const usageAt = worker.usage?.at ?? null;
  const isOld = useTick((now) => usageAt === null || now - usageAt > 2 * everyMs + 1000);
  const isAway = worker.verdict.kind === 'unreachable' || worker.verdict.kind === 'unknown';
  const seenAt = Math.max(usageAt ?? 0, worker.heartbeat?.at ?? 0, worker.counts?.at ?? 0);
  return (
    <div className={classNames(fleetGrid, 'row')}>
      <span role="gridcell" className="flex min-w-0 items-center gap-2 pl-5">
        <VerdictGlyph kind={worker.verdict.kind} />
        <WorkerName worker={worker} host={host} />
      </span>
      <WorkerFigures worker={worker} isStale={isOld || isAway} />
      <span role="gridcell" className="min-w-0 pl-3"><VerdictCell worker={worker} /></span>
      <span role="gridcell" className={`text-right ${onlyWide}`}><Age at={seenAt === 0 ? null : seenAt} everyMs={everyMs} /></span>
      <span role="gridcell" className="flex items-center justify-end gap-0.5"><ActCell worker={worker} /><RemedyCell worker={worker} host={host} /></span>
    </div>
  );
});

function WorkerName({ worker, host }: Props) {
  const hostNames = host === null ? [] : [host.config.name, host.identity?.hostname ?? host.config.name];
  const { own, repeated } = splitNodeName(worker.name, hostNames);
  const words = <><Foreign text={own} />{repeated !== '' && <Foreign text={repeated} className="shrink-[1000] text-muted" />}</>;
  if (worker.host === null) return words;
  return (
    <a href={formatRoute({ screen: 'host', host: worker.host, worker: worker.key })} tabIndex={-1} className="flex min-w-0 hover:underline" title={showForeign(worker.name)}>{words}</a>
  );
}

function WorkerFigures({ worker, isStale }: { worker: WorkerView; isStale: boolean }) {
  const t = useWords('fleet');
  const formats = useFormats();
  const { pool, counts } = worker;
  const kind = t(`pool.kind.${pool.kind}`);
  const size = pool.maxConcurrency;
  const perMinute = counts?.perMinute ?? null;
  return (
    <>
      <span role="gridcell" className={`truncate text-muted ${onlyWide}`} title={size === null ? kind : t('pool.size', { pool: kind, count: size })}>{size === null || pool.kind === 'solo' ? kind : `${kind} ${formats.number(size)}`}</span>
      <span role="gridcell" className="flex items-center gap-2">
        <Sparkline values={worker.memorySpark} label={t('memoryTrend')} width={72} minSpan={16 * 1024 * 1024} isStale={isStale} />
        <Figure width={7.5} value={worker.totalRss === null ? null : formats.bytes(worker.totalRss)} reason={worker.totalRss === null ? t('rssUnknown') : t('rss')} isStale={isStale} />
      </span>
      <span role="gridcell" className="flex justify-end"><Figure value={worker.totalCpu === null ? null : formats.percent(worker.totalCpu)} reason={worker.totalCpu === null ? t('rssUnknown') : t('cpu')} isStale={isStale} /></span>
      <span role="gridcell" className="flex justify-end"><Figure value={perMinute === null ? null : formats.perMinute(perMinute)} reason={perMinute === null ? t('perMinuteUnknown') : t('perMinute')} isStale={isStale} /></span>
      <span role="gridcell" className="flex justify-end"><ActiveFigure worker={worker} isStale={isStale} /></span>
    </>
  );
}

function ActiveFigure({ worker, isStale }: { worker: WorkerView; isStale: boolean }) {
  const t = useWords('fleet');
  const formats = useFormats();
  const active = worker.counts?.active ?? null;
  return active === null || active === 0 ? null : <Figure value={formats.number(active)} reason={t('active')} isStale={isStale} />;
}

function VerdictCell({ worker }: { worker: WorkerView }) {
  const t = useWords('fleet');
  const tVerdict = useWords('verdicts');
  const { verdict, ends } = worker;
  const words = describeVerdict(tVerdict, verdict);
  const sick = isSick(verdict.kind);
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Popover
        label={t('proofs', { worker: isolateForeign(worker.name), verdict: words.name })}
        trigger={
          <button type="button" className="-ml-1 flex shrink-0 items-center gap-1.5 rounded-sm px-1 whitespace-nowrap hover:bg-selected">
            <span className={classNames(sick ? `font-medium ${verdictHue[verdict.kind]}` : 'text-text')}>{words.name}</span>
            <Age at={verdict.since} />
            {ends.length > 1 && <span className="text-muted figures" title={t('endings', { count: ends.length })}>×{ends.length}</span>}
          </button>
        }
      >
        <VerdictProofs verdict={verdict} />
      </Popover>
      {(sick || verdict.kind === 'unknown') && <span className="hidden min-w-0 truncate text-muted min-[1400px]:inline" title={words.reason}>{words.reason}</span>}
    </span>
  );
}

/** Seen where the pointer is; the keyboard has the palette and its own keys. */
function ActCell({ worker }: { worker: WorkerView }) {
  const { Menu } = useFleetActs();
  if (worker.host === null) return null;
  return <span className="opacity-0 group-hover:opacity-100 focus-within:opacity-100 has-[[aria-expanded=true]]:opacity-100"><Menu worker={worker} /></span>;
}

function RemedyCell({ worker, host }: Props) {
  const t = useWords('fleet');
  const { Recover, hasPlaybook } = useFleetActs();
  const { remedy } = worker.verdict;
  if (hasPlaybook(worker)) return <Recover worker={worker} />;
  // The host's own row says what to do about the host; waiting needs no button.
  if (remedy === null || remedy === 'wait' || remedy === 'look-at-host') return null;
  return (
    <Popover label={t('remedyFor', { worker: isolateForeign(worker.name) })} align="end" trigger={<Button size="small" aria-label={t('remedyFor', { worker: isolateForeign(worker.name) })}>{t('whatToDo')}</Button>}>
      <RemedyAdvice worker={worker} hostName={host?.config.name ?? null} />
    </Popover>
  );
}
