/**
 * What is asked of the systemd journal, and to which of our sources an entry of it belongs.
 * Must stay true: an entry has one source; a unit's name is an argument, never a word of a shell.
 */
import type { LogSourceKind } from '#shared/domain/log.ts';

export type JournalUnit = { readonly unit: string; readonly isUser: boolean; readonly node: string | null };

const fields = [
  'MESSAGE', 'MESSAGE_ID', 'PRIORITY', 'SYSLOG_IDENTIFIER', 'SYSLOG_PID', '_PID', '_COMM', '_TRANSPORT', '_BOOT_ID', '_SYSTEMD_UNIT', '_SYSTEMD_USER_UNIT', '_SOURCE_MONOTONIC_TIMESTAMP',
  'UNIT', 'USER_UNIT', 'EXIT_CODE', 'EXIT_STATUS', 'UNIT_RESULT', 'JOB_RESULT', 'COREDUMP_UNIT', 'COREDUMP_PID', 'COREDUMP_SIGNAL', 'COREDUMP_SIGNAL_NAME', 'COREDUMP_EXE', 'COREDUMP_COMM', 'COREDUMP_CMDLINE',
  'CONTAINER_NAME', 'CONTAINER_ID',
];

/** On a first visit so many entries of the past are read. */
const firstLines = 3000;
const always = ['_TRANSPORT=kernel', '_PID=1', 'SYSLOG_IDENTIFIER=systemd-coredump', 'SYSLOG_IDENTIFIER=systemd-oomd', '_SYSTEMD_UNIT=redis-server.service'];

export function journalArguments(units: readonly JournalUnit[], from: { readonly cursor: string | null; readonly since: number | null }, isFollowed = true): readonly string[] {
  const start = from.cursor !== null ? [`--after-cursor=${from.cursor}`, '--lines=all'] : from.since !== null ? [`--since=@${Math.floor(from.since / 1000)}`, '--lines=all'] : [`--lines=${firstLines}`];
  const matches = [...always, ...units.flatMap(({ unit, isUser }) => (isUser ? [`_SYSTEMD_USER_UNIT=${unit}`, `USER_UNIT=${unit}`] : [`_SYSTEMD_UNIT=${unit}`, `UNIT=${unit}`]))];
  return ['journalctl', ...(isFollowed ? ['--follow'] : []), '--output=json', '--no-pager', `--output-fields=${fields.join(',')}`, ...start, ...matches.flatMap((match, index) => (index === 0 ? [match] : ['+', match]))];
}

/** Which units have ever written to the journal: one whose worker is dead is in no list of processes. */
export const askUnits: readonly string[] = ['journalctl', '--no-pager', '-F', '_SYSTEMD_UNIT'];

const maxPastUnits = 30;

/** Those that may be a worker's, by their names; the workers that run are known anyway. */
export function readPastUnits(output: string): readonly JournalUnit[] {
  return output.split('\n').filter((line) => /^[\w:.@\\-]{1,255}\.service$/.test(line) && /celery|worker|beat/i.test(line)).slice(0, maxPastUnits).map((unit) => ({ unit, isUser: false, node: null }));
}

export type JournalEntry = { readonly cursor: string | null; readonly kind: LogSourceKind; readonly name: string; readonly program: string | null };

/** null: not an entry. */
export function readJournalEntry(line: string): JournalEntry | null {
  const entry = parse(line);
  if (entry === null) return null;
  const text = (name: string): string | null => { const value = entry[name]; return typeof value === 'string' && value !== '' ? value : null; };
  const cursor = text('__CURSOR');
  if (text('_TRANSPORT') === 'kernel') return { cursor, kind: 'kernel', name: 'kernel', program: null };
  const unit = text('COREDUMP_UNIT') ?? text('UNIT') ?? text('USER_UNIT') ?? text('_SYSTEMD_USER_UNIT') ?? text('_SYSTEMD_UNIT');
  const name = unit === null || unit === 'init.scope' ? 'system' : unit.slice(0, 300);
  // systemd speaks of many units that are no worker's: those lines stay together
  return { cursor, kind: 'journal', name, program: name === 'system' ? null : name.replace(/\.service$/, '') };
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && '__CURSOR' in value ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** What journalctl says when this account sees its own entries only. */
export function saysNotReadable(complaint: string): boolean {
  return /not seeing messages|No journal files were opened|insufficient permissions|Permission denied/i.test(complaint);
}
