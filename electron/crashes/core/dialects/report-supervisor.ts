/**
 * The field reports' `celery_supervisor.py`: French, with emoji that are often mangled; only the ASCII parts are matched.
 * Must stay true: its negative code is a signal; it sees the main process alone.
 */
import { eventOf, oneLineDialect, type BodyLine, type CrashEvent } from '#electron/crashes/core/crash-event.ts';
import { readPythonStatus } from '#electron/crashes/core/signals.ts';

const header = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?:- )?\[(DEBUG|INFO|WARNING|ERROR|CRITICAL)\] (.*)$/;
const dead = /Worker mort avec code:? ?(-?\d{1,5})/;
const started = /(Worker|Beat) d.{1,4}marr.{1,4} \(PID:? ?(\d{1,10})(?:, restart #(\d{1,6}))?\)/;
const tooMany = /Trop de red.{1,4}marrages? \((\d{1,6})\)/;

export const reportSupervisor = oneLineDialect('report-supervisor', '12', read);

function read(line: BodyLine): CrashEvent | null {
  if (line.text.charCodeAt(4) !== 45) return null;
  const message = header.exec(line.text)?.[2];
  if (message === undefined) return null;
  const backend = 'report-supervisor';
  const owner = line.owner ?? 'celery_supervisor.py';
  const code = dead.exec(message)?.[1];
  if (code !== undefined) return eventOf('main-exited', line, { backend, owner, ...readPythonStatus(Number(code)), detail: { expected: false } });
  if (message.includes('Crash SIGSEGV')) return eventOf('restart-planned', line, { backend, owner, signal: 'SIGSEGV' });
  const start = started.exec(message);
  if (start !== null) return eventOf('started', line, { backend, owner: start[1] === 'Beat' ? `${owner} beat` : owner, pid: Number(start[2]), detail: { restarts: start[3] === undefined ? null : Number(start[3]) } });
  const many = tooMany.exec(message);
  if (many !== null) return eventOf('gave-up', line, { backend, owner, detail: { restarts: Number(many[1]) } });
  return /Arr.{1,4}t (?:du|demand)|Signal (?:re.{1,4}u|\d+)/.test(message) ? eventOf('stop-asked', line, { backend, owner, detail: { by: 'supervisor' } }) : null;
}
