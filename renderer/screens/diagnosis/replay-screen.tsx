/** A support bundle looked at: the same page, marked on every side as a replay; nothing in it can be run, muted or changed. */
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FileDown, FolderOpen, Printer } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { Select } from '#renderer/components/select.tsx';
import type { DescribeFinding } from '#renderer/format/describe-finding.ts';
import { isolateForeign, showForeign } from '#renderer/format/show-foreign.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import type { Replay } from '#renderer/state/slices/diagnosis-view.ts';
import type { DiagnosisRun, RunId } from '#shared/domain/diagnosis.ts';
import { BundleDrop } from './bundle-drop.tsx';
import { useSaveReport } from './page-actions.tsx';
import { ReportSheet } from './report-sheet.tsx';
import { RunHeader } from './run-header.tsx';
import { RunView } from './run-view.tsx';
import { useBundlePicker } from './use-bundle-picker.tsx';
import { useFindingWords } from './use-finding-words.ts';

export function ReplayScreen({ run: wanted, finding }: { run: RunId | null; finding: string | null }) {
  const { t } = useTranslation('diagnosis');
  const replay = useApp((state) => state.replay);
  const describe = useFindingWords();
  const picker = useBundlePicker();
  const run = replay === null ? null : (replay.bundle.runs.find(({ id }) => id === wanted) ?? replay.bundle.runs[0] ?? null);
  const body = replay === null
    ? <EmptyState title={t('replay.empty.title')} action={<Button look="filled" isWorking={picker.isOpening} onClick={picker.choose}>{t('replay.empty.choose')}</Button>}>{t('replay.empty.body')}<span className="mt-1 block">{t('bundle.chooseHelp')}</span></EmptyState>
    : <><ReplayMark replay={replay} onOpen={picker.choose} />{run === null ? <p className="px-4 py-6 text-muted">{t('replay.noRuns')}</p> : describe !== null && <ReplayRun key={run.id} replay={replay} run={run} describe={describe} finding={finding} />}</>;
  return <BundleDrop onFile={(file) => void picker.take(file)}>{picker.input}{body}</BundleDrop>;
}

/** A hatched edge that no living page has. */
function ReplayMark({ replay, onOpen }: { replay: Replay; onOpen: () => void }) {
  const { t } = useTranslation('diagnosis');
  const navigate = useNavigate();
  const { showReplay } = useActions();
  const { bundle } = replay;
  const detail = useReplayNote(replay);
  const close = (): void => { showReplay(null); navigate(formatRoute({ screen: 'diagnoses' })); };
  return (
    <div role="status" className="flex shrink-0 items-center gap-3 border-b bg-[repeating-linear-gradient(135deg,transparent_0_10px,color-mix(in_oklch,var(--verdict-away)_8%,transparent)_10px_20px)] px-4 py-2 print:hidden">
      <span className="rounded-sm border border-away bg-surface px-2 font-semibold tracking-wide text-away uppercase">{t('replay.mark')}</span>
      <p className="min-w-0 flex-1 wrap-anywhere">
        <span className="font-medium">{t('replay.what')}</span> <span className="text-muted">{detail} {bundle.options.withTaskArguments ? t('replay.withArguments') : t('replay.withoutArguments')} {bundle.options.isAnonymous && t('replay.anonymous')}</span>
      </p>
      <Button size="small" icon={<FolderOpen size={13} aria-hidden />} onClick={onOpen}>{t('page.openBundle')}</Button>
      <Button size="small" onClick={close}>{t('replay.close')}</Button>
    </div>
  );
}

function useReplayNote({ fileName, bundle }: Replay): string {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  return t('replay.detail', { file: isolateForeign(fileName), when: formats.absolute(bundle.savedAt), version: showForeign(bundle.version, 30) });
}

function ReplayRun({ replay, run, describe, finding }: { replay: Replay; run: DiagnosisRun; describe: DescribeFinding; finding: string | null }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const navigate = useNavigate();
  const sheet = useRef<HTMLElement>(null);
  const save = useSaveReport(run, sheet);
  const hrefOf = useMemo(() => (id: string): string => formatRoute({ screen: 'replay', run: run.id, finding: id }), [run.id]);
  const note = t('report.replayNote', { file: isolateForeign(replay.fileName), when: formats.absolute(replay.bundle.savedAt) });
  const { runs } = replay.bundle;
  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col print:hidden">
        <RunHeader name={run.hostName} nameHref={null} run={run} progress={null} isReplay>
          {runs.length > 1 && (
            <Select label={t('replay.run')} prefix={t('replay.run')} value={run.id as string} onChange={(id) => navigate(formatRoute({ screen: 'replay', run: id as RunId, finding: null }))}
              choices={runs.map((one) => ({ value: one.id as string, label: `${showForeign(one.hostName, 40)} · ${formats.absolute(one.endedAt)} · ${one.value ?? '–'}` }))} />
          )}
          <Button icon={<FileDown size={14} aria-hidden />} onClick={save}>{t('page.saveReport')}</Button>
          <Button icon={<Printer size={14} aria-hidden />} onClick={() => window.print()}>{t('page.print')}</Button>
        </RunHeader>
        <RunView run={run} describe={describe} hrefOf={hrefOf} isReplay chosen={finding} help={{ user: null, onAgain: null, editHref: null }} />
      </div>
      <ReportSheet run={run} describe={describe} user={null} replayNote={note} sheet={sheet} />
    </>
  );
}
