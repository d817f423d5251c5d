/** `fleetbeat actions`: the journal of what was done to the fleet, newest last, from the record; connects to no host. */
import type { CliContext } from '#electron/cli/cli-context.ts';
import { actionKindWord, actionOutcomeWord, actWord } from '#electron/cli/core/act-words.ts';
import { drawTable } from '#electron/cli/core/draw-table.ts';
import { isoTime } from '#electron/cli/core/iso-time.ts';
import { lookBack } from '#electron/cli/look-back.ts';
import type { Action } from '#shared/domain/action.ts';
import { writeJson } from './act.ts';

export type ActionsOptions = { readonly since: number; readonly limit: number; readonly grep?: string; readonly json?: true };

export async function actions(context: CliContext, options: ActionsOptions): Promise<number> {
  const filter = { hosts: [], workers: [], brokers: [], kinds: [], outcomes: [], from: Date.now() - options.since, to: null, text: (options.grep ?? '').slice(0, 200) };
  const listed = await lookBack(context, (engine, call) => engine.handlers['actions.list']({ filter, after: null, limit: options.limit }, call));
  if (!listed.ok) return context.fail(listed.error);
  const shown = listed.value.actions.toReversed();
  if (listed.value.keptIn === 'memory') context.err.write(`${actWord('inMemory', context.language)}\n`);
  if (options.json) writeJson(context, { actions: shown.map(actionReport) });
  else context.out.write(shown.length === 0 ? `${actWord('nothingDone', context.language)}\n` : tableText(shown, context));
  return 0;
}

function tableText(all: readonly Action[], { language, hasColour }: CliContext): string {
  const head = language === 'fr' ? ['QUAND', 'QUI', 'QUOI', '', 'SUR', 'ISSUE', 'ID'] : ['WHEN', 'WHO', 'WHAT', '', 'ON', 'OUTCOME', 'ID'];
  return drawTable(head, all.map((action) => [
    { text: new Date(action.at).toLocaleString(language, { dateStyle: 'short', timeStyle: 'medium' }) }, { text: action.who }, { text: actionKindWord(action.kind, language) }, { text: action.what ?? '' },
    { text: action.target.workerName ?? action.target.queue ?? action.target.hostName ?? action.target.brokerLabel ?? '—' },
    { text: actionOutcomeWord(action.outcome, language), tone: action.outcome === 'failed' ? ('bad' as const) : action.outcome === 'unknown' || action.outcome === 'unanswered' ? ('warn' as const) : ('plain' as const) }, { text: action.id, tone: 'quiet' as const },
  ]), hasColour);
}

function actionReport(action: Action): object {
  return { id: action.id, at: isoTime(action.at), endedAt: isoTime(action.endedAt), who: action.who, by: action.by, kind: action.kind, what: action.what, target: action.target, before: action.before, after: action.after, outcome: action.outcome, error: action.error, undo: action.undo, undoneBy: action.undoneBy, operation: action.operation };
}
