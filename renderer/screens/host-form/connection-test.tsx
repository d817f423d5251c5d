/** The way to a worker as a list of stages: how far it goes, how long each took, and at the first failure what to mend. */
import { useTranslation } from 'react-i18next';
import { Check, Circle, LoaderCircle, TriangleAlert, X } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import type { HostDraft } from '#shared/domain/host-config.ts';
import type { TestStage } from '#shared/domain/connection-test.ts';
import { failedStage, hasWarnings, stageRows, type StageRow } from './read-report.ts';
import type { TestState } from './use-connection-test.ts';

const signs: Readonly<Record<TestStage['outcome'], typeof Check>> = { ok: Check, failed: X, 'not-tried': Circle, warning: TriangleAlert };
const hues: Readonly<Record<TestStage['outcome'], string>> = { ok: 'text-good', failed: 'text-bad', 'not-tried': 'text-line-strong', warning: 'text-warn' };

export function ConnectionTest(props: { state: TestState; draft: HostDraft | null; onRun: () => void; onStop: () => void }) {
  const { t } = useTranslation('hostForm');
  const { state } = props;
  const isRunning = state.step === 'running';
  const isStale = (state.step === 'done' || state.step === 'failed') && JSON.stringify(state.draft) !== JSON.stringify(props.draft);
  const rows = stageRows(state.step === 'done' ? state.report : null);
  return (
    <section aria-labelledby="connection-test" className="flex flex-col gap-3">
      <div className="flex items-center justify-between gap-3">
        <h2 id="connection-test" className="text-lg font-semibold">{t('test.title')}</h2>
        {isRunning
          ? <Button onClick={props.onStop}>{t('test.stop')}</Button>
          : <Button onClick={props.onRun}>{state.step === 'idle' ? t('test.run') : t('test.again')}</Button>}
      </div>
      <p role="status" className="min-h-5 text-muted"><Summary state={state} isStale={isStale} /></p>
      <ol className={classNames('flex flex-col', isStale && 'opacity-60')} aria-busy={isRunning}>
        {rows.map((row, index) => <Stage key={`${row.hop}|${row.stage}|${index}`} row={row} isRunning={isRunning} />)}
      </ol>
      {state.step === 'failed' && <ErrorNote error={state.error} />}
    </section>
  );
}

function Summary({ state, isStale }: { state: TestState; isStale: boolean }) {
  const { t } = useTranslation('hostForm');
  if (state.step === 'idle') return t('test.intro');
  if (state.step === 'running') return t('test.running');
  if (isStale) return t('test.stale');
  if (state.step === 'failed') return null;
  if (state.report.passed) return <span className="text-text">{hasWarnings(state.report) ? t('test.passedWithWarnings') : t('test.passed')}</span>;
  const failed = failedStage(state.report);
  return failed === null ? null : <span className="text-text">{t('test.failed', { stage: t(`test.stages.${failed.stage}`) })}</span>;
}

function Stage({ row, isRunning }: { row: StageRow; isRunning: boolean }) {
  const { t } = useTranslation('hostForm');
  const formats = useFormats();
  const Sign = isRunning ? LoaderCircle : signs[row.outcome];
  return (
    <li className={classNames('border-b py-1.5', row.isOnJump && 'pl-5')}>
      <div className="flex min-h-5 items-baseline gap-2.5">
        <Sign size={14} strokeWidth={2.5} aria-hidden className={classNames('shrink-0 translate-y-0.5', isRunning ? 'text-line-strong' : hues[row.outcome])} />
        <span className={classNames('w-28 shrink-0', row.outcome === 'not-tried' ? 'text-muted' : 'font-medium')}>
          {t(`test.stages.${row.stage}`)}
          <span className="sr-only">{`: ${t(`test.outcome.${row.outcome}`)}`}</span>
        </span>
        <span className="min-w-0 flex-1 font-mono text-sm wrap-anywhere text-muted">
          {row.isOnJump && <span className="pr-2 font-sans">{t('test.hop', { hop: isolateForeign(row.hop, 80) })}</span>}
          {row.detail !== null && <bdi>{showForeign(row.detail, 300)}</bdi>}
        </span>
        <span className="figures text-sm text-muted">{row.tookMs === null ? '' : formats.duration(row.tookMs)}</span>
      </div>
      {row.error !== null && <ErrorNote error={row.error} className={classNames('mt-1 ml-6 border-l-2 pl-3', row.outcome === 'failed' ? 'border-bad' : 'border-warn')} />}
    </li>
  );
}
