/**
 * supervisord's own log. Must stay true: `exited:` carries no pid (the last `spawned:` of the name does);
 * `killing … with SIGKILL` is a stop that took too long, not a crash; an expected exit is told as such.
 */
import { eventOf, oneLineDialect, type BodyLine, type CrashEvent, type EventParts } from '#electron/crashes/core/crash-event.ts';
import type { CrashEventKind } from '#shared/domain/crash.ts';
import { readSignal } from '#electron/crashes/core/signals.ts';

const header = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (CRIT|ERRO|WARN|INFO|DEBG|TRAC|BLAT) (.*)$/;
const exited = /^exited: (\S{1,300}) \((?:exit status (-?\d{1,5})|terminated by (SIG\w{1,10}|signal \d{1,2})( \(core dumped\))?); (not )?expected\)/;
const spawned = /^spawned: '([^']{1,300})' with pid (\d{1,10})/;
const success = /^success: (\S{1,300}) entered RUNNING state/;
const gaveUp = /^gave up: (\S{1,300}) entered FATAL state/;
const killing = /^killing '([^']{1,300})' \((\d{1,10})\) with (SIG\w{1,10})/;
const waiting = /^waiting for (\S{1,300})(?:, .{1,1000})? to (?:stop|die)/;
const stopped = /^stopped: (\S{1,300}) \((?:exit status (-?\d{1,5})|terminated by (SIG\w{1,10}))/;

export const supervisord = oneLineDialect('supervisord', '12', read);

function read(line: BodyLine): CrashEvent | null {
  if (line.text.charCodeAt(4) !== 45 || line.text.charCodeAt(23) !== 32) return null;
  const message = header.exec(line.text)?.[2];
  if (message === undefined) return null;
  const found = readMessage(message);
  return found === null ? null : eventOf(found.kind, line, { ...found.parts, backend: 'supervisord' });
}

function readMessage(message: string): { readonly kind: CrashEventKind; readonly parts: EventParts } | null {
  const exit = exited.exec(message);
  if (exit !== null) {
    const [, owner = '', code, signal, core, not] = exit;
    return {
      kind: 'main-exited',
      parts: { owner, signal: signal === undefined ? null : readSignal(signal.replace('signal ', '')), exitCode: code === undefined ? null : Number(code), coreDumped: core === undefined ? null : true, detail: { expected: not === undefined } },
    };
  }
  const start = spawned.exec(message);
  if (start !== null) return { kind: 'started', parts: { owner: start[1] ?? null, pid: Number(start[2]) } };
  const running = success.exec(message);
  if (running !== null) return { kind: 'ready', parts: { owner: running[1] ?? null, detail: { by: 'supervisor' } } };
  const fatal = gaveUp.exec(message);
  if (fatal !== null) return { kind: 'gave-up', parts: { owner: fatal[1] ?? null } };
  const kill = killing.exec(message);
  if (kill !== null) return { kind: 'stop-timeout', parts: { owner: kill[1] ?? null, pid: Number(kill[2]), signal: readSignal(kill[3] ?? '') } };
  const wait = waiting.exec(message);
  // At a shutdown all are named at once: their own `stopped:` lines say the rest.
  if (wait !== null) return { kind: 'stop-asked', parts: { owner: wait[1]?.replace(/,$/, '') ?? null, detail: { by: 'supervisor' } } };
  const stop = stopped.exec(message);
  if (stop === null) return null;
  return { kind: 'main-exited', parts: { owner: stop[1] ?? null, signal: readSignal(stop[3] ?? ''), exitCode: stop[2] === undefined ? null : Number(stop[2]), detail: { expected: true, asked: true } } };
}
