/**
 * `fleetbeat doctor`: diagnoses hosts, or the evidence in a bundle, and says what is wrong and how to mend it.
 * It ends with 0 EXCELLENT, 1 MOYEN, 2 CRITIQUE, 3 INCONNU: the worst of the hosts, as docs/spec/diagnosis.md ranks them.
 */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { mapFileError } from '#electron/adapters/files/core/map-file-error.ts';
import type { CliContext, LookOptions } from '#electron/cli/cli-context.ts';
import type { CliFailure } from '#electron/cli/core/cli-failure.ts';
import { bySeverity, findingLines, runText, type Cards } from '#electron/cli/core/doctor-text.ts';
import { worst, type FleetExit } from '#electron/cli/core/exit-code.ts';
import { isSettled } from '#electron/cli/core/is-settled.ts';
import { reportSchema } from '#electron/cli/core/json-report.ts';
import { openForVerb } from '#electron/cli/look-at-fleet.ts';
import { untilRead } from '#electron/cli/until-read.ts';
import type { Engine } from '#electron/engine-needs.ts';
import { openBundle } from '#electron/diagnosis/core/bundle.ts';
import { cardsOf } from '#electron/diagnosis/core/catalogue.ts';
import type { DiagnosisRun } from '#shared/domain/diagnosis.ts';
import { FindingCategory } from '#shared/domain/finding.ts';
import { sayFinding } from '#shared/diagnosis-words/say-finding.ts';
import { err, ok, type Result } from '#shared/result.ts';

export type DoctorOptions = LookOptions & { readonly only?: string; readonly explain?: string; readonly bundle?: string; readonly replay?: string; readonly anonymous?: true; readonly withArguments?: true };

const maxBundleBytes = 4_000_000;
const looksEveryMs = 200;
/** A round ends itself long before. */
const roundMs = 60_000;

export async function doctor(context: CliContext, hosts: readonly string[], options: DoctorOptions): Promise<number> {
  const only = options.only === undefined ? null : FindingCategory.safeParse(options.only);
  if (only !== null && !only.success) return context.fail({ code: 'invalid-input', where: '--only', problem: `one of ${FindingCategory.options.join(', ')} is wanted` });
  const runs = options.replay === undefined ? await diagnose(context, { ...options, ...(hosts.length === 0 ? {} : { host: hosts }) }) : await replay(options.replay);
  if (!runs.ok) return context.fail(runs.error);
  const cards: Cards = new Map(cardsOf().map((card) => [card.id, card]));
  const style = { language: context.language, hasColour: context.hasColour, only: only?.data ?? null };
  const exit = worst(runs.value.map(({ score }) => score.exitCode as FleetExit));
  if (options.json) {
    context.out.write(`${JSON.stringify({ schema: reportSchema, exit, runs: runs.value.map((run) => withSentences(run, cards, style)) }, null, 2)}\n`);
  } else if (options.explain !== undefined) {
    const wanted = options.explain.toUpperCase();
    for (const run of runs.value) {
      const found = bySeverity(run.findings.filter(({ id, check }) => check === wanted || id === options.explain));
      context.out.write(`${run.hostName}\n${(found.length === 0 ? [`  ${wanted}: –`] : found.flatMap((finding) => findingLines(finding, cards, style, true))).join('\n')}\n`);
    }
  } else {
    context.out.write(runs.value.map((run) => runText(run, cards, style)).join('\n'));
  }
  return exit;
}

/** Programs get the sentences of the terminal's language beside the figures. */
function withSentences(run: DiagnosisRun, cards: Cards, { language, only }: { readonly language: CliContext['language']; readonly only: FindingCategory | null }) {
  return { ...run, findings: bySeverity(run.findings.filter(({ category }) => only === null || category === only)).map((finding) => ({ ...finding, text: sayFinding(finding, cards.get(finding.check) ?? null, language) })) };
}

