/** An action of the journal in words: what, to whom, what changed. Foreign parts come isolated. Pure. */
import type { TFunction } from '#renderer/format/i18n/create-words.ts';
import type { Action, ActionFact } from '#shared/domain/action.ts';
import { PlaybookId } from '#shared/domain/playbook.ts';
import { isolateForeign } from '#renderer/format/show-foreign.ts';
import type { Formats } from '#renderer/format/create-formats.ts';

type T = TFunction<'operations'>;

export function actionTitle(t: T, tRecovery: TFunction<'recovery'>, { kind, what }: Pick<Action, 'kind' | 'what'>): string {
  const name = t(`journal.kind.${kind}`);
  if (what === null || what === '' || what === kind) return name;
  const playbook = PlaybookId.safeParse(what);
  return t('of', { what: name, target: playbook.success ? tRecovery(`playbook.${playbook.data}.name`) : isolateForeign(what, 60) });
}

/** The nearest name there is: worker, queue, host, broker. */
export function targetText(t: T, { target }: Pick<Action, 'target'>): string {
  const name = target.workerName ?? target.queue ?? target.hostName ?? target.brokerLabel;
  return name === null ? t('journal.fleet') : isolateForeign(name, 80);
}

export type FactChange = { readonly name: string; readonly from: ActionFact['value'] | undefined; readonly to: ActionFact['value'] | undefined };

/** What differs between before and after; what only one of them tells is told too. */
export function changesOf({ before, after }: Pick<Action, 'before' | 'after'>): readonly FactChange[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  const value = (facts: readonly ActionFact[], name: string): ActionFact['value'] | undefined => facts.find((fact) => fact.name === name)?.value;
  return names.map((name) => ({ name, from: value(before, name), to: value(after, name) })).filter(({ from, to }) => from !== to);
}

export function factText(t: T, formats: Formats, value: ActionFact['value'] | undefined): string {
  if (value === undefined || value === null || value === '') return t('journal.nothing');
  if (typeof value === 'boolean') return t(value ? 'journal.yes' : 'journal.no');
  // A pid is a name made of digits: no thousands are marked in it.
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : formats.number(value, 2);
  return isolateForeign(value, 80);
}

export function changeText(t: T, formats: Formats, { name, from, to }: FactChange): string {
  const shown = isolateForeign(name, 40);
  if (from === undefined || to === undefined) return t('journal.fact', { name: shown, value: factText(t, formats, to ?? from) });
  return t('journal.fromTo', { name: shown, from: factText(t, formats, from), to: factText(t, formats, to) });
}
