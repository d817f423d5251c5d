/** One action on one line; opened, all that was known before and after, and the way back where there is one. */
import { useTranslation } from 'react-i18next';
import { ChevronDown, ChevronRight, Undo2 } from 'lucide-react';
import { Age } from '#renderer/components/age.tsx';
import { Button } from '#renderer/components/button.tsx';
import { classNames } from '#renderer/components/class-names.ts';
import { ErrorNote } from '#renderer/components/error-note.tsx';
import { useFormats } from '#renderer/components/formats-context.tsx';
import { StepGlyph, type StepGlyphState } from '#renderer/components/step-glyph.tsx';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import { formatRoute } from '#renderer/state/routes.ts';
import type { Action, ActionFact, ActionOutcome } from '#shared/domain/action.ts';
import type { OperationId } from '#shared/domain/operation.ts';
import { actionTitle, changesOf, changeText, factText, targetText } from './action-words.ts';

/** Narrow, who did it is read in the details. */
export const journalGrid = 'grid grid-cols-[20px_76px_minmax(150px,1fr)_minmax(130px,1fr)_minmax(130px,1.4fr)_108px] items-center gap-x-3 px-4 xl:grid-cols-[20px_76px_minmax(150px,1fr)_minmax(140px,1fr)_minmax(160px,1.6fr)_130px_108px]';

const glyphs: Readonly<Record<ActionOutcome, StepGlyphState>> = { begun: 'running', done: 'done', failed: 'failed', refused: 'skipped', cancelled: 'cancelled', unanswered: 'unverified', unknown: 'unverified' };

type Props = { action: Action; isOpen: boolean; canUndo: boolean; onToggle: () => void; onUndo: () => void };

export function JournalRow({ action, isOpen, canUndo, onToggle, onUndo }: Props) {
  const { t } = useTranslation('operations');
  const { t: tRecovery } = useTranslation('recovery');
  const formats = useFormats();
  const title = actionTitle(t, tRecovery, action);
  const changes = changesOf(action);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const shown = changes.slice(0, 3).map((change) => changeText(t, formats, change)).join(' · ');
  return (
    <li className="border-b border-line/60">
      <div className={classNames(journalGrid, 'min-h-7', isOpen ? 'bg-selected' : 'hover:bg-hover')}>
        <button type="button" aria-expanded={isOpen} aria-label={t('journal.details', { what: `${title}, ${targetText(t, action)}` })} onClick={onToggle} className="inline-flex size-5 items-center justify-center rounded-sm text-muted hover:bg-selected hover:text-text"><Chevron size={14} aria-hidden /></button>
        <Age at={action.at} />
        <span className="truncate font-medium" title={title}>{title}</span>
        <span className="truncate" title={targetText(t, action)}>{targetText(t, action)}{action.target.tasks.length > 0 && <span className="pl-1.5 text-muted figures">{t('journal.tasks', { count: action.target.tasks.length })}</span>}</span>
        <span className="truncate text-muted" title={shown}>{shown}</span>
        <span className="truncate text-muted max-xl:hidden" title={isolateForeign(action.who, 120)}>{isolateForeign(action.who, 40)}</span>
        <span className="flex min-w-0 items-center gap-1.5" title={t(`journal.outcomeMeaning.${action.outcome}`)}>
          <StepGlyph state={glyphs[action.outcome]} size={12} />
          <span className="truncate">{action.undoneBy === null ? t(`journal.outcome.${action.outcome}`) : t('journal.undoneBy')}</span>
        </span>
      </div>
      {isOpen && <ActionDetails action={action} canUndo={canUndo} title={title} onUndo={onUndo} />}
    </li>
  );
}

function ActionDetails({ action, canUndo, title, onUndo }: { action: Action; canUndo: boolean; title: string; onUndo: () => void }) {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  return (
    <div className="flex flex-col gap-3 bg-sunken px-4 py-3 pl-12">
      <p className="flex flex-wrap gap-x-4 text-muted figures">
        <span>{formats.absolute(action.at)}</span>
        {action.endedAt !== null && <span>{formats.duration(action.endedAt - action.at)}</span>}
        <span>{action.by === 'person' ? isolateForeign(action.who, 80) : t('journal.byNote', { who: isolateForeign(action.who, 80), by: t(`journal.by.${action.by}`) })}</span>
        {action.target.hostName !== null && <span>{isolateForeign(action.target.hostName, 80)}</span>}
        {action.target.brokerLabel !== null && <span>{isolateForeign(action.target.brokerLabel, 80)}</span>}
        {action.operation !== null && <a className="underline decoration-dotted underline-offset-3 hover:text-text" href={formatRoute({ screen: 'operations', operation: action.operation as OperationId })}>{t('journal.operation')}</a>}
      </p>
      {(action.outcome === 'unknown' || action.outcome === 'unanswered') && <p>{t(`journal.outcomeMeaning.${action.outcome}`)}</p>}
      {action.error !== null && <ErrorNote error={action.error} />}
      <div className="grid grid-cols-1 gap-x-8 gap-y-3 lg:grid-cols-2">
        <Facts title={t('journal.before')} facts={action.before} />
        <Facts title={t('journal.after')} facts={action.after} />
      </div>
      {action.target.tasks.length > 0 && <p className="max-h-24 overflow-auto font-mono text-sm wrap-anywhere">{action.target.tasks.slice(0, 200).map((task) => isolateForeign(task, 80)).join(' ')}</p>}
      {action.undo !== null && action.undoneBy === null && <Button className="self-start" icon={<Undo2 size={14} aria-hidden />} disabled={!canUndo} aria-label={t('journal.undoOf', { what: title })} onClick={onUndo}>{t('journal.undo')}</Button>}
    </div>
  );
}

function Facts({ title, facts }: { title: string; facts: readonly ActionFact[] }) {
  const { t } = useTranslation('operations');
  const formats = useFormats();
  if (facts.length === 0) return null;
  return (
    <section>
      <h3 className="pb-0.5 text-sm font-semibold">{title}</h3>
      <dl className="grid grid-cols-[minmax(6rem,max-content)_minmax(0,1fr)] gap-x-4 text-sm">
        {facts.map((fact, index) => (
          <div key={`${index} ${fact.name}`} className="contents">
            <dt className="truncate text-muted">{isolateForeign(fact.name, 60)}</dt>
            <dd className="wrap-anywhere figures">{factText(t, formats, fact.value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
