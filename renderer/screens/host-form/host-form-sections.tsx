/** The groups of the host form: where and how to reach it, how to log in, its Redis, its place in the fleet. */
import { useId, useState, type FocusEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#renderer/components/button.tsx';
import { Select } from '#renderer/components/select.tsx';
import { TextField, type TextFieldProps } from '#renderer/components/text-field.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { useActions } from '#renderer/state/hooks.tsx';
import { AliasPicker } from './alias-picker.tsx';
import { suggestedName } from './draft-of-form.ts';
import { formOfAlias, type HostForm } from './host-form-fields.ts';
import type { HostFormState } from './use-host-form.ts';

type TextFieldName = { [F in keyof HostForm]: HostForm[F] extends string ? (string extends HostForm[F] ? F : never) : never }[keyof HostForm];
type SectionProps = { state: HostFormState };

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h2 id={id} className="text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Field({ state, field, ...rest }: SectionProps & { field: TextFieldName } & Omit<TextFieldProps, 'value' | 'onChange' | 'error'>) {
  const { t } = useTranslation('hostForm');
  const problem = state.problems[field];
  return (
    <div className={rest.className} onBlur={(event: FocusEvent) => { if (event.target instanceof HTMLInputElement) state.leave(field, event.relatedTarget instanceof HTMLButtonElement); }}>
      <TextField {...rest} className="" value={state.form[field]} error={problem === undefined ? undefined : t(`problem.${problem}`)} onChange={(text) => state.change({ [field]: text })} />
    </div>
  );
}

function Labelled<V extends string>(props: { label: string; value: V; choices: readonly { value: V; label: string }[]; help?: string; onChange: (value: V) => void }) {
  return (
    <div className="flex flex-col items-start gap-1">
      <span className="font-medium" aria-hidden>{props.label}</span>
      <Select label={props.label} value={props.value} choices={props.choices} onChange={props.onChange} className="min-w-56" />
      {props.help !== undefined && <p className="text-sm text-muted">{props.help}</p>}
    </div>
  );
}

export function ReachFields({ state, isNew }: SectionProps & { isNew: boolean }) {
  const { t } = useTranslation('hostForm');
  const { form, change } = state;
  const [isPicking, setPicking] = useState(form.sshAlias !== null && isNew);
  const byHand = (): void => { setPicking(false); change({ sshAlias: null }); };
  return (
    <Section title={t('sectionReach')}>
      <div className="flex gap-1" role="group" aria-label={t('sectionSource')}>
        <Button look={isPicking || form.sshAlias !== null ? 'quiet' : 'plain'} aria-pressed={!isPicking && form.sshAlias === null} onClick={byHand}>{t('alias.byHand')}</Button>
        <Button look={isPicking || form.sshAlias !== null ? 'plain' : 'quiet'} aria-pressed={isPicking || form.sshAlias !== null} onClick={() => setPicking(true)}>{t('alias.fromConfig')}</Button>
      </div>
      {isPicking && <AliasPicker chosen={form.sshAlias} onChoose={(alias) => change(formOfAlias(alias, form))} />}
      {form.sshAlias !== null && <p className="border-l-2 pl-3 text-sm text-muted wrap-anywhere">{t('alias.chosen', { alias: isolateForeign(form.sshAlias, 80) })}</p>}
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-[minmax(0,1fr)_6rem]">
        <Field state={state} field="address" label={t('address')} help={form.sshAlias === null ? t('addressHelp') : t('addressAliasHelp')} isOptional={form.sshAlias === null ? undefined : t('optional')} isMono autoFocus={isNew} />
        <Field state={state} field="port" label={t('port')} placeholder={form.sshAlias === null ? '22' : ''} inputMode="numeric" isMono />
        <Field state={state} field="name" label={t('name')} help={t('nameHelp')} placeholder={suggestedName(form)} className="sm:col-span-2" />
        <Field state={state} field="jump" label={t('jump')} help={t('jumpHelp')} isOptional={t('optional')} isMono className="sm:col-span-2" />
      </div>
    </Section>
  );
}

export function LoginFields({ state, canChooseKey }: SectionProps & { canChooseKey: boolean }) {
  const { t } = useTranslation('hostForm');
  const { ask } = useActions();
  const { form, change } = state;
  const methods = ['auto', 'agent', 'key', 'password', 'keyboard-interactive'] as const;
  const choose = (): void => {
    void ask('files.choose-key', {}).then((result) => { if (result.ok && result.value.path !== null) change({ keyPath: result.value.path }); });
  };
  return (
    <Section title={t('sectionLogin')}>
      <Field state={state} field="user" label={t('user')} help={t('userHelp')} isOptional={t('optional')} isMono className="max-w-80" />
      <Labelled label={t('method')} value={form.method} choices={methods.map((value) => ({ value, label: t(`methods.${value}`) }))} help={t(`methodHelp.${form.method}`)} onChange={(method) => change({ method })} />
      {form.method === 'key' && (
        <Field state={state} field="keyPath" label={t('keyPath')} placeholder="~/.ssh/id_ed25519" isMono after={canChooseKey ? <Button onClick={choose}>{t('chooseKey')}</Button> : undefined} />
      )}
    </Section>
  );
}

export function BrokerFields({ state }: SectionProps) {
  const { t } = useTranslation('hostForm');
  const { form, change } = state;
  return (
    <Section title={t('sectionBroker')}>
      <Labelled label={t('brokerFind')} value={form.brokerFind} choices={(['auto', 'url', 'none'] as const).map((value) => ({ value, label: t(`find.${value}`) }))} help={t(`findHelp.${form.brokerFind}`)} onChange={(brokerFind) => change({ brokerFind })} />
      {form.brokerFind === 'url' && (
        <>
          <Field state={state} field="brokerUrl" label={t('brokerUrl')} help={t('brokerUrlHelp')} placeholder="redis://127.0.0.1:6379/0" isMono />
          <Labelled label={t('through')} value={form.brokerThrough} choices={(['ssh', 'direct'] as const).map((value) => ({ value, label: t(`throughs.${value}`) }))} onChange={(brokerThrough) => change({ brokerThrough })} />
          <Field state={state} field="keyPrefix" label={t('keyPrefix')} help={t('keyPrefixHelp')} isOptional={t('optional')} isMono className="max-w-80" />
        </>
      )}
    </Section>
  );
}

export function PlaceFields({ state }: SectionProps) {
  const { t } = useTranslation('hostForm');
  return (
    <Section title={t('sectionPlace')}>
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
        <Field state={state} field="site" label={t('site')} help={t('siteHelp')} isOptional={t('optional')} />
        <Field state={state} field="tags" label={t('tags')} help={t('tagsHelp')} isOptional={t('optional')} />
        <Field state={state} field="logFiles" label={t('logFiles')} help={t('logFilesHelp')} placeholder="/srv/app/worker.log" isOptional={t('optional')} isMono className="sm:col-span-2" />
      </div>
    </Section>
  );
}
