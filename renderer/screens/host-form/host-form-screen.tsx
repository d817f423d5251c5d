/**
 * Add or edit a host. The connection test stands beside the form and is never a condition for saving: a Pi that is
 * switched off today may still be put into the list.
 */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Download, Upload } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { EmptyState } from '#renderer/components/empty-state.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useApp } from '#renderer/state/hooks.tsx';
import type { HostView } from '#shared/domain/host.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { ConnectionTest } from './connection-test.tsx';
import { ExportFleetDialog, ImportFleetDialog } from './fleet-file-dialogs.tsx';
import { BrokerFields, LoginFields, PlaceFields, ReachFields } from './host-form-sections.tsx';
import { useConnectionTest } from './use-connection-test.ts';
import { useHostForm } from './use-host-form.ts';

export type HostFormScreenProps = {
  /** null: a new host. */
  host: HostId | null;
  /** The desktop can open a file dialog for keys; a browser page cannot see paths. */
  canChooseKey: boolean;
  onSaved: (host: HostId) => void;
  onLeave: () => void;
};

export function HostFormScreen(props: HostFormScreenProps) {
  const { t } = useTranslation('hostForm');
  const host = useApp((state) => (props.host === null ? null : state.replica.hosts.get(props.host)));
  const isLoaded = useApp((state) => state.replica.engine !== null);
  if (host === undefined) {
    if (!isLoaded) return null;
    return <EmptyState title={t('notFound')} action={<Button onClick={props.onLeave}>{t('backToFleet')}</Button>} />;
  }
  // The key keeps what is typed when the engine reports news about the same host, and starts anew for another.
  return <HostFormPage key={host?.id ?? 'new'} {...props} known={host} />;
}

function HostFormPage({ known, canChooseKey, onSaved, onLeave }: HostFormScreenProps & { known: HostView | null }) {
  const { t } = useTranslation('hostForm');
  const state = useHostForm(known, onSaved);
  const test = useConnectionTest(known?.id ?? null);
  const [file, setFile] = useState<'import' | 'export' | null>(null);
  const count = Object.keys(state.problems).length;
  return (
    <div className="h-full overflow-auto">
      <div className="mx-auto flex max-w-290 flex-col gap-5 px-6 py-5">
        <header className="flex items-center gap-3">
          <h1 className="min-w-0 flex-1 truncate text-xl font-semibold">{known === null ? t('addTitle') : t('editTitle', { name: isolateForeign(known.config.name, 80) })}</h1>
          {known === null && (
            <>
              <Button look="quiet" icon={<Upload size={16} aria-hidden />} onClick={() => setFile('import')}>{t('file.import')}</Button>
              <Button look="quiet" icon={<Download size={16} aria-hidden />} onClick={() => setFile('export')}>{t('file.export')}</Button>
            </>
          )}
        </header>
        <div className="grid items-start gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
          <form
            noValidate
            className="flex min-w-0 flex-col gap-7"
            onSubmit={(event) => {
              event.preventDefault();
              const form = event.currentTarget;
              void state.save();
              // Once the problems are drawn: the first field that needs mending gets the focus.
              requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
            }}
          >
            <ReachFields state={state} isNew={known === null} />
            <LoginFields state={state} canChooseKey={canChooseKey} />
            <BrokerFields state={state} />
            <PlaceFields state={state} />
            {state.error !== null && <div role="alert" className="border-l-2 border-bad pl-3"><p className="font-medium">{t('saveFailed')}</p><ErrorNote error={state.error} /></div>}
            <footer className="flex items-center gap-2 border-t pt-4">
              <Button look="filled" type="submit" isWorking={state.isSaving}>{known === null ? t('add') : t('save')}</Button>
              <Button onClick={onLeave}>{state.isChanged ? t('discard') : t('cancel')}</Button>
              <span role="status" className="pl-2 text-sm text-muted">{count > 0 ? t('problemsFirst', { count }) : ''}</span>
            </footer>
          </form>
          <div className="lg:sticky lg:top-0 lg:border-l lg:pl-8">
            <ConnectionTest
              state={test.state}
              draft={state.draft}
              onStop={test.stop}
              onRun={() => { state.tryAll(); if (state.draft !== null) void test.run(state.draft); }}
            />
          </div>
        </div>
      </div>
      {file === 'import' && <ImportFleetDialog onClose={() => setFile(null)} />}
      {file === 'export' && <ExportFleetDialog onClose={() => setFile(null)} />}
    </div>
  );
}