async function replay(path: string): Promise<Result<readonly DiagnosisRun[], CliFailure>> {
  try {
    if ((await stat(path)).size > maxBundleBytes) return err({ code: 'file-failed', path, because: 'too-large' });
    let count = 0;
    const opened = openBundle(await readFile(path, 'utf8'), { nowMs: Date.now(), id: () => `replay-${(count += 1)}`, onThrow: (check) => check });
    return 'bundle' in opened ? ok(opened.bundle.runs) : err({ code: 'invalid-input', where: path, problem: opened.problem });
  } catch (error) {
    return err(mapFileError(error, path, 'reading'));
  }
}

async function diagnose(context: CliContext, options: DoctorOptions): Promise<Result<readonly DiagnosisRun[], CliFailure>> {
  const opened = await openForVerb(context, options);
  if (!opened.ok) return opened;
  const { engine, dispose } = opened.value;
  try {
    await untilSettled(engine, options.timeout * 1000, context.ending);
    // crashes are counted from logs: what the hosts wrote down must have been read first
    await untilRead(engine, Math.min(10_000, options.timeout * 1000), context.ending);
    if (context.ending.aborted) return err({ code: 'cancelled' });
    const runs = await runAll(engine, context.ending);
    if (!runs.ok || options.bundle === undefined) return runs;
    const saved = await saveBundle(engine, options, options.bundle);
    return saved.ok ? runs : saved;
  } finally {
    await dispose();
  }
}

async function runAll(engine: Engine, signal: AbortSignal): Promise<Result<readonly DiagnosisRun[], CliFailure>> {
  const call = { signal, isReadOnly: true };
  const wanted = engine.snapshot().hosts.filter(({ config }) => config.isOn).map(({ id }) => id);
  const done = Promise.withResolvers<null>();
  const left = new Set<string>(wanted);
  const runIds: DiagnosisRun['id'][] = [];
  const stop = engine.events['diagnosis.changed']({}, ({ progress, finished }) => {
    for (const { id } of finished) runIds.push(id);
    for (const { host, step } of progress) if (step === 'done' || step === 'failed') left.delete(host);
    if (left.size === 0) done.resolve(null);
  });
  const timer = setTimeout(() => done.resolve(null), roundMs);
  signal.addEventListener('abort', () => done.resolve(null), { once: true });
  const started = await engine.handlers['diagnosis.start']({ hosts: wanted }, call);
  if (started.ok && wanted.length > 0) await done.promise;
  clearTimeout(timer);
  stop();
  if (!started.ok) return started;
  if (signal.aborted) return err({ code: 'cancelled' });
  const runs = await Promise.all(runIds.map((id) => engine.handlers['diagnosis.run']({ id }, call)));
  return ok(runs.flatMap((run) => (run.ok ? [run.value] : [])).sort((a, b) => (a.hostName < b.hostName ? -1 : 1)));
}

async function saveBundle(engine: Engine, options: DoctorOptions, path: string): Promise<Result<null, CliFailure>> {
  const made = await engine.handlers['diagnosis.bundle']({ hosts: [], options: { withTaskArguments: options.withArguments === true, isAnonymous: options.anonymous === true } }, { signal: new AbortController().signal, isReadOnly: true });
  if (!made.ok) return made;
  try {
    await writeFile(path, made.value.text, { mode: 0o600 });
    return ok(null);
  } catch (error) {
    return err(mapFileError(error, path, 'writing'));
  }
}

async function untilSettled(engine: Engine, timeoutMs: number, ending: AbortSignal): Promise<void> {
  const spoken = new Set<ReturnType<Engine['snapshot']>['hosts'][number]['id']>();
  const until = performance.now() + timeoutMs;
  while (performance.now() < until && !ending.aborted && !isSettled(engine.snapshot(), Date.now(), spoken)) {
    // one look after the other
    await new Promise<void>((resolve) => { setTimeout(resolve, looksEveryMs); });
  }
}
