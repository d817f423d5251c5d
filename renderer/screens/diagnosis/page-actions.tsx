/** What can be done with a run besides running again: compare, print, save, share. */
import { useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Ellipsis, FileDown, FolderOpen, PackageOpen, Printer } from 'lucide-react';
import { saveFile } from '#renderer/charts/export-charts.ts';
import { Button } from '#renderer/components/button.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { Menu } from '#renderer/components/menu.tsx';
import { Select } from '#renderer/components/select.tsx';
import { useTick } from '#renderer/components/ticker.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import type { DiagnosisRun, RunId, RunSummary } from '#shared/domain/diagnosis.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { BundleDialog } from './bundle-dialog.tsx';
import { useBundlePicker } from './use-bundle-picker.tsx';
import { reportFile, reportName } from './save-report.ts';

const none = ' none';
const mostChoices = 60;

export function PageActions({ host, run, runs, against, sheet, onCompare }: { host: HostId; run: DiagnosisRun | null; runs: readonly RunSummary[]; against: RunId | null; sheet: RefObject<HTMLElement | null>; onCompare: (run: RunId | null) => void }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const [isBundling, setBundling] = useState(false);
  const picker = useBundlePicker();
  const now = useTick((time) => Math.floor(time / 3_600_000) * 3_600_000);
  const others = runs.filter(({ id }) => id !== run?.id);
  const listed = others.slice(0, mostChoices).concat(others.slice(mostChoices).filter(({ id }) => id === against));
  return (
    <>
      {run !== null && listed.length > 0 && (
        <Select
          label={t('page.compareLabel')} prefix={t('page.compareLabel')} value={against ?? none} onChange={(id) => onCompare(id === none ? null : (id as RunId))}
          choices={[{ value: none, label: t('page.compareNone') }, ...listed.map((one) => ({ value: one.id as string, label: `${formats.moment(one.endedAt, now)} · ${one.value ?? '–'}` }))]}
        />
      )}
      {run !== null && <ReportMenu run={run} sheet={sheet} onBundle={() => setBundling(true)} onOpen={picker.choose} />}
      {picker.input}
      {isBundling && <BundleDialog hosts={[host]} onClose={() => setBundling(false)} />}
    </>
  );
}

function ReportMenu({ run, sheet, onBundle, onOpen }: { run: DiagnosisRun; sheet: RefObject<HTMLElement | null>; onBundle: () => void; onOpen: () => void }) {
  const { t } = useTranslation('diagnosis');
  const save = useSaveReport(run, sheet);
  return (
    <Menu
      trigger={<Button look="quiet" className="px-1.5" aria-label={t('page.more')} title={t('page.more')} icon={<Ellipsis size={16} aria-hidden />} />}
      items={[
        // The menu is gone from the page before the system's dialog stops it.
        { kind: 'action', id: 'print', label: t('page.print'), icon: <Printer size={14} aria-hidden />, onChoose: () => void setTimeout(() => window.print(), 0) },
        { kind: 'action', id: 'save', label: t('page.saveReport'), icon: <FileDown size={14} aria-hidden />, onChoose: save },
        { kind: 'separator', id: 'line' },
        { kind: 'action', id: 'bundle', label: t('page.makeBundle'), icon: <PackageOpen size={14} aria-hidden />, onChoose: () => void setTimeout(onBundle, 0) },
        { kind: 'action', id: 'open', label: t('page.openBundle'), icon: <FolderOpen size={14} aria-hidden />, onChoose: onOpen },
      ]}
    />
  );
}

export function useSaveReport(run: DiagnosisRun, sheet: RefObject<HTMLElement | null>): () => void {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const toast = useToast();
  return () => {
    if (sheet.current === null) return;
    const name = reportName(run.hostName, run.endedAt);
    const text = reportFile(sheet.current, `${t('report.title', { host: isolateForeign(run.hostName) })}, ${formats.absolute(run.endedAt)}`, formats.language);
    saveFile(name, new Blob([text], { type: 'text/html' }));
    toast({ tone: 'done', title: t('report.saved', { name }) });
  };
}
