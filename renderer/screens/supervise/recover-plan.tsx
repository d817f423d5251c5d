/** A playbook before the click: what must hold, what would be done step by step, whom it touches, what it needs agreed. */
import { useTranslation } from 'react-i18next';
import { Check, CircleHelp, X } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { Foreign } from '#renderer/components/foreign.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { TextField } from '#renderer/components/text-field.tsx';
import type { Precondition, RecoveryChoices, RecoveryConsent, RecoveryPlan, StormGuard } from '#shared/domain/playbook.ts';
import { refusalWords } from '#shared/fix-words/say-fix.ts';
import { memoryOf } from './recover-choices.ts';

export function Preconditions({ preconditions }: { preconditions: readonly Precondition[] }) {
  const { t } = useTranslation('recovery');
  const wrong = preconditions.filter(({ state }) => state !== 'met');
  return (
    <details open={wrong.length > 0} className="group">
      <summary className={classNames('w-fit rounded-sm', wrong.length === 0 ? 'text-muted hover:text-text' : 'font-medium')}>{wrong.length === 0 ? t('allMet', { count: preconditions.length }) : t('notMet', { count: wrong.length })}</summary>
      <ul aria-label={t('preconditions')} className="mt-1.5 grid grid-cols-1 gap-x-6 gap-y-0.5 sm:grid-cols-2">
        {[...wrong, ...preconditions.filter(({ state }) => state === 'met')].map(({ id, state }) => (
          <li key={id} className="flex items-start gap-2">
            {state === 'met' ? <Check size={14} aria-hidden className="mt-0.75 shrink-0 text-good" /> : state === 'not-met' ? <X size={14} strokeWidth={2.5} aria-hidden className="mt-0.75 shrink-0 text-bad" /> : <CircleHelp size={14} aria-hidden className="mt-0.75 shrink-0 text-away" />}
            <span className={state === 'met' ? 'text-muted' : 'font-medium'}>{t(`precondition.${id}`)}<span className="sr-only"> ({t(`state.${state}`)})</span>{state === 'unknown' && <span className="pl-1.5 font-normal text-muted">{t('state.unknown')}</span>}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function GuardNote({ guard, now }: { guard: StormGuard; now: number }) {
  const { t } = useTranslation('recovery');
  const formats = useFormats();
  if (!guard.isOpen || guard.because === null) return null;
  return <p className="border-l-2 border-warn pl-3">{t(`guard.${guard.because}`)}{guard.until !== null && ` ${t('guard.until', { time: formats.age(Math.max(0, guard.until - now)) })}`}</p>;
}

export function PlanSteps({ plan }: { plan: RecoveryPlan }) {
  const { t } = useTranslation('recovery');
  const formats = useFormats();
  return (
    <section aria-labelledby="plan-steps" className="flex flex-col gap-1.5">
      <h3 id="plan-steps" className="flex items-baseline gap-2 font-semibold">{t('dryRun')}<span className="text-sm font-normal text-muted">{t('dryRunHint')}</span></h3>
      <ol className="flex max-h-64 flex-col overflow-auto border-y">
        {plan.steps.map((step, index) => (
          <li key={`${index} ${step.id}`} className="flex flex-col border-b border-line/60 py-1 last:border-b-0">
            <div className="flex items-baseline gap-2">
              <span className="w-5 shrink-0 text-right text-sm text-muted figures">{index + 1}</span>
              <span className={classNames('min-w-0 flex-1', step.changes ? '' : 'text-muted')}>{t(`step.${step.id}`)}</span>
              <span className="shrink-0 text-sm text-muted figures">{step.changes ? (step.rollback === null ? '' : t('undoneBy', { step: t(`step.${step.rollback}`) })) : t('onlyReads')}</span>
              <span className="w-28 shrink-0 text-right text-sm text-muted figures">{step.maxMs > 0 ? t('atMost', { time: formats.age(step.maxMs) }) : ''}</span>
            </div>
            {step.command !== null && <Foreign isMono text={step.command} className="ml-7 text-muted" />}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function PlanTargets({ plan }: { plan: RecoveryPlan }) {
  const { t } = useTranslation('recovery');
  return (
    <>
      {plan.tasks.length > 0 && (
        <section aria-labelledby="plan-tasks">
          <h3 id="plan-tasks" className="mb-1 font-semibold">{t('tasks')}</h3>
          <ul className="max-h-36 overflow-auto text-sm">
            {plan.tasks.slice(0, 100).map((task, index) => (
              <li key={`${index} ${task.task ?? ''}`} className="flex gap-3">
                <Foreign text={task.name ?? task.task ?? '–'} className="min-w-0 flex-1" />
                <span className={classNames('shrink-0', task.effect === 'lost' && 'font-medium text-bad', task.effect === 'runs-twice' && 'font-medium text-warn')}>{t(`effect.${task.effect}`)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {plan.processes.length > 0 && (
        <details>
          <summary className="w-fit rounded-sm text-muted hover:text-text">{t('processes')} <span className="figures">{plan.processes.length}</span></summary>
          <ul className="mt-1 max-h-36 overflow-auto text-sm">
            {plan.processes.slice(0, 100).map((process) => (
              <li key={`${process.pid} ${process.startTicks}`} className="flex gap-3"><span className="w-16 shrink-0 text-right figures">{process.pid}</span><span className="w-20 shrink-0 text-muted">{t(`role.${process.role}`)}</span><Foreign isMono text={process.argv.join(' ')} className="min-w-0 flex-1 text-muted" /></li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

export function PlanChoices({ plan, choices, memory, onChoices, onMemory }: { plan: RecoveryPlan; choices: RecoveryChoices; memory: string; onChoices: (choices: RecoveryChoices) => void; onMemory: (memory: string) => void }) {
  const { t } = useTranslation('recovery');
  const formats = useFormats();
  const { options, request } = plan;
  return (
    <>
      {options.tasks.length > 0 && (
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 font-semibold">{t('chooseTask')}</legend>
          {options.tasks.slice(0, 50).map((task) => (
            <label key={task.task} className="flex items-center gap-2">
              <input type="radio" name="recover-task" className="accent-(--fill)" checked={choices.task === task.task} onChange={() => onChoices({ ...choices, task: task.task })} />
              <Foreign text={task.name ?? task.task} className="min-w-0 flex-1" />
              {task.runtimeMs !== null && <span className="text-sm text-muted figures">{formats.age(task.runtimeMs)}</span>}
            </label>
          ))}
        </fieldset>
      )}
      {options.files.length > 0 && (
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 font-semibold">{t('chooseFiles')}</legend>
          {options.files.map((file) => (
            <label key={file.path} className="flex items-center gap-2">
              <input type="checkbox" className="accent-(--fill)" checked={choices.files.includes(file.path)} onChange={() => onChoices({ ...choices, files: choices.files.includes(file.path) ? choices.files.filter((path) => path !== file.path) : [...choices.files, file.path] })} />
              <Foreign isMono text={file.path} className="min-w-0 flex-1" />
              <span className="text-sm text-muted figures">{formats.bytes(file.bytes)}</span>
            </label>
          ))}
        </fieldset>
      )}
      {request.playbook === 'oom-loop' && <MemoryChoice options={options.memory} memory={memory} onMemory={onMemory} />}
    </>
  );
}

/** A limit for good instead of a smaller pool until the next start; proposed where the host's memory is known, or why none can be set. */
function MemoryChoice({ options, memory, onMemory }: { options: RecoveryPlan['options']['memory']; memory: string; onMemory: (memory: string) => void }) {
  const { t } = useTranslation('recovery');
  const formats = useFormats();
  const proposed = options?.proposedKiB ?? null;
  // a value of one's own can be refused for itself, and must stay within reach
  if (options !== null && options.refused !== null && memory === '') return <p className="text-muted">{t('memoryRefused', { because: refusalWords[options.refused][formats.language] })}</p>;
  return (
    <div className="flex flex-wrap items-end gap-x-3 gap-y-1.5">
      <TextField className="w-80" label={t('memoryPerChild')} help={t('memoryPerChildHelp')} inputMode="numeric" value={memory} error={memoryOf(memory) === 'bad'} onChange={onMemory} />
      {proposed !== null && memory === '' && <Button onClick={() => onMemory(String(Math.floor(proposed / 1024)))}>{t('memoryProposed', { memory: formats.bytes(proposed * 1024) })}</Button>}
    </div>
  );
}

export function PlanConsents({ plan, given, onChange }: { plan: RecoveryPlan; given: ReadonlySet<RecoveryConsent>; onChange: (given: ReadonlySet<RecoveryConsent>) => void }) {
  const { t } = useTranslation('recovery');
  if (plan.consentsNeeded.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-1 rounded-md border border-warn bg-sunken p-3">
      <legend className="sr-only">{t('consentTitle')}</legend>
      <p aria-hidden className="font-semibold">{t('consentTitle')}</p>
      {plan.consentsNeeded.map((consent) => (
        <label key={consent} className="flex items-start gap-2">
          <input type="checkbox" className="mt-1 accent-(--fill)" checked={given.has(consent)} onChange={() => { const next = new Set(given); if (!next.delete(consent)) next.add(consent); onChange(next); }} />
          <span>{t(`consent.${consent}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
