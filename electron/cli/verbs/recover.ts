/**
 * `fleetbeat recover TARGET [PLAYBOOK]`: the playbook that fits, its dry run, then the run. What it needs agreed is agreed
 * to by name (`--agree run-twice`), so that a script says what it means.
 */
import type { CliContext } from '#electron/cli/cli-context.ts';
import { canAsk, confirm } from '#electron/cli/confirm.ts';
import { actWord, playbookWord } from '#electron/cli/core/act-words.ts';
import { endText, exitOfOperation, operationReport, planText } from '#electron/cli/core/act-text.ts';
import { chooseWorkers } from '#electron/cli/core/choose-targets.ts';
import { exits } from '#electron/cli/core/exit-code.ts';
import { followOperation } from '#electron/cli/follow-operation.ts';
import { openToAct, sayWhy, type ActOptions } from '#electron/cli/open-to-act.ts';
import type { Engine } from '#electron/engine-needs.ts';
import { OperationId } from '#shared/domain/operation.ts';
import { PlaybookId, RecoveryConsent, type RecoveryPlan, type RecoveryRequest, type RecoveryTarget } from '#shared/domain/playbook.ts';
import { TaskId } from '#shared/domain/ids.ts';
import { complain, problemText, writeJson } from './act.ts';

export type RecoverOptions = ActOptions & { readonly playbook?: string; readonly task?: string; readonly file?: readonly string[]; readonly memory?: number; readonly agree?: readonly string[] };

export async function recover(context: CliContext, target: string, options: RecoverOptions): Promise<number> {
  if (!options.yes && !options.dryRun && !canAsk(context)) return complain(context, actWord('needsYes', context.language));
  const agreed = (options.agree ?? []).map((text) => RecoveryConsent.safeParse(text));
  const named = options.playbook === undefined ? null : PlaybookId.safeParse(options.playbook);
  if (named?.success === false || agreed.some(({ success }) => !success)) return complain(context, `${PlaybookId.options.join(' | ')}; --agree ${RecoveryConsent.options.join(' | ')}`);
  const opened = await openToAct(context, options);
  if (!opened.ok) return context.fail(opened.error);
  const { engine, dispose } = opened.value;
  try {
    const found = targetOf(context, engine, target);
    if (typeof found === 'number') return found;
    const playbook = named?.data ?? (await fitting(engine, found, context.ending));
    if (playbook === null) {
      if (options.json) writeJson(context, { dryRun: options.dryRun === true, plan: null, operation: null });
      else context.out.write(`${actWord('nothingFits', context.language)}\n`);
      return 0;
    }
    const request: RecoveryRequest = { playbook, target: found, choices: { task: options.task === undefined ? null : TaskId.parse(options.task), tags: [], files: [...(options.file ?? [])], maxMemoryPerChildKiB: options.memory === undefined ? null : options.memory * 1024 } };
    return await carryOut(context, engine, request, agreed.flatMap(({ data }) => data ?? []), options);
  } finally {
    await dispose();
  }
}

function targetOf(context: CliContext, engine: Engine, target: string): RecoveryTarget | number {
  const snapshot = engine.snapshot();
  const host = snapshot.hosts.find(({ config }) => config.name === target);
  if (host !== undefined) return { kind: 'host', host: host.id };
  const workers = chooseWorkers(snapshot, [target]);
  if (!workers.ok) return complain(context, problemText(context, workers.error));
  const [worker] = workers.value;
  return worker === undefined ? complain(context, problemText(context, { problem: 'none', target, names: [] })) : { kind: 'worker', worker: worker.key };
}

async function fitting(engine: Engine, target: RecoveryTarget, signal: AbortSignal): Promise<PlaybookId | null> {
  const offered = await engine.handlers['recovery.offers']({ target }, { signal, isReadOnly: false });
  return offered.ok ? (offered.value.offers.find(({ fits }) => fits === 'yes')?.playbook ?? null) : null;
}

async function carryOut(context: CliContext, engine: Engine, request: RecoveryRequest, agreed: readonly RecoveryConsent[], options: RecoverOptions): Promise<number> {
  const { language } = context;
  const call = { signal: context.ending, isReadOnly: false };
  const planned = await engine.handlers['recovery.plan'](request, call);
  if (!planned.ok) return context.fail(planned.error);
  const plan = planned.value;
  const missing = plan.consentsNeeded.filter((consent) => !agreed.includes(consent));
  if (options.json) { if (options.dryRun || !plan.canRun) writeJson(context, { dryRun: options.dryRun === true, plan: planReport(plan), operation: null }); }
  else (options.dryRun ? context.out : context.err).write(`${actWord('willDo', language)}: ${planText(plan, language)}`);
  if (!plan.canRun) {
    context.err.write(`fleetbeat: ${actWord('cannotRun', language)}.\n`);
    return 3;
  }
  if (options.dryRun) return 0;
  // With --yes alone nothing grave is agreed to: each is named.
  if (options.yes && missing.length > 0) return complain(context, `${actWord('agree', language)} ${missing.join(' ')}`);
  if (!options.yes && !(await confirm(context, `${playbookWord(request.playbook, language)}. ${actWord('sure', language)}`))) return complain(context, actWord('declined', language));
  const begun = await engine.handlers['recovery.run']({ ...request, consents: [...plan.consentsNeeded] }, call);
  if (!begun.ok) return context.fail(begun.error);
  const operation = await followOperation(context, engine, OperationId.parse(begun.value.operation), { isQuiet: options.json === true, allows: (step) => step === 'kill' && agreed.includes('kill') });
  if (operation === null) return exits.interrupted;
  if (options.json) writeJson(context, { dryRun: false, plan: planReport(plan), operation: operationReport(operation) });
  else context.out.write(endText(operation, language, (index) => { const error = operation.outcomes[index]?.error ?? operation.error; return error === null ? '' : sayWhy(context, error); }));
  return exitOfOperation(operation);
}

function planReport(plan: RecoveryPlan): object {
  return { playbook: plan.request.playbook, canRun: plan.canRun, preconditions: plan.preconditions, steps: plan.steps, processes: plan.processes, tasks: plan.tasks, consentsNeeded: plan.consentsNeeded, guard: plan.guard };
}
