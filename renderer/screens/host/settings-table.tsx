/** The worker's own settings, asked when this is opened, searchable. A worker that is silent says nothing, and so do we. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import { useActions } from '#renderer/state/hooks.tsx';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { findSettings, type WorkerSetting } from './find-settings.ts';

type Loaded = { readonly settings: readonly WorkerSetting[] } | { readonly error: AppError } | null;

export function SettingsTable({ worker }: { worker: WorkerKey }) {
  const { t } = useTranslation('host');
  const formats = useFormats();
  const { ask } = useActions();
  const [loaded, setLoaded] = useState<Loaded>(null);
  const [search, setSearch] = useState('');
  const [attempt, setAttempt] = useState(1);
  useEffect(() => {
    const ending = new AbortController();
    void ask('worker.configuration', { worker }, { signal: ending.signal, subject: worker }).then((result) => {
      if (!ending.signal.aborted) setLoaded(result.ok ? result.value : { error: result.error });
    });
    return () => ending.abort();
  }, [ask, worker, attempt]);
  const all = loaded !== null && 'settings' in loaded ? loaded.settings : [];
  const found = findSettings(all, search);
  return (
    <section aria-labelledby="worker-settings" className="flex min-w-0 flex-col gap-2">
      <header>
        <h2 id="worker-settings" className="font-semibold">{t('configuration.settings')}</h2>
        <p className="text-sm text-muted">{t('configuration.settingsHelp')}</p>
      </header>
      {loaded === null && <p role="status" className="text-muted">{t('configuration.loading')}</p>}
      {loaded !== null && 'error' in loaded && <div role="alert" className="flex flex-col items-start gap-2"><p className="font-medium">{t('configuration.failed')}</p><ErrorNote error={loaded.error} /><Button onClick={() => { setLoaded(null); setAttempt(attempt + 1); }}>{t('configuration.again')}</Button></div>}
      {loaded !== null && 'settings' in loaded && (all.length === 0 ? <p className="text-muted">{t('configuration.empty')}</p> : (
        <>
          <div className="flex items-center gap-3">
            <TextField className="flex-1" label={t('configuration.search')} isLabelHidden placeholder={t('configuration.search')} value={search} onChange={setSearch} />
            <span role="status" className="text-sm text-muted figures">{t('configuration.count', { shown: formats.number(found.length), total: formats.number(all.length) })}</span>
          </div>
          <div className="max-h-[60vh] overflow-auto border-y" tabIndex={0} aria-labelledby="worker-settings">
            <table className="w-full table-fixed text-left">
              <thead className="sr-only"><tr><th scope="col">{t('configuration.setting')}</th><th scope="col">{t('configuration.value')}</th></tr></thead>
              <tbody>
                {found.map((setting) => (
                  <tr key={setting.name} className="border-b last:border-b-0">
                    <th scope="row" className="w-1/2 truncate py-1 pr-3 font-normal"><Foreign text={setting.name} className="max-w-full" /></th>
                    <td className="py-1 font-mono text-sm wrap-anywhere text-muted">{showForeign(setting.value, 500)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {found.length === 0 && <p className="py-1.5 text-muted">{t('configuration.noMatch')}</p>}
          </div>
        </>
      ))}
    </section>
  );
}
