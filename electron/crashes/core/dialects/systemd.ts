/**
 * systemd on its units. Must stay true: the start limit is read from its words ("repeated too quickly"), since the unit's
 * result may keep the exit code; structured journal fields win over text where both are there.
 */
import type { CrashEventKind } from '#shared/domain/crash.ts';
import { eventOf, oneLineDialect, type BodyLine, type CrashEvent, type EventParts } from '#electron/crashes/core/crash-event.ts';
import { readSignal } from '#electron/crashes/core/signals.ts';

const unitLine = /^([\w@:.\\-]{1,250}\.(?:service|scope)): (.*)$/;
const exited = /^(Main|Control) process exited, code=(\w+), status=(\d{1,3})(?:\/([\w-]{1,20}))?/;
const failed = /^Failed with result '([\w-]{1,40})'/;
const restart = /^Scheduled restart job, restart counter is at (\d{1,9})/;
const timedOut = /^State '([\w-]{1,40})' timed out\. (Killing|Terminating|Aborting|Skipping)/;
const killing = /^Killing process (\d{1,10}) \((.{1,64})\) with signal (SIG\w{1,10})/;
const started = /^(?:Started|Stopping) ([\w@:.\\-]{1,250}\.service)\b/;
const oomd = /^Killed (\/\S{1,500}) due to memory (?:pressure|used)/;

export const systemd = oneLineDialect('systemd', '', read);

function read(line: BodyLine): CrashEvent | null {
  if (line.writer !== null && !line.writer.startsWith('systemd')) return null;
  const { text } = line;
  const unit = text.includes('.service: ') || text.includes('.scope: ') ? unitLine.exec(text) : null;
  if (unit !== null) {
    const found = readUnit(unit[2] ?? '', line);
    return found === null ? null : eventOf(found.kind, line, { backend: 'systemd', owner: nameOf(unit[1] ?? ''), ...found.parts });
  }
  return line.writer === null ? null : readDaemon(line);
}

const nameOf = (unit: string): string => unit.replace(/\.service$/, '');

function readUnit(message: string, line: BodyLine): { readonly kind: CrashEventKind; readonly parts: EventParts } | null {
  const exit = exited.exec(message);
  if (exit !== null) {
    if (exit[1] !== 'Main') return null;
    const isSignal = exit[2] === 'killed' || exit[2] === 'dumped';
    const status = Number(exit[3]);
    return { kind: 'main-exited', parts: { signal: isSignal ? readSignal(exit[4] ?? String(status)) : null, exitCode: isSignal ? null : status, coreDumped: exit[2] === 'dumped' ? true : null, pid: pidOf(line), detail: { expected: !isSignal && status === 0 } } };
  }
  if (message.startsWith('A process of this unit has been killed by the OOM killer')) return { kind: 'oom-flagged', parts: { detail: { by: 'systemd' } } };
  const result = failed.exec(message);
  if (result !== null) return { kind: result[1] === 'start-limit-hit' ? 'gave-up' : result[1] === 'oom-kill' ? 'oom-flagged' : 'unit-failed', parts: { detail: { result: result[1] ?? null } } };
  if (message.startsWith('Start request repeated too quickly')) return { kind: 'gave-up', parts: {} };
  const plan = restart.exec(message);
  if (plan !== null) return { kind: 'restart-planned', parts: { detail: { restarts: Number(plan[1]) } } };
  const late = timedOut.exec(message);
  if (late !== null) return { kind: late[1]?.startsWith('stop') === true || late[1] === 'final-sigterm' ? 'stop-timeout' : 'unit-failed', parts: { signal: late[2] === 'Killing' ? 'SIGKILL' : null, detail: { state: late[1] ?? null } } };
  const kill = killing.exec(message);
  if (kill !== null) return { kind: 'process-killed', parts: { pid: Number(kill[1]), signal: readSignal(kill[3] ?? ''), detail: { process: kill[2] ?? null, by: 'systemd' } } };
  return null;
}

function pidOf(line: BodyLine): number | null {
  const pid = Number(line.fields?.['EXIT_PID'] ?? NaN);
  return Number.isInteger(pid) ? pid : null;
}

function readDaemon(line: BodyLine): CrashEvent | null {
  const { text } = line;
  const killed = oomd.exec(text);
  if (killed !== null) return eventOf('oom-flagged', line, { owner: nameOf(killed[1]?.split('/').at(-1) ?? ''), backend: 'systemd', signal: 'SIGKILL', detail: { by: 'systemd-oomd' } });
  const unit = started.exec(text);
  if (unit !== null) return eventOf(text.startsWith('Sta') ? 'started' : 'stop-asked', line, { owner: nameOf(unit[1] ?? ''), backend: 'systemd', detail: { by: 'systemd' } });
  // Where units are announced by their description, the journal's own field names them.
  const named = typeof line.fields?.['UNIT'] === 'string' ? nameOf(line.fields['UNIT']) : null;
  if (named !== null && /^(?:Stopping|Started) /.test(text)) return eventOf(text.startsWith('Started') ? 'started' : 'stop-asked', line, { owner: named, backend: 'systemd', detail: { by: 'systemd' } });
  if (/^(?:systemd-shutdown|Shutting down\.|Reached target .*(?:Power-Off|Reboot|Shutdown))/.test(text)) return eventOf('shut-down', line, {});
  return null;
}
