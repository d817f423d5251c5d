/** How it is stopped and in which order: closed at first, for the usual way is offered already. */
import { useTranslation } from 'react-i18next';
import { Select } from '#renderer/components/select.tsx';
import { Switch } from '#renderer/components/switch.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import type { SupervisionVerb } from '#shared/domain/supervision.ts';
import { ladderPartsOf, optionBounds, optionsOfForm, roundsOf, type OptionsField, type OptionsForm } from './options-form.ts';

type Props = { verb: SupervisionVerb; count: number; form: OptionsForm; onChange: (form: OptionsForm) => void };

export function ActOptions(props: Props) {
  const { t } = useTranslation('supervise');
  const parts = ladderPartsOf(props.verb);
  if (parts === 'none' && props.count < 2) return null;
  return (
    <>
      {props.count > 1 && <RollingOptions {...props} />}
      {parts !== 'none' && (
        <details className="group">
          <summary className="w-fit rounded-sm text-muted hover:text-text">{t('ladder.title')}</summary>
          <LadderOptions {...props} isWhole={parts === 'whole'} />
        </details>
      )}
    </>
  );
}

function RollingOptions({ count, form, onChange }: Props) {
  const { t } = useTranslation('supervise');
  const { options } = optionsOfForm(form);
  const rounds = options === null ? null : roundsOf(count, options.rolling);
  const canary = options === null ? 0 : Math.min(count, options.rolling.canary);
  return (
    <section aria-labelledby="act-order" className="flex flex-col gap-2">
      <h3 id="act-order" className="font-semibold">{t('rolling.title')}</h3>
      <div className="flex flex-wrap items-start gap-4">
        <NumberField form={form} field="canary" label={t('rolling.canary')} onChange={onChange} />
        <NumberField form={form} field="batch" label={t('rolling.batch')} onChange={onChange} />
        <NumberField form={form} field="pauseS" label={`${t('rolling.pause')} (${t('ladder.seconds')})`} onChange={onChange} />
        <div className="pt-6.5"><Switch label={t('rolling.stopAtFirst')} isOn={form.stopAtFirstFailure} onChange={(stopAtFirstFailure) => onChange({ ...form, stopAtFirstFailure })} /></div>
      </div>
      {rounds !== null && options !== null && (
        <p className="text-sm text-muted figures">
          {canary > 0 ? t('rolling.plan', { canary, batch: options.rolling.batch, rounds: rounds.length }) : t('rolling.planNoCanary', { batch: options.rolling.batch, rounds: rounds.length })}
          {canary > 0 && ` ${t('rolling.canaryHelp')}`}
        </p>
      )}
    </section>
  );
}

function LadderOptions({ form, onChange, isWhole }: Props & { isWhole: boolean }) {
  const { t } = useTranslation('supervise');
  return (
    <div className="mt-2 grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 border-l-2 pl-3">
      <div className="col-span-2"><Switch label={t('ladder.pause')} isOn={form.pauseFirst} onChange={(pauseFirst) => onChange({ ...form, pauseFirst })} /></div>
      <Seconds form={form} field="idleS" label={t('ladder.idle')} onChange={onChange} />
      {isWhole && (
        <>
          <Seconds form={form} field="warmS" label={t('ladder.warm')} onChange={onChange} />
          <span>{t('ladder.cold')}</span>
          <Select label={t('ladder.cold')} value={form.cold} onChange={(cold) => onChange({ ...form, cold })} choices={(['ask', 'allow', 'never'] as const).map((value) => ({ value, label: t(`ladder.${value}`) }))} />
          <span>{t('ladder.kill')}</span>
          <Select label={t('ladder.kill')} value={form.kill} onChange={(kill) => onChange({ ...form, kill })} choices={(['ask', 'never'] as const).map((value) => ({ value, label: t(`ladder.${value}`) }))} />
        </>
      )}
    </div>
  );
}

function NumberField({ form, field, label, onChange }: { form: OptionsForm; field: OptionsField; label: string; onChange: Props['onChange'] }) {
  const { t } = useTranslation('supervise');
  const isWrong = optionsOfForm(form).wrong.includes(field);
  return <TextField className="w-30" label={label} inputMode="numeric" value={form[field]} error={isWrong ? t('rolling.bad', optionBounds[field]) : undefined} onChange={(value) => onChange({ ...form, [field]: value })} />;
}

function Seconds({ form, field, label, onChange }: { form: OptionsForm; field: OptionsField; label: string; onChange: Props['onChange'] }) {
  const { t } = useTranslation('supervise');
  const isWrong = optionsOfForm(form).wrong.includes(field);
  return (
    <>
      <span>{label}{isWrong && <span className="block text-sm text-bad">{t('ladder.bad')}</span>}</span>
      <TextField isLabelHidden label={label} className="w-24" inputMode="numeric" value={form[field]} error={isWrong ? ' ' : undefined} onChange={(value) => onChange({ ...form, [field]: value })} after={<span className="pt-1 text-muted">{t('ladder.seconds')}</span>} />
    </>
  );
}
