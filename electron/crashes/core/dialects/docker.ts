/**
 * Docker's daemon on its containers: events as JSON or as its text form, and `inspect`.
 * Must stay true: `oom` and OOMKilled flag the container, the victim may be a child of the worker; an exit code above 128
 * names a signal only in a container's death.
 */
import { eventOf, oneLineDialect, type BodyLine, type CrashEvent, type EventParts } from '#electron/crashes/core/crash-event.ts';
import { readShellStatus, readSignal } from '#electron/crashes/core/signals.ts';
import type { CrashEventKind } from '#shared/domain/crash.ts';

type Fields = { readonly [name: string]: unknown };

export const docker = oneLineDialect('docker', '{[2c', read);

function read(line: BodyLine): CrashEvent | null {
  const fields = line.fields ?? (line.text.charCodeAt(0) === 91 && line.text.startsWith('[{') ? firstOf(line.text) : null);
  if (fields !== null) return readInspect(line, fields) ?? readEvent(line, fields);
  return line.text.startsWith('container ') ? readTextEvent(line) : null;
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value.slice(0, 500) : null);

function firstOf(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    const first: unknown = Array.isArray(value) ? value[0] : null;
    return isFields(first) ? first : null;
  } catch {
    return null;
  }
}

function readEvent(line: BodyLine, fields: Fields): CrashEvent | null {
  const action = textOf(fields['status']) ?? textOf(fields['Action']);
  const actor = fields['Actor'];
  if (action === null || !isFields(actor)) return null;
  const attributes = isFields(actor['Attributes']) ? actor['Attributes'] : {};
  const owner = textOf(attributes['name']) ?? (textOf(fields['id']) ?? textOf(actor['ID']))?.slice(0, 12) ?? null;
  return found(line, action, owner, textOf(attributes['exitCode']), textOf(attributes['signal']));
}

const textEvent = /^container (\w+) ([\da-f]{12,64}) \((.{0,3000})\)$/;

/** `docker events` without a format: `<time> container die <id> (exitCode=137, image=…, name=…)`. */
function readTextEvent(line: BodyLine): CrashEvent | null {
  const parts = textEvent.exec(line.text);
  if (parts === null) return null;
  const attribute = (name: string): string | null => new RegExp(`(?:^|, )${name}=([^,]{1,300})`).exec(parts[3] ?? '')?.[1] ?? null;
  return found(line, parts[1] ?? '', attribute('name') ?? parts[2]?.slice(0, 12) ?? null, attribute('exitCode'), attribute('signal'));
}

function found(line: BodyLine, action: string, owner: string | null, exitCode: string | null, signal: string | null): CrashEvent | null {
  const read = readAction(action, exitCode, signal);
  return read === null ? null : eventOf(read.kind, line, { backend: 'docker', owner, ...read.parts });
}

function readAction(action: string, exitCode: string | null, signal: string | null): { readonly kind: CrashEventKind; readonly parts: EventParts } | null {
  switch (action) {
    case 'die': {
      const code = exitCode === null ? null : Number(exitCode);
      return { kind: 'main-exited', parts: { ...(code === null ? {} : readShellStatus(code)), detail: { expected: code === 0, status: code } } };
    }
    case 'oom': return { kind: 'oom-flagged', parts: { detail: { by: 'docker' } } };
    case 'kill': return { kind: 'stop-asked', parts: { signal: readSignal(signal ?? ''), detail: { by: 'docker', signal } } };
    case 'stop': return { kind: 'stop-asked', parts: { detail: { by: 'docker' } } };
    case 'start': return { kind: 'started', parts: { detail: { by: 'docker' } } };
    default: return null;
  }
}

/** One container as `docker inspect` shows it, or its `State` alone. */
function readInspect(line: BodyLine, fields: Fields): CrashEvent | null {
  const state = isFields(fields['State']) ? fields['State'] : 'OOMKilled' in fields && 'ExitCode' in fields ? fields : null;
  if (state === null || state['Running'] === true || typeof state['ExitCode'] !== 'number') return null;
  const status = state['ExitCode'];
  const isOom = state['OOMKilled'] === true;
  if (status === 0 && !isOom) return null;
  const owner = textOf(fields['Name'])?.replace(/^\//, '') ?? line.owner;
  return eventOf('main-exited', line, { backend: 'docker', owner, ...readShellStatus(status), detail: { expected: false, status, oomKilled: isOom, finishedAt: textOf(state['FinishedAt']) } });
}
