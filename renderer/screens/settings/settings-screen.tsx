/** What the operator chose for the whole application. Each change takes effect at once, when the engine has said yes. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { protocolVersion } from '#shared/wire.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { Select } from '#renderer/components/select.tsx';
import { Switch } from '#renderer/components/switch.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { describeError } from '#renderer/format/describe-error.ts';
import { useActions, useApp } from '#renderer/state/hooks.tsx';
import { selectIsForcedReadOnly, selectIsReadOnly, selectSettings } from '#renderer/state/selectors/app-facts.ts';

const intervalsMs = [1000, 2000, 5000, 10_000, 30_000, 60_000] as const;

export function SettingsScreen() {
  const { t } = useTranslation('settings');
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <div className="flex w-150 max-w-full flex-col gap-6 px-4 pt-3 pb-8">
        <h1 className="text-xl font-semibold">{t('title')}</h1>
        <LookSettings />
        <WatchSettings />
        <SafetySettings />
        <About />
      </div>
    </div>
  );
}

function useChange(): (change: Partial<Settings>) => void {
  const { t } = useTranslation('settings');
  const { t: tError } = useTranslation('errors');
  const formats = useFormats();
  const { ask } = useActions();
  const toast = useToast();
  return (change) => {
    void ask('settings.change', change).then((result) => {
      if (result.ok || result.error.code === 'cancelled') return;
      const words = describeError(tError, formats, result.error);
      toast({ tone: 'failed', title: t('notSaved'), detail: `${words.what} ${words.why} ${words.next}` });
    });
  };
}

function LookSettings() {
  const { t } = useTranslation('settings');
  const settings = useApp(selectSettings);
  const isLive = useApp((state) => state.link.phase === 'live');
  const change = useChange();
  return (
    <Group title={t('look')}>
      <Line label={t('language')}>
        <Select label={t('language')} className="w-48" disabled={!isLive} value={settings.language} onChange={(language) => change({ language })}
          choices={[{ value: 'auto', label: t('languages.auto') }, { value: 'en', label: t('languages.en') }, { value: 'fr', label: t('languages.fr') }]} />
      </Line>
      <Line label={t('theme')}>
        <Select label={t('theme')} className="w-48" disabled={!isLive} value={settings.theme} onChange={(theme) => change({ theme })}
          choices={[{ value: 'auto', label: t('themes.auto') }, { value: 'light', label: t('themes.light') }, { value: 'dark', label: t('themes.dark') }]} />
      </Line>
    </Group>
  );
}

function WatchSettings() {
  const { t } = useTranslation('settings');
  const { sampleEveryMs } = useApp(selectSettings);
  const isLive = useApp((state) => state.link.phase === 'live');
  const change = useChange();
  const offered = [...new Set([...intervalsMs, sampleEveryMs])].sort((a, b) => a - b);
  return (
    <Group title={t('watching')}>
      <Line label={t('interval')} help={t('intervalHelp')}>
        <Select label={t('interval')} className="w-48" disabled={!isLive} value={String(sampleEveryMs)} onChange={(value) => change({ sampleEveryMs: Number(value) })}
          choices={offered.map((ms) => ({ value: String(ms), label: t('seconds', { count: ms / 1000 }) }))} />
      </Line>
    </Group>
  );
}

function SafetySettings() {
  const { t } = useTranslation('settings');
  const isReadOnly = useApp(selectIsReadOnly);
  const isForced = useApp(selectIsForcedReadOnly);
  const isLive = useApp((state) => state.link.phase === 'live');
  const vault = useApp((state) => state.replica.engine?.vault ?? null);
  const change = useChange();
  return (
    <Group title={t('safety')}>
      <Switch label={t('readOnly')} help={isForced ? t('readOnlyForced') : t('readOnlyHelp')} isOn={isReadOnly} disabled={isForced || !isLive} onChange={(isOn) => change({ isReadOnly: isOn })} />
      {vault !== null && (
        <div>
          <p>{t('secrets')}</p>
          <p className="text-sm text-muted">{vault === 'keychain' ? t('keychain') : t('memory')}</p>
        </div>
      )}
    </Group>
  );
}

function About() {
  const { t } = useTranslation('settings');
  const formats = useFormats();
  const engine = useApp((state) => state.replica.engine);
  if (engine === null) return null;
  const facts = [[t('version'), engine.version], [t('protocol'), protocolVersion], [t('since'), formats.absolute(engine.startedAt)]] as const;
  return (
    <Group title={t('about')}>
      <dl className="grid grid-cols-[12rem_1fr] gap-y-1 figures">
        {facts.map(([name, value]) => <div key={name} className="contents"><dt className="text-muted">{name}</dt><dd>{value}</dd></div>)}
      </dl>
    </Group>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3 border-t pt-4">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Line({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[12rem_1fr] items-baseline gap-y-1">
      <span>{label}</span>
      <div>{children}</div>
      {help !== undefined && <p className="col-start-2 text-sm text-muted">{help}</p>}
    </div>
  );
}
