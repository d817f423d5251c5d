/** All rules in one table. Changes gather until saved, so that half a change never watches the fleet. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RotateCcw } from 'lucide-react';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Select } from '#renderer/components/select.tsx';
import { useToast } from '#renderer/components/toast.tsx';
import { useActions } from '#renderer/state/hooks.tsx';
import { conditionFacts, type AlertRule, type RuleId } from '#shared/domain/alert.ts';
import { changedRules, draftOfRule, isDefaultRule, problemsOf, type RuleDraft, type RuleProblem } from './rule-form.ts';
import { SeveritySign } from './severity-sign.tsx';
import { useFailure } from './use-mute.ts';

export function RulesEditor({ rules }: { rules: readonly AlertRule[] }) {
  const { t } = useTranslation('alerts');
  const { ask } = useActions();
  const toast = useToast();
  const fail = useFailure();
  const [drafts, setDrafts] = useState<ReadonlyMap<RuleId, RuleDraft>>(new Map());
  const [isSaving, setSaving] = useState(false);
  const { changed, isSound } = changedRules(rules, drafts);
  const change = (rule: AlertRule, part: Partial<RuleDraft>): void => setDrafts((old) => new Map(old).set(rule.id, { ...(old.get(rule.id) ?? draftOfRule(rule)), ...part }));
  const forget = (id: RuleId): void => setDrafts((old) => { const left = new Map(old); left.delete(id); return left; });
  const save = (): void => {
    setSaving(true);
    void ask('alerts.change-rules', { rules: [...changed] }).then((result) => {
      setSaving(false);
      if (!result.ok) return fail(result.error);
      setDrafts(new Map());
      toast({ tone: 'done', title: t('rules.saved') });
    });
  };
  const reset = (rule: AlertRule): void => {
    forget(rule.id);
    void ask('alerts.change-rules', { reset: [rule.id] }).then((result) => { if (!result.ok) fail(result.error); });
  };
  return (
    <div className="flex min-w-[820px] max-w-[1440px] flex-col gap-3 px-4 pt-3 pb-8">
      <div className="flex h-7 items-center gap-2">
        <p className="flex-1 text-muted">{t('rules.help')}</p>
        {changed.length > 0 && <Button look="quiet" onClick={() => setDrafts(new Map())}>{t('rules.discard')}</Button>}
        {changed.length > 0 && <Button look="filled" disabled={!isSound} isWorking={isSaving} onClick={save}>{t('rules.save', { count: changed.length })}</Button>}
      </div>
      <table className="w-full border-b text-left">
        <thead className="text-sm text-muted">
          <tr className="[&>th]:px-2 [&>th]:py-1 [&>th]:font-normal">
            <th scope="col">{t('rules.on')}</th><th scope="col">{t('rules.condition')}</th><th scope="col">{t('rules.threshold')}</th><th scope="col">{t('rules.dwell')}</th><th scope="col">{t('rules.clear')}</th><th scope="col">{t('rules.severity')}</th><th><span className="sr-only">{t('rules.reset')}</span></th>
          </tr>
        </thead>
        <tbody>{rules.map((rule) => <RuleRow key={rule.id} rule={rule} draft={drafts.get(rule.id) ?? draftOfRule(rule)} onChange={(part) => change(rule, part)} onReset={() => reset(rule)} />)}</tbody>
      </table>
    </div>
  );
}

function RuleRow({ rule, draft, onChange, onReset }: { rule: AlertRule; draft: RuleDraft; onChange: (part: Partial<RuleDraft>) => void; onReset: () => void }) {
  const { t } = useTranslation('alerts');
  const { unit } = conditionFacts[rule.condition];
  const title = t(`condition.${rule.condition}.title`);
  const problems = problemsOf(rule, draft);
  const problemOf = (field: RuleProblem['field']): RuleProblem | undefined => problems.find((problem) => problem.field === field);
  return (
    <tr className={classNames('border-t border-line/70 [&>td]:px-2 [&>td]:py-1.5', !draft.isOn && 'text-muted')}>
      <td className="w-10"><input type="checkbox" checked={draft.isOn} onChange={(event) => onChange({ isOn: event.target.checked })} aria-label={t('rules.onOf', { rule: title })} className="size-3.5 accent-(--fill)" /></td>
      <td>
        <span className="flex items-center gap-2 font-medium"><SeveritySign severity={draft.severity} isQuiet={!draft.isOn} />{title}</span>
        <span className="block pl-6 text-sm text-muted">{t(`condition.${rule.condition}.help`)}</span>
      </td>
      <td className="w-36 xl:w-40">{unit === null ? <span className="text-muted">–</span> : <SmallField label={t('rules.thresholdOf', { rule: title })} unit={t(`unit.${unit}`)} value={draft.threshold} problem={problemOf('threshold')} onChange={(threshold) => onChange({ threshold })} />}</td>
      <td className="w-24 xl:w-28"><SmallField label={t('rules.dwellOf', { rule: title })} unit={t('rules.seconds')} value={draft.dwellS} problem={problemOf('dwellS')} onChange={(dwellS) => onChange({ dwellS })} /></td>
      <td className="w-24 xl:w-28"><SmallField label={t('rules.clearOf', { rule: title })} unit={t('rules.seconds')} value={draft.clearS} problem={problemOf('clearS')} onChange={(clearS) => onChange({ clearS })} /></td>
      <td className="w-40 xl:w-44"><Select label={t('rules.severityOf', { rule: title })} className="w-36" value={draft.severity} onChange={(severity) => onChange({ severity })} choices={(['critical', 'warning', 'note'] as const).map((value) => ({ value, label: t(`severity.${value}`) }))} /></td>
      <td className="w-10">{!isDefaultRule(rule) && <IconButton label={t('rules.resetOf', { rule: title })} icon={<RotateCcw size={14} aria-hidden />} onClick={onReset} />}</td>
    </tr>
  );
}

function SmallField({ label, unit, value, problem, onChange }: { label: string; unit: string; value: string; problem: RuleProblem | undefined; onChange: (value: string) => void }) {
  const { t } = useTranslation('alerts');
  const formats = useFormats();
  const text = problem === undefined ? undefined : problem.kind === 'not-number' ? t('rules.notNumber') : t('rules.between', { min: formats.number(problem.min), max: formats.number(problem.max) });
  return (
    <span className="flex flex-col">
      <span className="flex items-center gap-1.5">
        <input
          value={value} inputMode="decimal" aria-label={label} aria-invalid={problem !== undefined || undefined} title={text} onChange={(event) => onChange(event.target.value)}
          className={classNames('h-7 w-14 rounded-md xl:w-18 border bg-surface px-2 text-right figures', problem === undefined ? 'border-line-strong/70' : 'border-bad')}
        />
        <span className="text-sm whitespace-nowrap text-muted">{unit}</span>
      </span>
      {text !== undefined && <span role="alert" className="text-sm text-bad">{text}</span>}
    </span>
  );
}
