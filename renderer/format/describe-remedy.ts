/**
 * What to do about a sick worker: a sentence, and the exact command where one is known. Nothing here is run: the
 * command is shown to be copied. A foreign unit or container name enters a command only when it is made of harmless
 * characters; otherwise no command is offered.
 */
import type { TFunction } from 'i18next';
import type { WorkerView } from '#shared/domain/worker.ts';

export type RemedyWords = { readonly title: string; readonly body: string; readonly command: string | null; readonly namesPid: boolean };

type Subject = Pick<WorkerView, 'verdict' | 'process'>;

export function describeRemedy(t: TFunction<'verdicts'>, worker: Subject): RemedyWords | null {
  const { remedy } = worker.verdict;
  if (remedy === null) return null;
  const command = remedyCommand(worker);
  const isPlain = (remedy === 'restart' || remedy === 'start') && command === null;
  const key = isPlain ? (`${remedy}-plain` as const) : remedy;
  return { title: t(`remedy.${key}.title`), body: t(`remedy.${key}.body`), command, namesPid: remedy === 'resume-frozen' && command !== null };
}

export function remedyCommand({ verdict, process }: Subject): string | null {
  if (process === null) return null;
  switch (verdict.remedy) {
    case 'resume-frozen': return Number.isSafeInteger(process.pid) && process.pid > 1 ? `kill -CONT ${process.pid}` : null;
    case 'restart':
    case 'drain-pipe':
    case 'reattach-queues': return backendCommand(process, 'restart');
    case 'start': return backendCommand(process, 'start');
    case 'look-at-host':
    case 'look-at-broker':
    case 'wait':
    case null: return null;
  }
}

function backendCommand(process: NonNullable<WorkerView['process']>, verb: 'start' | 'restart'): string | null {
  const { kind, unit } = process.backend;
  const name = kind === 'docker' ? (unit ?? process.container) : unit;
  if (name === null || !isHarmless(name)) return null;
  switch (kind) {
    case 'systemd': return `sudo systemctl ${verb} ${name}`;
    case 'systemd-user': return `systemctl --user ${verb} ${name}`;
    case 'supervisord': return `sudo supervisorctl ${verb} ${name}`;
    case 'docker': return `docker ${verb} ${name}`;
    case 'fleetbeat-supervisor':
    case 'report-supervisor':
    case 'none':
    case 'unknown': return null;
  }
}

/** Characters of unit, program and container names that mean nothing to a shell. Never a leading dash. */
function isHarmless(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,199}$/.test(name);
}
