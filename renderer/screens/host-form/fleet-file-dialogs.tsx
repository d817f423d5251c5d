/** The fleet as one file: out to share, in from a colleague. Problems stand with line and column; half is never imported. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { describeFileProblem } from '#renderer/format/describe-error.ts';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useActions } from '#renderer/state/hooks.tsx';
import type { AppError } from '#shared/errors.ts';

const longestText = 2_000_000;

export function ImportFleetDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('hostForm');
  const { ask } = useActions();
  const toast = useToast();
  const [text, setText] = useState('');
  const [fileProblem, setFileProblem] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [isWorking, setWorking] = useState(false);
  const take = async (file: File | undefined): Promise<void> => {
    setFileProblem(null);
    setError(null);
    if (file === undefined) return;
    if (file.size > longestText) return setFileProblem(t('file.tooLarge'));
    try {
      setText(await file.text());
    } catch {
      setFileProblem(t('file.unreadable'));
    }
  };
  const submit = async (): Promise<void> => {
    if (text.length > longestText) return setFileProblem(t('file.tooLarge'));
    setWorking(true);
    setError(null);
    const result = await ask('fleet.import', { text });
    setWorking(false);
    if (!result.ok) return setError(result.error);
    toast({ tone: 'done', title: t('file.imported', { added: result.value.added.length, updated: result.value.updated.length }) });
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={t('file.importTitle')}
      description={t('file.importHelp')}
      footer={<><Button onClick={onClose}>{t('cancel')}</Button><Button look="filled" disabled={text.trim() === ''} isWorking={isWorking} onClick={() => void submit()}>{t('file.confirmImport')}</Button></>}
    >
      <div className="flex flex-col gap-3 pb-1">
        <label className="inline-flex h-7 w-max items-center rounded-md border border-line-strong/60 bg-raised px-3 font-medium hover:bg-hover has-focus-visible:outline-2">
          {t('file.choose')}
          <input type="file" accept=".yaml,.yml,.json,.txt" className="sr-only" onChange={(event) => void take(event.target.files?.[0])} />
        </label>
        <TextField label={t('file.paste')} isMono rows={14} value={text} error={fileProblem ?? undefined} onChange={(next) => { setText(next); setFileProblem(null); }} />
        {error !== null && <ImportProblems error={error} />}
      </div>
    </Dialog>
  );
}

function ImportProblems({ error }: { error: AppError }) {
  const { t } = useTranslation('hostForm');
  const { t: tErrors } = useTranslation('errors');
  if (error.code !== 'fleet-file-invalid') return <ErrorNote error={error} />;
  return (
    <div role="alert">
      <p className="font-medium">{t('file.problems', { count: error.problems.length })}</p>
      <ul className="mt-1 flex max-h-44 flex-col overflow-auto">
        {error.problems.map((problem, index) => (
          <li key={index} className="flex gap-3 border-b py-1">
            <span className="figures w-40 shrink-0 text-muted">{t('file.line', { line: problem.line, column: problem.column })}</span>
            <span className="min-w-0 flex-1 wrap-anywhere">{problem.path !== '' && <code className="pr-2 font-mono text-sm">{showForeign(problem.path, 200)}</code>}{describeFileProblem(tErrors, problem)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function ExportFleetDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('hostForm');
  const { ask } = useActions();
  const [loaded, setLoaded] = useState<{ text: string } | { error: AppError } | null>(null);
  useEffect(() => {
    const ending = new AbortController();
    void ask('fleet.export', {}, { signal: ending.signal }).then((result) => {
      if (!ending.signal.aborted) setLoaded(result.ok ? result.value : { error: result.error });
    });
    return () => ending.abort();
  }, [ask]);
  const download = (text: string): void => {
    const address = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = 'fleet.yaml';
    link.click();
    URL.revokeObjectURL(address);
  };
  const text = loaded !== null && 'text' in loaded ? loaded.text : null;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={t('file.exportTitle')}
      description={t('file.exportHelp')}
      footer={<><Button onClick={onClose}>{t('file.close')}</Button><Button look="filled" disabled={text === null} onClick={() => { if (text !== null) download(text); }}>{t('file.download')}</Button></>}
    >
      {loaded !== null && 'error' in loaded
        ? <ErrorNote error={loaded.error} />
        : <pre tabIndex={0} aria-label={t('file.exportTitle')} className="h-80 overflow-auto rounded-md border bg-sunken p-2.5 font-mono text-sm select-text">{text ?? ''}</pre>}
    </Dialog>
  );
}
