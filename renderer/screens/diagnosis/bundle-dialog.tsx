/** Makes a support bundle: what goes in is chosen, what came out is looked at by opening it, then it is saved. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '#renderer/charts/export-charts.ts';
import { Button } from '#renderer/components/button.tsx';
import { Dialog } from '#renderer/components/dialog.tsx';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useNavigate } from '#renderer/components/navigation.tsx';
import { Switch } from '#renderer/components/switch.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions } from '#renderer/state/hooks.tsx';
import { formatRoute } from '#renderer/state/routes.ts';
import type { BundleOptions, OpenedBundle } from '#shared/domain/diagnosis.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';

/** What stands in the file where a secret stood. */
const mask = '***';

type Made = { readonly name: string; readonly text: string; readonly opened: OpenedBundle };

/** As many as the contract takes. */
const mostHosts = 100;

export function BundleDialog({ hosts: wanted, onClose }: { hosts: readonly HostId[]; onClose: () => void }) {
  const hosts = wanted.slice(0, mostHosts);
  const { t } = useTranslation('diagnosis');
  const navigate = useNavigate();
  const toast = useToast();
  const { ask, showReplay } = useActions();
  const [options, setOptions] = useState<BundleOptions>({ withTaskArguments: false, isAnonymous: false });
  const [made, setMade] = useState<Made | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [isWorking, setWorking] = useState(false);
  const change = (next: Partial<BundleOptions>): void => { setOptions((old) => ({ ...old, ...next })); setMade(null); };
  const make = async (): Promise<void> => {
    setWorking(true);
    setError(null);
    const result = await ask('diagnosis.bundle', { hosts: [...hosts], options });
    // What is in it is not what was asked for but what an opened bundle shows.
    const opened = result.ok ? await ask('diagnosis.open-bundle', { text: result.value.text }) : null;
    setWorking(false);
    if (!result.ok) return setError(result.error);
    if (opened !== null && !opened.ok) return setError(opened.error);
    if (opened !== null) setMade({ ...result.value, opened: opened.value });
  };
  const save = (): void => {
    if (made === null) return;
    saveFile(made.name, new Blob([made.text], { type: 'application/json' }));
    toast({ tone: 'done', title: t('bundle.saved', { name: made.name }) });
  };
  const look = (): void => {
    if (made === null) return;
    showReplay({ fileName: made.name, bundle: made.opened });
    navigate(formatRoute({ screen: 'replay', run: null, finding: null }));
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('bundle.title')}
      description={t('bundle.lead')}
      footer={
        <>
          <Button onClick={onClose}>{t('bundle.cancel')}</Button>
          {made === null
            ? <Button look="filled" isWorking={isWorking} onClick={() => void make()}>{isWorking ? t('bundle.making') : t('bundle.make')}</Button>
            : <><Button onClick={look}>{t('bundle.look')}</Button><Button look="filled" onClick={save}>{t('bundle.save')}</Button></>}
        </>
      }
    >
      <div className="flex flex-col gap-4 pb-1">
        <div>
          <p className="font-medium">{t('bundle.hosts', { count: hosts.length })}</p>
          {wanted.length > mostHosts && <p className="text-muted">{t('bundle.most', { most: mostHosts, count: hosts.length })}</p>}
        </div>
        <Switch label={t('bundle.anonymous')} help={t('bundle.anonymousHelp')} isOn={options.isAnonymous} onChange={(isAnonymous) => change({ isAnonymous })} />
        <Switch label={t('bundle.withArguments')} help={t('bundle.withArgumentsHelp')} isOn={options.withTaskArguments} onChange={(withTaskArguments) => change({ withTaskArguments })} />
        {error !== null && <ErrorNote error={error} />}
        {made !== null && <Inside made={made} />}
      </div>
    </Dialog>
  );
}

function Inside({ made }: { made: Made }) {
  const { t } = useTranslation('diagnosis');
  const formats = useFormats();
  const { options, runs } = made.opened;
  const masked = made.text.split(mask).length - 1;
  const removed: readonly (readonly [string, boolean])[] = [[t('bundle.removedSecrets'), true], [t('bundle.removedArguments'), !options.withTaskArguments], [t('bundle.removedNames'), options.isAnonymous]];
  return (
    <div role="status" className="flex flex-col gap-3 border-t pt-3">
      <section>
        <h3 className="font-semibold">{t('bundle.inside')}</h3>
        <p className="text-muted figures">{t('bundle.size', { name: isolateForeign(made.name), size: formats.bytes(new Blob([made.text]).size) })}</p>
        <ul>{runs.slice(0, 20).map((run) => <li key={run.id} className="truncate figures">{t('bundle.runLine', { host: isolateForeign(run.hostName), findings: formats.number(run.findings.length), when: formats.absolute(run.endedAt) })}</li>)}</ul>
        {runs.length > 20 && <p className="text-muted">{t('fleet.more', { count: runs.length - 20 })}</p>}
        {runs.length === 0 && <p className="text-away">{t('bundle.nothing')}</p>}
      </section>
      <section>
        <h3 className="font-semibold">{t('bundle.removed')}</h3>
        <ul>{removed.map(([what, isOut], index) => <li key={what} className="flex gap-3"><span className="flex-1">{what}</span><span className={isOut ? 'text-muted' : 'font-medium text-warn'}>{isOut ? (index === 0 && masked > 0 ? t('bundle.leftOutPlaces', { count: masked }) : t('bundle.leftOut')) : t('bundle.kept')}</span></li>)}</ul>
      </section>
    </div>
  );
}
