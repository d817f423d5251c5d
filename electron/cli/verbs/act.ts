/**
 * `fleetbeat start|stop|restart|drain TARGET…`: shows what it would do, asks, does it, follows it, says how it ended.
 * Exit: 0 done and verified, 1 done but not verified, 2 failed, 3 not allowed, 64 not agreed to.
 */
import type { CliContext } from '#electron/cli/cli-context.ts';
import { canAsk, confirm } from '#electron/cli/confirm.ts';
import { actWord, verbWord } from '#electron/cli/core/act-words.ts';
import { endText, exitOfOperation, operationReport, previewReport, previewText } from '#electron/cli/core/act-text.ts';
import { allowedByName, optionsOf, type LadderChoices } from '#electron/cli/core/allowed-steps.ts';
import { chooseWorkers, type TargetProblem } from '#electron/cli/core/choose-targets.ts';
import { cleanText } from '#electron/cli/core/clean-text.ts';
import { exits } from '#electron/cli/core/exit-code.ts';
import { followOperation } from '#electron/cli/follow-operation.ts';
import { openToAct, sayWhy, type ActOptions } from '#electron/cli/open-to-act.ts';
import type { Engine } from '#electron/engine-needs.ts';
import type { Preview, SupervisionOptions, SupervisionVerb, WorkerPreview } from '#shared/domain/supervision.ts';

export type VerbOptions = ActOptions & LadderChoices;

export async function act(context: CliContext, verb: SupervisionVerb, targets: readonly string[], options: VerbOptions): Promise<number> {
  if (!options.yes && !options.dryRun && !canAsk(context)) return complain(context, actWord('needsYes', context.language));
  const opened = await openToAct(context, options);
  if (!opened.ok) return context.fail(opened.error);
  const { engine, dispose } = opened.value;
  try {
    const workers = chooseWorkers(engine.snapshot(), targets);
    if (!workers.ok) return complain(context, problemText(context, workers.error));
    const wanted = optionsOf(options);
    const asked = await engine.handlers['supervision.preview']({ verb, workers: workers.value.map(({ key }) => key), options: wanted }, { signal: context.ending, isReadOnly: false });
    if (!asked.ok) return context.fail(asked.error);
    return await carryOut(context, engine, asked.value, wanted, options);
  } finally {
    await dispose();
  }
}

async function carryOut(context: CliContext, engine: Engine, preview: Preview, wanted: SupervisionOptions, options: VerbOptions): Promise<number> {
  const { language } = context;
  const allowed = preview.workers.filter(({ ability }) => ability.isAllowed);
  if (!options.json) (options.dryRun ? context.out : context.err).write(textOf(context, engine, preview));
  if (options.dryRun && options.json) writeJson(context, { dryRun: true, ...previewReport(preview), operation: null });
  if (allowed.length === 0) {
    if (options.json && !options.dryRun) writeJson(context, { dryRun: false, ...previewReport(preview), operation: null });
    return 3;
  }
  if (options.dryRun) return 0;
  if (!options.yes && !(await confirm(context, `${verbWord(preview.verb, language)} ${allowed.map(({ name }) => cleanText(name)).join(', ')}. ${actWord('sure', language)}`))) return complain(context, actWord('declined', language));
  const begun = await engine.handlers['supervision.run']({ verb: preview.verb, workers: allowed.map(({ worker }) => worker), options: wanted, preview: preview.id }, { signal: context.ending, isReadOnly: false });
  if (!begun.ok) return context.fail(begun.error);
  const operation = await followOperation(context, engine, begun.value.operation, { isQuiet: options.json === true, allows: allowedByName(options) });
  if (operation === null) return exits.interrupted;
  if (options.json) writeJson(context, { dryRun: false, ...previewReport(preview), operation: operationReport(operation) });
  else context.out.write(endText(operation, language, (index) => { const error = operation.outcomes[index]?.error ?? null; return error === null ? '' : sayWhy(context, error); }));
  return exitOfOperation(operation);
}

function textOf(context: CliContext, engine: Engine, preview: Preview): string {
  const hosts = new Map(engine.snapshot().hosts.map(({ id, config }) => [id, config.name]));
  const why = ({ ability, name }: WorkerPreview): string => (ability.because === null ? '' : sayWhy(context, { code: 'supervision-refused', worker: name, because: ability.because, about: ability.about }));
  return `${actWord('willDo', context.language)}: ${verbWord(preview.verb, context.language)}\n${previewText(preview, context.language, ({ host }) => (host === null ? '—' : (hosts.get(host) ?? host)), why)}`;
}

export function problemText({ language }: CliContext, { problem, target, names }: TargetProblem): string {
  return problem === 'none' ? `${actWord('noTarget', language)}: ${cleanText(target)}` : `${actWord('ambiguous', language)}: ${names.map((name) => cleanText(name)).join(', ')}`;
}

export function complain(context: CliContext, words: string): number {
  context.err.write(`fleetbeat: ${words}\n`);
  return exits.usage;
}

export function writeJson(context: CliContext, value: object): void {
  context.out.write(`${JSON.stringify({ schema: 1, ...value }, null, 2)}\n`);
}
