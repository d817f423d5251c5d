/**
 * Core dumps: systemd-coredump's journal entry, `coredumpctl list --json=short` and `coredumpctl info`.
 * The topmost frame that is not the C library's raising code is the native frame.
 */
import { eventOf, type BodyLine, type CrashEvent, type Dialect, type DialectReader, type Emit, type NativeFrame } from '#electron/crashes/core/crash-event.ts';
import { readSignal } from '#electron/crashes/core/signals.ts';
import { createRecordTail } from './record-tail.ts';

const dumped = /^Process (\d{1,10}) \((.{1,64}?)\) of user \d+ (?:dumped core|terminated abnormally)/;
const field = /^ {2,20}(PID|Signal|Unit|User Unit|Command Line|Timestamp|Executable|Message): (.{0,2000})$/;
const stackTitle = /^\s*Stack trace of thread (\d{1,10}):/;
const frame = /^\s*#(\d{1,3}) +0x([\da-f]+) (\S{1,200}) \((\S{1,300})(?: \+ 0x([\da-f]+))?\)/;
/** Frames of giving up: `raise`, `abort` and what they are made of say nothing about the fault. */
const givingUp = /^(?:raise|abort|__pthread_kill_implementation|__pthread_kill_internal|__GI_raise|__GI_abort|pthread_kill|gsignal|__restore_rt|__libc_message|malloc_printerr)/;

export const coredumpctl: Dialect = { name: 'coredumpctl', opens: 'P [{', hasLongRecords: true, create };

type Open = { readonly line: BodyLine; pid: number | null; process: string | null; signal: string | null; owner: string | null; native: NativeFrame | null; lines: number };

function create(): DialectReader {
  const tail = createRecordTail();
  let open: Open | null = null;
  const close = (emit: Emit): void => {
    if (open === null) return;
    const { line, pid, process, signal, owner, native } = open;
    open = null;
    if (pid !== null) emit(eventOf('core-dumped', line, { pid, signal, owner, native, coreDumped: true, text: tail.take(), detail: { process } }));
  };
  const begin = (line: BodyLine, pid: number | null, process: string | null): void => {
    const fields = line.fields;
    open = { line, pid, process, signal: readSignal(unitOf(fields?.['COREDUMP_SIGNAL']) ?? ''), owner: unitOf(fields?.['COREDUMP_UNIT']), native: null, lines: 0 };
    tail.begin(line.text);
  };
  return {
    feed(line, emit) {
      if (open !== null) {
        if (++open.lines < 300 && goesOn(line.text)) {
          readInto(open, line.text);
          tail.add(line.text);
          return true;
        }
        close(emit);
      }
      if (line.text.startsWith('[{') && line.text.includes('"corefile"')) return readList(line, emit);
      const start = dumped.exec(line.text);
      if (start !== null) begin(line, Number(start[1]), start[2] ?? null);
      else if (/^ {8,20}PID: \d/.test(line.text)) begin(line, null, null);
      else return false;
      if (open !== null) readInto(open, line.text);
      return true;
    },
    isOpen: () => open !== null,
    heldFrom: () => open?.line.place.offset ?? null,
    end: close,
  };
}

const unitOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value.replace(/\.service$/, '').slice(0, 300) : null);
const goesOn = (text: string): boolean => text === '' || text.charCodeAt(0) === 32 || text.charCodeAt(0) === 35 || stackTitle.test(text) || text.startsWith('Module ') || text.startsWith('ELF object');

function readInto(open: Open, text: string): void {
  const found = field.exec(text);
  if (found !== null) {
    const value = found[2] ?? '';
    if (found[1] === 'PID') {
      open.pid = Number.parseInt(value, 10);
      open.process = /\((.{1,64}?)\)/.exec(value)?.[1] ?? null;
    }
    if (found[1] === 'Signal') open.signal = readSignal(value.split(' ')[0] ?? '');
    if (found[1] === 'Unit' || found[1] === 'User Unit') open.owner = unitOf(value);
    return;
  }
  const call = open.native === null ? frame.exec(text) : null;
  if (call === null || givingUp.test(call[3] ?? '')) return;
  open.native = { library: call[4] ?? '', offset: call[5] ?? null, function: call[3] === 'n/a' ? null : (call[3] ?? null) };
}

/** A list is one line: every dump in it is an event of its own. */
function readList(line: BodyLine, emit: Emit): boolean {
  const list = parseList(line.text);
  for (const entry of list) {
    const event = readEntry(line, entry);
    if (event !== null) emit(event);
  }
  return list.length > 0;
}

function parseList(text: string): readonly { readonly [name: string]: unknown }[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((entry): entry is { readonly [name: string]: unknown } => typeof entry === 'object' && entry !== null) : [];
  } catch {
    return [];
  }
}

function readEntry(line: BodyLine, entry: { readonly [name: string]: unknown }): CrashEvent | null {
  const { time, pid, sig, exe, corefile } = entry;
  if (typeof pid !== 'number' || typeof sig !== 'number') return null;
  return eventOf('core-dumped', line, {
    pid, signal: readSignal(String(sig)), coreDumped: true,
    ...(typeof time === 'number' ? { at: Math.floor(time / 1000), atIsEstimated: false } : {}),
    text: `core of ${typeof exe === 'string' ? exe : '?'} pid ${pid} signal ${sig}`,
    detail: { process: typeof exe === 'string' ? (exe.split('/').at(-1) ?? null) : null, corefile: typeof corefile === 'string' ? corefile : null },
  });
}
