/**
 * `fleetbeat doctor [HOST…] --fix ID`: plans a fix (by its id or by the check that found the trouble), shows it, asks, applies
 * it, follows it until the worker has proven itself. Exit: 0 done, 2 failed and taken back, 3 not applicable, 64 not agreed to.
 */
import type { CliContext } from '#electron/cli/cli-context.ts';
import { canAsk, confirm } from '#electron/cli/confirm.ts';
import { actWord } from '#electron/cli/core/act-words.ts';
import { endText, exitOfOperation, operationReport } from '#electron/cli/core/act-text.ts';
import { chooseFixWorker, type WantedFix } from '#electron/cli/core/choose-fix-worker.ts';
import { cleanText } from '#electron/cli/core/clean-text.ts';
import { exits } from '#electron/cli/core/exit-code.ts';
import { afterFixText, fixPlanText, type AfterFix } from '#electron/cli/core/fix-text.ts';
import { followOperation } from '#electron/cli/follow-operation.ts';
import { openToAct, sayWhy, type ActOptions } from '#electron/cli/open-to-act.ts';
import type { Engine } from '#electron/engine-needs.ts';
import { isOfWorker, type FixPlan } from '#shared/domain/fix.ts';
import { fixTitles } from '#shared/fix-words/fix-titles.ts';
import { complain, writeJson } from './act.ts';
import { runAll } from './doctor.ts';

export type FixOptions = ActOptions & { readonly fix: string; readonly worker?: string };

export async function fix(context: CliContext, hosts: readonly string[], options: FixOptions): Promise<number> {
  if (!options.yes && !options.dryRun && !canAsk(context)) return complain(context, actWord('needsYes', context.language));
  const opened = await openToAct(context, { ...options, ...(hosts.length === 0 ? {} : { host: hosts }) });
  if (!opened.ok) return context.fail(opened.error);
  const { engine, dispose } = opened.value;
  try {
    const wanted = /^[A-Za-z]{2,4}-\d{2}[a-z]?$/.test(options.fix) ? await ofCheck(context, engine, options.fix.toUpperCase(), options.worker) : ofId(engine, options);
    if (wanted === null) return exits.interrupted;
    if (wanted.length === 0) return complain(context, `${cleanText(options.fix)}: ${context.language === 'fr' ? 'rien à réparer de ce nom ici ; connus' : 'nothing of that name to mend here; known'}: ${Object.keys(fixTitles).sort().join(', ')}`);
    const unsaid = wanted.find(({ choices }) => choices !== undefined);
    if (unsaid?.choices !== undefined) return complain(context, whichWorker(context, unsaid.label, unsaid.choices, options.worker));
    let worst = 0;
    for (const one of wanted) worst = Math.max(worst, await carryOut(context, engine, one, options));
    return worst;
  } finally {
    await dispose();
  }
}

/** Every finding of that check that a fix of ours mends. */
async function ofCheck(context: CliContext, engine: Engine, check: string, name: string | undefined): Promise<readonly WantedFix[] | null> {
  const runs = await runAll(engine, context.ending);
  if (!runs.ok) return null;
  return runs.value.flatMap(({ host, hostName, findings, score }) => findings.flatMap((finding): readonly WantedFix[] => (finding.check === check && finding.fix !== null && (finding.severity === 'warn' || finding.severity === 'crit' || finding.severity === 'info')
    ? chooseFixWorker({ host, worker: finding.subject.worker, fix: finding.fix, label: `${hostName} ${finding.subject.kind === 'host' ? '' : finding.subject.name}`.trim(), found: { id: finding.id, check, score: score.value } }, engine.snapshot().workers, name) : [])));
}

