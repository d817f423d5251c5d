/**
 * Takes a line out of what carried it: journal entries (JSON and text forms), syslog, container logs, compose prefixes,
 * the kernel's own clock. Gives the inner text, the time where the envelope tells it, and who wrote it.
 * Must stay true: an unknown envelope is no envelope; never throws; a time is only given when it was read.
 */
import type { EpochMs } from '#shared/domain/units.ts';
import { readIso, readSecondsMs, readStampMs, readSyslogStamp, type Zone } from './read-time.ts';

export type Envelope = {
  readonly text: string;
  readonly at: EpochMs | null;
  /** The time came without a zone, and the host's zone is not known; or it was computed from the boot. */
  readonly isGuess: boolean;
  readonly writer: string | null;
  readonly writerPid: number | null;
  readonly unit: string | null;
  readonly container: string | null;
  readonly cursor: string | null;
  readonly fields: { readonly [name: string]: unknown } | null;
};

export type EnvelopeNeeds = {
  readonly zone: Zone;
  /** When the kernel's clock stood at zero; null when not known. */
  readonly bootedAt: EpochMs | null;
  /** Not before the newest line: the year of times that have none. */
  readonly reference: EpochMs;
};

const plain = { at: null, isGuess: false, writer: null, writerPid: null, unit: null, container: null, cursor: null, fields: null };

export function openEnvelope(line: string, needs: EnvelopeNeeds): Envelope {
  const first = line.charCodeAt(0);
  if (first === 91 /* [ */) return line.charCodeAt(5) === 45 ? { ...plain, text: line } : openKernel(line, needs);
  if (first === 123 /* { */) return openJson(line, needs) ?? { ...plain, text: line };
  if (first === 60 /* < */) return openPriority(line, needs);
  if (first >= 48 && first <= 57) return openDigits(line, needs);
  if (first >= 65 && first <= 90) return openSyslog(line, needs) ?? { ...plain, text: line };
  return openCompose(line, needs) ?? { ...plain, text: line };
}

const writerPattern = /^([^\s[]\S*) ([^\s:[\]]+)(?:\[(\d+)\])?: ?/;

/** `host writer[pid]: text` after a time. */
function openWriter(rest: string, at: EpochMs, isGuess: boolean, needs: EnvelopeNeeds): Envelope | null {
  const found = writerPattern.exec(rest);
  if (found === null) return null;
  const text = rest.slice(found[0].length);
  const inner = found[2] === 'kernel' && text.startsWith('[') ? openKernel(text, needs).text : text;
  return { ...plain, text: inner, at, isGuess, writer: found[2] ?? null, writerPid: found[3] === undefined ? null : Number(found[3]) };
}

function openSyslog(line: string, needs: EnvelopeNeeds): Envelope | null {
  if (line.charCodeAt(3) !== 32) return openCompose(line, needs);
  const stamp = readSyslogStamp(line, needs.zone, needs.reference);
  return stamp === null ? null : openWriter(line.slice(stamp.end), stamp.at, needs.zone.isGuess, needs);
}

const unixStamp = /^(\d{9,11})\.(\d{1,6}) /;

/** `2026-11-22T00:57:21+0100 host writer: …`, `1795308529.944372 host writer: …`, or a container's `2026-…Z text`. */
function openDigits(line: string, needs: EnvelopeNeeds): Envelope {
  if (line.charCodeAt(10) === 84 /* T */) {
    const stamp = readIso(line, needs.zone);
    if (stamp === null || line.charCodeAt(stamp.end) !== 32) return { ...plain, text: line };
    const rest = line.slice(stamp.end + 1);
    const bare = { ...plain, text: rest, at: stamp.at, isGuess: stamp.isGuess };
    // A container's log ends its times with Z and names no writer; the journal and syslog write an offset.
    return line.charCodeAt(stamp.end - 1) === 90 ? bare : (openWriter(rest, stamp.at, stamp.isGuess, needs) ?? bare);
  }
  const unix = unixStamp.exec(line);
  if (unix === null) return { ...plain, text: line };
  const at = Number(unix[1]) * 1000 + Math.floor(Number(`0.${unix[2]}`) * 1000);
  return openWriter(line.slice(unix[0].length), at, false, needs) ?? { ...plain, text: line };
}

const kernelClock = /^\[ *(\d+)\.(\d{1,6})\] ?/;
const kernelDate = /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d+) (\d\d:\d\d:\d\d) (\d{4})\] ?/;

