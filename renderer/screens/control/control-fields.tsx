/** The fields of each control action. The task's name may be typed: a worker that does not answer must not block it. */
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Select } from '#renderer/components/select.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import { showForeign } from '#renderer/format/show-foreign.ts';
import type { ControlField, ControlForm, ControlProblems } from './action-of-form.ts';
import type { TaskNames } from './use-control.ts';

type FieldsProps = {
  form: ControlForm;
  problems: ControlProblems;
  queues: readonly string[];
  tasks: TaskNames;
  onChange: (change: Partial<ControlForm>) => void;
};

export function ControlFields(props: FieldsProps) {
  const { t } = useTranslation('control');
  const { form, problems, onChange } = props;
  const errorOf = (field: ControlField): string | undefined => {
    const problem = problems[field];
    return problem === undefined ? undefined : t(`problem.${problem}`);
  };
  switch (form.kind) {
    case 'pool-grow':
    case 'pool-shrink':
      return <TextField className="w-32" label={t('field.count')} inputMode="numeric" autoFocus value={form.count} error={errorOf('count')} onChange={(count) => onChange({ count })} />;
    case 'autoscale':
      return (
        <div className="flex gap-3">
          <TextField className="w-32" label={t('field.min')} inputMode="numeric" autoFocus value={form.min} error={errorOf('min')} onChange={(min) => onChange({ min })} />
          <TextField className="w-32" label={t('field.max')} inputMode="numeric" value={form.max} error={errorOf('max')} onChange={(max) => onChange({ max })} />
        </div>
      );
    case 'rate-limit':
      return (
        <div className="flex flex-col gap-3">
          <TaskField {...props} error={errorOf('task')} />
          <div className="flex items-start gap-3">
            {form.per !== 'none' && <TextField className="w-32" label={t('field.rate')} inputMode="numeric" value={form.rate} error={errorOf('rate')} onChange={(rate) => onChange({ rate })} />}
            <div className="flex flex-col gap-1">
              <span className="font-medium">{t('field.per')}</span>
              <Select label={t('field.per')} value={form.per} choices={(['s', 'm', 'h', 'none'] as const).map((value) => ({ value, label: t(`per.${value}`) }))} onChange={(per) => onChange({ per })} />
            </div>
          </div>
        </div>
      );
    case 'time-limit':
      return (
        <div className="flex flex-col gap-3">
          <TaskField {...props} error={errorOf('task')} />
          <div className="flex gap-3">
            <TextField className="flex-1" label={t('field.softS')} help={t('field.secondsHelp')} inputMode="numeric" value={form.softS} error={errorOf('softS')} onChange={(softS) => onChange({ softS })} />
            <TextField className="flex-1" label={t('field.hardS')} help={t('field.secondsHelp')} inputMode="numeric" value={form.hardS} error={errorOf('hardS')} onChange={(hardS) => onChange({ hardS })} />
          </div>
        </div>
      );
    case 'add-consumer':
      return <TextField label={t('field.queue')} isMono autoFocus value={form.queue} error={errorOf('queue')} onChange={(queue) => onChange({ queue })} />;
    case 'cancel-consumer':
      return props.queues.length === 0
        ? <TextField label={t('field.queue')} isMono autoFocus value={form.queue} error={errorOf('queue')} onChange={(queue) => onChange({ queue })} />
        : <QueueChoice {...props} />;
    case 'revoke':
      return form.terminate
        ? (
            <div className="flex flex-col items-start gap-1">
              <span className="font-medium">{t('field.signal')}</span>
              <Select label={t('field.signal')} value={form.signal} choices={(['SIGTERM', 'SIGKILL'] as const).map((value) => ({ value, label: t(`signal.${value}`) }))} onChange={(signal) => onChange({ signal })} />
            </div>
          )
        : null;
    case 'enable-events':
    case 'disable-events':
      return null;
  }
}

function QueueChoice({ form, queues, onChange }: FieldsProps) {
  const { t } = useTranslation('control');
  return (
    <div className="flex flex-col items-start gap-1">
      <span className="font-medium">{t('field.queue')}</span>
      <Select label={t('field.queue')} className="max-w-full" value={form.queue} choices={queues.map((value) => ({ value, label: showForeign(value, 60) }))} onChange={(queue) => onChange({ queue })} />
    </div>
  );
}

function TaskField({ form, tasks, error, onChange }: FieldsProps & { error: string | undefined }) {
  const { t } = useTranslation('control');
  const listId = useId();
  const help = { loading: t('field.taskLoading'), known: t('field.taskHelp'), failed: t('field.taskFailed') }[tasks.phase];
  return (
    <>
      <TextField label={t('field.task')} isMono autoFocus value={form.task} error={error} help={help} list={listId} onChange={(task) => onChange({ task })} />
      <datalist id={listId}>{tasks.names.slice(0, 1000).map((name) => <option key={name} value={name} />)}</datalist>
    </>
  );
}