function whichWorker({ language }: CliContext, where: string, choices: readonly string[], name: string | undefined): string {
  const list = choices.length === 0 ? (language === 'fr' ? 'aucun worker ne tourne ici' : 'no worker runs here') : choices.map(cleanText).join(', ');
  const said = name === undefined ? '' : language === 'fr' ? `aucun worker ici ne s’appelle ${cleanText(name)}. ` : `no worker here is called ${cleanText(name)}. `;
  return `${cleanText(where)}: ${said}${language === 'fr' ? 'elle se fait sur un worker ; dites lequel par --worker' : 'it is made at one worker; say which by --worker'}: ${list}`;
}

function ofId(engine: Engine, { fix: id, worker: name }: FixOptions): readonly WantedFix[] {
  if (!Object.hasOwn(fixTitles, id)) return [];
  const { hosts, workers } = engine.snapshot();
  return hosts.filter(({ config }) => config.isOn).flatMap((host): readonly WantedFix[] => {
    const own = workers.filter((worker) => worker.host === host.id && worker.process !== null && (name === undefined || worker.name === name));
    if (isOfWorker(id)) return chooseFixWorker({ host: host.id, worker: null, fix: { id, args: {} }, label: host.config.name }, workers, name);
    if (name !== undefined && own.length === 0) return [];
    const only = own.length === 1 ? own[0] : undefined;
    return [{ host: host.id, worker: only?.key ?? null, fix: { id, args: {} }, label: `${host.config.name} ${only?.name ?? ''}`.trim() }];
  });
}

async function carryOut(context: CliContext, engine: Engine, wanted: WantedFix, options: FixOptions): Promise<number> {
  const { language } = context;
  const call = { signal: context.ending, isReadOnly: false };
  const planned = await engine.handlers['fixes.plan']({ host: wanted.host, worker: wanted.worker, fix: wanted.fix }, call);
  if (!planned.ok) return context.fail(planned.error);
  const plan: FixPlan = planned.value;
  if (!options.json) (options.dryRun ? context.out : context.err).write(fixPlanText(plan, wanted.label, language));
  if (plan.refused !== null || options.dryRun) {
    if (options.json) writeJson(context, { dryRun: options.dryRun === true, plan, operation: null });
    return plan.refused === null ? 0 : 3;
  }
  if (!options.yes && !(await confirm(context, `${cleanText(wanted.label)}. ${actWord('sure', language)}`))) return complain(context, actWord('declined', language));
  const begun = await engine.handlers['fixes.apply']({ plan: plan.id }, call);
  if (!begun.ok) return context.fail(begun.error);
  const operation = await followOperation(context, engine, begun.value.operation as Parameters<typeof followOperation>[2], { isQuiet: options.json === true, allows: () => false });
  if (operation === null) return exits.interrupted;
  const after = operation.state === 'done' && wanted.found !== undefined ? await lookAgain(context, engine, wanted) : null;
  if (options.json) writeJson(context, { dryRun: false, plan, operation: operationReport(operation), after });
  else context.out.write(endText(operation, language, (index) => { const error = operation.outcomes[index]?.error ?? null; return error === null ? '' : sayWhy(context, error); }));
  if (after !== null && !options.json) context.out.write(afterFixText(after, language));
  return exitOfOperation(operation);
}

/** The same host after the fix; null where it could not be diagnosed again. */
async function lookAgain(context: CliContext, engine: Engine, { host, found }: WantedFix): Promise<AfterFix | null> {
  const runs = await runAll(engine, context.ending);
  const run = runs.ok ? runs.value.find((one) => one.host === host) : undefined;
  if (run === undefined || found === undefined) return null;
  // the same finding: another worker may have one of the same check
  const isLeft = run.findings.some(({ id, severity }) => id === found.id && (severity === 'warn' || severity === 'crit' || severity === 'info'));
  const isBlind = run.findings.some(({ check, severity }) => check === found.check && severity === 'unknown');
  return { check: found.check, now: isLeft ? 'there' : isBlind ? 'unknown' : 'gone', scoreBefore: found.score, scoreAfter: run.score.value };
}