function openKernel(line: string, needs: EnvelopeNeeds): Envelope {
  const clock = kernelClock.exec(line);
  if (clock !== null) {
    const since = Number(clock[1]) * 1000 + Number(`0.${clock[2]}`) * 1000;
    const at = needs.bootedAt === null ? null : Math.floor(needs.bootedAt + since);
    return { ...plain, text: line.slice(clock[0].length), at, isGuess: true, writer: 'kernel', fields: { monoMs: since } };
  }
  const date = kernelDate.exec(line);
  if (date === null) return { ...plain, text: line };
  const stamp = readSyslogStamp(`${date[1]} ${(date[2] ?? '').padStart(2, ' ')} ${date[3]} `, needs.zone, needs.reference);
  return { ...plain, text: line.slice(date[0].length), at: stamp?.at ?? null, isGuess: true, writer: 'kernel' };
}

/** `<6>[ 12.3] text`, as the kernel's buffer is read raw. */
function openPriority(line: string, needs: EnvelopeNeeds): Envelope {
  const end = line.indexOf('>');
  return end < 2 || end > 4 || !/^\d+$/.test(line.slice(1, end)) ? { ...plain, text: line } : openEnvelope(line.slice(end + 1), needs);
}

const composePattern = /^([A-Za-z0-9][\w.-]{0,120}) +\| /;

function openCompose(line: string, needs: EnvelopeNeeds): Envelope | null {
  const found = line.includes(' | ') ? composePattern.exec(line) : null;
  if (found === null) return null;
  const inner = openEnvelope(line.slice(found[0].length), needs);
  return { ...inner, container: found[1] ?? null };
}

function openJson(line: string, needs: EnvelopeNeeds): Envelope | null {
  const fields = parseObject(line);
  if (fields === null) return null;
  if ('MESSAGE' in fields) return openJournal(fields);
  const log = fields['log'];
  const time = fields['time'];
  if (typeof log === 'string' && typeof time === 'string') {
    const stamp = readIso(time, needs.zone);
    return { ...plain, text: log.replace(/\r?\n$/, ''), at: stamp?.at ?? null, isGuess: stamp?.isGuess ?? false };
  }
  return { ...plain, text: line, at: dockerTime(fields), fields };
}

function dockerTime(fields: { readonly [name: string]: unknown }): EpochMs | null {
  const { timeNano, time } = fields;
  return typeof timeNano === 'number' ? Math.floor(timeNano / 1_000_000) : typeof time === 'number' ? time * 1000 : null;
}

function openJournal(fields: { readonly [name: string]: unknown }): Envelope {
  const text = (name: string): string | null => {
    const value = fields[name];
    return typeof value === 'string' ? value : null;
  };
  const micros = Number(text('__REALTIME_TIMESTAMP') ?? text('_SOURCE_REALTIME_TIMESTAMP') ?? NaN);
  const pid = Number(text('_PID') ?? NaN);
  const writer = text('SYSLOG_IDENTIFIER') ?? (text('_TRANSPORT') === 'kernel' ? 'kernel' : text('_COMM'));
  return {
    text: messageOf(fields['MESSAGE']),
    at: Number.isFinite(micros) ? Math.floor(micros / 1000) : null,
    isGuess: false,
    writer,
    writerPid: Number.isInteger(pid) ? pid : null,
    unit: text('UNIT') ?? text('USER_UNIT') ?? text('_SYSTEMD_USER_UNIT') ?? text('_SYSTEMD_UNIT'),
    container: text('CONTAINER_NAME'),
    cursor: text('__CURSOR'),
    fields,
  };
}

/** The journal gives text that is not valid UTF-8 as an array of bytes. */
function messageOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (!Array.isArray(message)) return '';
  let text = '';
  for (const byte of message) text += typeof byte === 'number' && byte > 0 && byte < 256 ? String.fromCharCode(byte) : '\ufffd';
  return text;
}

function parseObject(line: string): { readonly [name: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [name: string]: unknown }) : null;
  } catch {
    return null;
  }
}

/**
 * The time a text itself begins with, outside or inside brackets: `[2026-11-22 00:57:21,103` or without.
 * The minute before is remembered: in a log it is nearly always the same.
 */
export function createOwnTimeReader(zone: Zone): (text: string) => { readonly at: EpochMs; readonly isGuess: boolean } | null {
  let minute = '\n';
  let minuteAt = 0;
  return (text) => {
    const start = text.charCodeAt(0) === 91 ? 1 : 0;
    if (!text.startsWith(minute, start)) {
      const whole = readStampMs(text, start);
      if (whole === null) return null;
      minute = text.slice(start, start + 17);
      minuteAt = zone.toEpoch(whole) - readSecondsMs(text, start + 17);
    }
    const seconds = readSecondsMs(text, start + 17);
    return Number.isNaN(seconds) ? null : { at: minuteAt + seconds, isGuess: zone.isGuess };
  };
}
