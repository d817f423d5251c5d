/** `fleetbeat deploy HOST` and `undeploy HOST`: Fleetbeat's supervisor; the plan with its differences first, then the same operation as in the window. */
import type { CliContext } from '#electron/cli/cli-context.ts';
import { canAsk, confirm } from '#electron/cli/confirm.ts';
import { actWord } from '#electron/cli/core/act-words.ts';
import { endText, exitOfOperation, operationReport } from '#electron/cli/core/act-text.ts';
import { chooseWorkers } from '#electron/cli/core/choose-targets.ts';
import { cleanText } from '#electron/cli/core/clean-text.ts';
import { exits } from '#electron/cli/core/exit-code.ts';
import { followOperation } from '#electron/cli/follow-operation.ts';
import { openToAct, sayWhy, type ActOptions } from '#electron/cli/open-to-act.ts';
import type { Engine } from '#electron/engine-needs.ts';
import { DeployForm, ProgramName, type DeployPlan, type DeployProgram } from '#shared/domain/deployment.ts';
import { OperationId } from '#shared/domain/operation.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { ok, type Result } from '#shared/result.ts';
import { complain, problemText, writeJson } from './act.ts';

export type DeployOptions = ActOptions & { readonly form?: string; readonly directory?: string; readonly like?: readonly string[]; readonly takeOver?: true };

export async function deploy(context: CliContext, hostName: string, kind: 'deploy' | 'remove', options: DeployOptions): Promise<number> {
  if (!options.yes && !options.dryRun && !canAsk(context)) return complain(context, actWord('needsYes', context.language));
  if (options.form !== undefined && !DeployForm.safeParse(options.form).success) return complain(context, `--form ${DeployForm.options.join(' | ')}`);
  const opened = await openToAct(context, { ...options, host: [...(options.host ?? []), hostName] });
  if (!opened.ok) return context.fail(opened.error);
  const { engine, dispose } = opened.value;
  try {
    const host = engine.snapshot().hosts.find(({ config }) => config.name === hostName);
    if (host === undefined) return context.fail({ code: 'no-such-host', names: [hostName] });
    const programs = programsOf(context, engine, hostName, options);
    if (typeof programs === 'number') return programs;
    const planned = await planFor(engine, host.id, kind, programs, options, context.ending);
    return planned.ok ? await carryOut(context, engine, planned.value, options) : context.fail(planned.error);
  } finally {
    await dispose();
  }
}

const noLimits = { memoryLimitMb: null, stopTimeoutS: null, stuckAfterS: null, recycleAfterTasks: null, recycleAboveKiB: null, capsThreads: false };

/** `--like w1@pi3`: run a worker like that one. None named: keep the configuration that is there. */
function programsOf(context: CliContext, engine: Engine, hostName: string, options: DeployOptions): readonly DeployProgram[] | null | number {
  if (options.like === undefined) return null;
  const workers = chooseWorkers(engine.snapshot(), options.like.map((name) => (name.includes('/') ? name : `${hostName}/${name}`)));
  if (!workers.ok) return complain(context, problemText(context, workers.error));
  const programs: DeployProgram[] = [];
  for (const worker of workers.value) {
    const name = ProgramName.safeParse(worker.name.split('@')[0]?.replaceAll(/[^A-Za-z0-9_.-]+/g, '-'));
    if (!name.success) return complain(context, cleanText(worker.name));
    programs.push({ kind: 'like-worker', name: name.data, worker: worker.key, takesOver: options.takeOver === true, limits: noLimits });
  }
  return programs;
}

async function planFor(engine: Engine, host: HostId, kind: 'deploy' | 'remove', programs: readonly DeployProgram[] | null, options: DeployOptions, signal: AbortSignal): Promise<Result<DeployPlan, AppError>> {
  const call = { signal, isReadOnly: false };
  const planned = kind === 'remove' ? await engine.handlers['deploy.remove-plan']({ host }, call) : await engine.handlers['deploy.plan']({ host, form: options.form === undefined ? null : DeployForm.parse(options.form), directory: options.directory ?? null, programs: programs === null ? null : [...programs] }, call);
  return planned.ok ? ok(planned.value) : planned;
}

async function carryOut(context: CliContext, engine: Engine, plan: DeployPlan, options: DeployOptions): Promise<number> {
  const { language } = context;
  if (options.json) { if (options.dryRun || plan.refused.length > 0) writeJson(context, { dryRun: options.dryRun === true, plan, operation: null }); }
  else (options.dryRun ? context.out : context.err).write(planText(plan, context));
  if (plan.refused.length > 0) return 3;
  if (options.dryRun) return 0;
  if (!options.yes && !(await confirm(context, actWord('sure', language)))) return complain(context, actWord('declined', language));
  const call = { signal: context.ending, isReadOnly: false };
  const begun = plan.kind === 'remove' ? await engine.handlers['deploy.remove']({ plan: plan.id }, call) : await engine.handlers['deploy.apply']({ plan: plan.id }, call);
  if (!begun.ok) return context.fail(begun.error);
  const operation = await followOperation(context, engine, OperationId.parse(begun.value.operation), { isQuiet: options.json === true, allows: () => false });
  if (operation === null) return exits.interrupted;
  if (options.json) writeJson(context, { dryRun: false, plan, operation: operationReport(operation) });
  else context.out.write(endText(operation, language, (index) => { const error = operation.outcomes[index]?.error ?? operation.error; return error === null ? '' : sayWhy(context, error); }));
  return exitOfOperation(operation);
}

function planText(plan: DeployPlan, { language }: CliContext): string {
  const changed = plan.files.filter(({ change }) => change !== 'same');
  const lines = [
    `${actWord('willDo', language)}: ${plan.kind} ${plan.installedVersion ?? '—'} → ${plan.newVersion ?? '—'} (${plan.form}, ${cleanText(plan.directory)})`,
    ...plan.refused.map(({ because, about }) => `! ${actWord('refused', language)}: ${because} ${cleanText(about)}`),
    ...changed.flatMap((file) => [`${file.change} ${cleanText(file.path)}${file.newMode === null ? '' : ` ${file.newMode}`}`, ...file.diff.split('\n').filter((line) => line !== '').slice(0, 400).map((line) => `  ${cleanText(line, 2000)}`)]),
    ...plan.commands.map(({ text }) => `$ ${cleanText(text, 2000)}`),
    ...(plan.startLine === null ? [] : [`@reboot ${cleanText(plan.startLine, 2000)}`]),
    ...plan.workers.map(({ program, pid, effect }) => `${cleanText(program)}${pid === null ? '' : ` (pid ${String(pid)})`}: ${effect}`),
    ...plan.advice.map(({ kind, about }) => `- ${kind} ${cleanText(about, 600)}`),
  ];
  return `${lines.join('\n')}\n`;
}
