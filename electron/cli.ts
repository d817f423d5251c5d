/**
 * Entry for a shell: reads the arguments, runs one verb, ends with its exit code. Documented in docs/spec/cli.md.
 * Must stay true: figures go to standard output, words about them to standard error; every failure is one clear sentence.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { addActingVerbs } from './cli/add-acting-verbs.ts';
import type { CliContext, LookOptions } from './cli/cli-context.ts';
import { exits } from './cli/core/exit-code.ts';
import { hasColour } from './cli/core/has-colour.ts';
import { languageOf } from './cli/core/language.ts';
import { describeFailure } from './cli/describe-error.ts';
import { parseSpan, parseTarget, type Target } from './cli/core/parse-span.ts';
import { exitOfFailure } from './cli/core/failure-exit.ts';
import { crashes, type CrashesOptions } from './cli/verbs/crashes.ts';
import { alerts, type AlertsOptions } from './cli/verbs/alerts.ts';
import { fix, type FixOptions } from './cli/verbs/fix.ts';
import { doctor, type DoctorOptions } from './cli/verbs/doctor.ts';
import { explain, type ExplainOptions } from './cli/verbs/explain.ts';
import { hosts } from './cli/verbs/hosts.ts';
import { logs, type LogsOptions } from './cli/verbs/logs.ts';
import { queues } from './cli/verbs/queues.ts';
import { report, type ReportOptions } from './cli/verbs/report.ts';
import { servePage, type ServePageOptions } from './cli/verbs/serve-page.ts';
import { status } from './cli/verbs/status.ts';
import { trend, type TrendOptions } from './cli/verbs/trend.ts';
import { watch } from './cli/verbs/watch.ts';
import { workers } from './cli/verbs/workers.ts';

const home = new URL('./', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../package.json', home), 'utf8')) as { version: string };
process.exitCode = await main(process.argv);
// All is disposed; a timer that some connection left behind must not keep the shell waiting. What was written goes out first.
process.stdout.write('', () => process.stderr.write('', () => process.exit()));

async function main(argv: readonly string[]): Promise<number> {
  const context = createContext();
  let exit = 0;
  const program = createProgram(context, (code) => { exit = code; });
  try {
    await program.parseAsync([...argv]);
    return context.ending.aborted && exit === 0 && !argv.includes('serve') && !argv.includes('demo') && !argv.includes('watch') ? exits.interrupted : exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : exits.usage;
  }
}

function createContext(): CliContext {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  // `fleetbeat watch | head`: the reader has gone, and so do we.
  process.stdout.on('error', end);
  const language = languageOf(process.env);
  return {
    home, version, language,
    pageFolder: fileURLToPath(new URL('../out/renderer', home)),
    hasColour: hasColour(process.env, process.stdout.isTTY === true),
    input: process.stdin, out: process.stdout, err: process.stderr,
    ending: ending.signal,
    fail(failure) {
      process.stderr.write(`fleetbeat: ${describeFailure(failure, language)}\n`);
      return exitOfFailure(failure);
    },
  };
}

function createProgram(context: CliContext, onExit: (code: number) => void): Command {
  const program = new Command('fleetbeat').description('The control panel for Celery workers on Raspberry Pis').version(context.version).exitOverride().showHelpAfterError();
  const looking = { status: ['how the fleet is, and what is not well', status], hosts: ['every host', hosts], workers: ['every worker with its verdict', workers], queues: ['every queue', queues], watch: ['news as they happen, until Ctrl-C', watch] } as const;
  for (const [name, [description, run]] of Object.entries(looking)) {
    program.command(name).description(description)
      .option('--json', 'documented JSON on standard output')
      .addOption(new Option('--fleet <file>', 'hosts from a fleet file instead of the settings').conflicts('demo'))
      .option('--host <name...>', 'only these hosts')
      .option('--demo', 'the simulated fleet')
      .option('--timeout <seconds>', 'longest wait for a full picture', seconds, 20)
      .action(async (options: LookOptions) => onExit(await run(context, options)));
  }
  reviewing(program.command('crashes [host...]').description('incidents with their causes, from the hosts’ own records'))
    .option('--since <when>', 'since then: 24h, 7d, or a moment as 2026-11-22T03:00Z', '24h')
    .option('--full', 'each with its evidence')
    .action(async (hostNames: readonly string[], options: CrashesOptions) => onExit(await crashes(context, hostNames, options)));
  reviewing(program.command('logs <host[:source]>').description('a host’s logs on one time axis'))
    .option('-f, --follow', 'go on with lines as they come, until Ctrl-C')
    .option('--grep <pattern>', 'only lines in which this regular expression is found')
    .option('-n, --lines <number>', 'how many of the newest lines', lineCount, 200)
    .action(async (target: string, options: LogsOptions) => onExit(await logs(context, target, options)));
  program.command('explain [file...]').description('crashes in any log files or standard input, with cause and evidence; needs no host')
    .option('--json', 'documented JSON on standard output')
    .option('--zone <zone>', 'zone of times that have none, as +01:00 or Europe/Paris; this machine’s when left out')
    .action(async (files: readonly string[], options: ExplainOptions) => onExit(await explain(context, files, options)));
  addDoctor(program, context, onExit);
  addPastVerbs(program, context, onExit);
  addActingVerbs(program, context, onExit);
  const serving = (command: Command): Command => command
    .option('--port <number>', 'port on 127.0.0.1; a free one when left out', port, 0)
    .option('--read-only', 'refuse every change to the fleet')
    .option('--open', 'open the browser')
    .option('--metrics', 'also answer /metrics for Prometheus, on loopback')
    .option('--json', 'the URL as one JSON line');
  serving(program.command('serve').description('the page on this machine’s loopback'))
    .option('--demo', 'the simulated fleet')
    .addOption(new Option('--fleet <file>', 'hosts from a fleet file instead of the settings').conflicts('demo'))
    .action(async (options: ServePageOptions) => onExit(await servePage(context, options)));
  serving(program.command('demo').description('the page with simulated Pis')).action(async (options: ServePageOptions) => onExit(await servePage(context, { ...options, demo: true })));
  return program;
}

function addDoctor(program: Command, context: CliContext, onExit: (code: number) => void): void {
  reviewing(program.command('doctor [host...]').description('what is wrong with hosts, their Redis and their workers, and how to mend it'))
    .option('--only <category>', 'findings of one category: system, power, storage, network, redis, configuration, runtime, processes, docker, supervision, logs')
    .option('--explain <check>', 'one check in full, with its evidence: RED-02')
    .addOption(new Option('--bundle <file>', 'also save the evidence, redacted, for a colleague').conflicts('replay'))
    .option('--anonymous', 'hosts, people and addresses of the bundle by numbers')
    .option('--with-arguments', 'keep arguments of tasks in the bundle')
    .addOption(new Option('--replay <file>', 'judge a saved bundle; connects to nothing').conflicts('fleet'))
    .addOption(new Option('--fix <id>', 'mend it: by a check (CFG-01), a fix (thread-caps) or a profile (profile-many-queues)').conflicts(['replay', 'bundle']))
    .option('--worker <name>', 'with --fix: the worker meant, by its node name')
    .option('--dry-run', 'with --fix: show the plan, change nothing')
    .option('--yes', 'with --fix: apply without asking')
    .action(async (hostNames: readonly string[], options: DoctorOptions & Partial<FixOptions>) => onExit(options.fix === undefined ? await doctor(context, hostNames, options) : await fix(context, hostNames, { ...options, fix: options.fix })));
}

/** Verbs that read the record and connect to nothing. */
function addPastVerbs(program: Command, context: CliContext, onExit: (code: number) => void): void {
  program.command('trend').description('recorded figures of a host or a worker').argument('<host[/worker]>', 'as pi-atelier/w1@pi-atelier', target)
    .option('--since <span>', 'how far back: 90m, 24h, 7d', span, 86_400_000)
    .option('--json', 'documented JSON on standard output')
    .addOption(new Option('--csv', 'comma-separated values').conflicts('json'))
    .action(async (wanted: Target, options: TrendOptions) => onExit(await trend(context, wanted, options)));
  program.command('alerts').description('alerts that stand or stood')
    .option('--since <span>', 'how far back: 90m, 24h, 7d', span, 86_400_000)
    .option('--open', 'only those that stand')
    .option('--json', 'documented JSON on standard output')
    .action(async (options: AlertsOptions) => onExit(await alerts(context, options)));
  program.command('report').description('what happened in a day')
    .option('--day <day>', 'today, yesterday or 2026-11-21; the last 24 hours when left out')
    .option('--json', 'documented JSON on standard output')
    .action(async (options: ReportOptions) => onExit(await report(context, options)));
}

function span(text: string): number {
  const ms = parseSpan(text);
  if (ms === null) throw new InvalidArgumentError('90m, 24h or 7d is wanted, two years at most');
  return ms;
}

function target(text: string): Target {
  const parsed = parseTarget(text);
  if (parsed === null) throw new InvalidArgumentError('a host, or host/worker, is wanted');
  return parsed;
}

function reviewing(command: Command): Command {
  return command
    .option('--json', 'documented JSON on standard output')
    .addOption(new Option('--fleet <file>', 'hosts from a fleet file instead of the settings').conflicts('demo'))
    .option('--demo', 'the simulated fleet')
    .option('--timeout <seconds>', 'longest wait for the records', seconds, 30);
}

function lineCount(text: string): number {
  const value = Number(text);
  if (!/^\d{1,4}$/.test(text) || value < 1 || value > 5000) throw new InvalidArgumentError('a number from 1 to 5000 is wanted');
  return value;
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d{1,5}$/.test(text) || value > 65_535) throw new InvalidArgumentError('a number from 0 to 65535 is wanted');
  return value;
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 3600)) throw new InvalidArgumentError('seconds from 1 to 3600 are wanted');
  return value;
}
