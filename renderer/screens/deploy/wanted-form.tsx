/** What is wanted: how it is started, where it lies, which workers it runs. */
import { useTranslation } from 'react-i18next';
import { Foreign } from '#renderer/components/foreign.tsx';
import { Select } from '#renderer/components/select.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { limitBounds, type DeployCheck, type DeployFields, type ProgramField, type ProgramForm } from './deploy-form.ts';

type Props = { fields: DeployFields; check: DeployCheck; onChange: (fields: DeployFields) => void };

export function WantedForm({ fields, check, onChange }: Props) {
  const { t } = useTranslation('deploy');
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-start gap-6">
        <div className="flex flex-col gap-1">
          <span className="font-medium">{t('form.label')}</span>
          <Select label={t('form.label')} value={fields.form} onChange={(form) => onChange({ ...fields, form })} choices={(['auto', 'system-unit', 'user-unit', 'start-line'] as const).map((value) => ({ value, label: t(`form.${value}`) }))} />
        </div>
        <TextField className="w-80" isMono label={t('directory')} help={t('directoryHelp')} value={fields.directory} error={check.isDirectoryWrong} maxLength={500} onChange={(directory) => onChange({ ...fields, directory })} />
      </div>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 font-semibold">{t('programs.title')}</legend>
        <Choice isOn={fields.isKept} label={t('programs.keep')} help={t('programs.keepHelp')} onChoose={() => onChange({ ...fields, isKept: true })} />
        <Choice isOn={!fields.isKept} label={t('programs.choose')} help={t('programs.chooseHelp')} onChoose={() => onChange({ ...fields, isKept: false })} />
        {!fields.isKept && <Programs fields={fields} check={check} onChange={onChange} />}
      </fieldset>
    </div>
  );
}

function Choice({ isOn, label, help, onChoose }: { isOn: boolean; label: string; help: string; onChoose: () => void }) {
  return (
    <label className="flex items-start gap-2">
      <input type="radio" name="deploy-programs" className="mt-1 accent-(--fill)" checked={isOn} onChange={onChoose} />
      <span>{label}<span className="block text-sm text-muted">{help}</span></span>
    </label>
  );
}

function Programs({ fields, check, onChange }: Props) {
  const { t } = useTranslation('deploy');
  if (fields.programs.length === 0) return <p className="pl-6 text-muted">{t('programs.none')}</p>;
  const set = (program: ProgramForm, change: Partial<ProgramForm>): void => onChange({ ...fields, programs: fields.programs.map((one) => (one.worker === program.worker ? { ...one, ...change } : one)) });
  return (
    <ul className="flex flex-col gap-3 pl-6">
      {fields.programs.map((program) => <ProgramLine key={program.worker} program={program} wrong={check.wrong.get(program.worker) ?? []} onChange={(change) => set(program, change)} />)}
    </ul>
  );
}

function ProgramLine({ program, wrong, onChange }: { program: ProgramForm; wrong: readonly ProgramField[]; onChange: (change: Partial<ProgramForm>) => void }) {
  const { t } = useTranslation('deploy');
  const figure = (field: Exclude<ProgramField, 'name'>, label: string) => (
    <TextField className="w-38" label={label} inputMode="numeric" placeholder={t('programs.noLimit')} value={program[field]} error={wrong.includes(field) ? t('programs.badNumber', limitBounds[field]) : undefined} onChange={(value) => onChange({ [field]: value })} />
  );
  return (
    <li className="flex flex-col gap-2">
      <label className="flex items-center gap-2">
        <input type="checkbox" className="accent-(--fill)" aria-label={t('programs.include', { worker: isolateForeign(program.label, 60) })} checked={program.isIncluded} onChange={() => onChange({ isIncluded: !program.isIncluded })} />
        <Foreign text={program.label} className="font-medium" />
      </label>
      {program.isIncluded && (
        <div className="flex flex-col gap-2 border-l-2 pl-4">
          <div className="flex flex-wrap items-start gap-3">
            <TextField className="w-44" isMono label={t('programs.name')} value={program.name} error={wrong.includes('name') ? t('programs.badName') : undefined} maxLength={64} onChange={(name) => onChange({ name })} />
            {figure('memoryMb', t('programs.memory'))}
            {figure('stuckS', t('programs.stuck'))}
            {figure('recycleTasks', t('programs.recycle'))}
          </div>
          <label className="flex items-start gap-2">
            <input type="checkbox" className="mt-1 accent-(--fill)" checked={program.takesOver} onChange={() => onChange({ takesOver: !program.takesOver })} />
            <span>{t('programs.takesOver')}<span className="block text-sm text-muted">{t('programs.takesOverHelp')}</span></span>
          </label>
        </div>
      )}
    </li>
  );
}
