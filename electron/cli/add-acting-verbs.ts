/** The verbs that act on the fleet, and the journal of what they did, for the entry of the command line. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CliContext } from './cli-context.ts';
import { parseSpan } from './core/parse-span.ts';
import { act, type VerbOptions } from './verbs/act.ts';
import { actions, type ActionsOptions } from './verbs/actions.ts';
import { deploy, type DeployOptions } from './verbs/deploy.ts';
import { recover, type RecoverOptions } from './verbs/recover.ts';
import { retry, type RetryOptions } from './verbs/retry.ts';
import { unacked, type UnackedOptions } from './verbs/unacked.ts';

export function addActingVerbs(program: Command, context: CliContext, onExit: (code: number) => void): void {
  const verbs = { start: 'start workers by what supervises them', stop: 'stop workers: pause, finish tasks, end', restart: 'restart workers: pause, finish tasks, end, start, verify', drain: 'take no new tasks and wait until the hands are empty' } as const;
  for (const verb of ['start', 'stop', 'restart', 'drain'] as const) {
    acting(program.command(`${verb} <target...>`).description(`${verbs[verb]}; a target is a worker, host/worker, or a host for all of it`))
      .option('--wait <seconds>', 'longest wait for tasks to finish after TERM', whole(0, 86_400))
      .option('--cold', 'allow QUIT after that: late tasks go back, others are lost')
      .option('--kill', 'allow KILL when nothing else ends it')
      .option('--canary <number>', 'so many first, alone', whole(0, 100), 1)
      .option('--batch <number>', 'then so many at a time', whole(1, 100), 1)
      .option('--go-on', 'go on after a failure')
      .action(async (targets: readonly string[], options: VerbOptions) => onExit(await act(context, verb, targets, options)));
  }
  acting(program.command('recover <target>').description('the playbook that fits a worker or a host: dry run, run, verification'))
    .option('--playbook <id>', 'this one instead of the one that fits')
    .option('--task <id>', 'the task a playbook is about')
    .option('--file <path...>', 'logs to empty')
    .option('--memory <mb>', 'oom-loop: limit each child to this, by a drop-in and a restart', whole(10, 62_500))
    .option('--agree <consent...>', 'what is agreed to, by name')
    .action(async (target: string, options: RecoverOptions) => onExit(await recover(context, target, options)));
  addMessageVerbs(program, context, onExit);
  acting(program.command('deploy <host>').description('put Fleetbeat’s supervisor on a host, or update it; the plan first'))
    .option('--form <form>', 'system-unit, user-unit or start-line; whatever fits when left out')
    .option('--directory <path>', 'where it lies; .fleetbeat in the home when left out')
    .option('--like <worker...>', 'run workers like these')
    .option('--take-over', 'adopt their running processes without stopping them')
    .action(async (host: string, options: DeployOptions) => onExit(await deploy(context, host, 'deploy', options)));
  acting(program.command('undeploy <host>').description('remove Fleetbeat’s supervisor; nothing is left'))
    .action(async (host: string, options: DeployOptions) => onExit(await deploy(context, host, 'remove', options)));
  program.command('actions').description('the journal of what was done to the fleet')
    .option('--since <span>', 'how far back: 90m, 24h, 7d', span, 604_800_000)
    .option('-n, --limit <number>', 'how many of the newest', whole(1, 500), 100)
    .option('--grep <text>', 'only those that contain this text')
    .option('--json', 'documented JSON on standard output')
    .action(async (options: ActionsOptions) => onExit(await actions(context, options)));
}

function addMessageVerbs(program: Command, context: CliContext, onExit: (code: number) => void): void {
  acting(program.command('unacked').description('messages taken and not acknowledged; give back, set aside, take back'))
    .option('--broker <name>', 'its host or its address, where there are several')
    .option('-n, --limit <number>', 'how many of the oldest', whole(1, 500), 100)
    .addOption(new Option('--give-back', 'put the chosen ones back into their queues').conflicts(['setAside', 'undo']))
    .addOption(new Option('--set-aside', 'move the chosen ones to dead queues').conflicts(['undo']))
    .option('--undo <copy>', 'take a move back by its saved copy')
    .option('--tag <tag...>', 'choose these')
    .option('--orphaned', 'choose those whose holder is proven dead')
    .option('--agree <consent...>', 'what is agreed to, by name')
    .action(async (options: UnackedOptions) => onExit(await unacked(context, options)));
  acting(program.command('retry').description('send one task again from its original message'))
    .option('--broker <name>', 'its host or its address, where there are several')
    .option('--tag <tag>', 'the message')
    .option('--copy <copy>', 'from this saved copy')
    .option('--dead <queue>', 'from this dead queue')
    .option('--record <name>', 'a task recorded as stuck, with --on-host')
    .option('--on-host <host>', 'where it is recorded')
    .option('--queue <queue>', 'send it there instead of where it came from')
    .option('--same-id', 'keep its task id')
    .option('--agree <consent...>', 'what is agreed to, by name')
    .action(async (options: RetryOptions) => onExit(await retry(context, options)));
}

function acting(command: Command): Command {
  return command
    .option('--yes', 'do it without asking')
    .addOption(new Option('--dry-run', 'show what it would do, and do nothing').conflicts('yes'))
    .option('--json', 'documented JSON on standard output')
    .addOption(new Option('--fleet <file>', 'hosts from a fleet file instead of the settings').conflicts('demo'))
    .option('--host <name...>', 'connect to these hosts only')
    .option('--demo', 'the simulated fleet')
    .option('--timeout <seconds>', 'longest wait for the hosts to answer', whole(1, 3600), 20);
}

function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,6}$/.test(text) || value < min || value > max) throw new InvalidArgumentError(`a whole number from ${String(min)} to ${String(max)} is wanted`);
    return value;
  };
}

function span(text: string): number {
  const ms = parseSpan(text);
  if (ms === null) throw new InvalidArgumentError('90m, 24h or 7d is wanted, two years at most');
  return ms;
}
