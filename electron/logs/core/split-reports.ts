/**
 * Cuts what the follower on a host sends into reports, however the bytes arrive. Payloads are counted, so that a log
 * may hold any bytes. Never throws; a header that is none ends the reading, for nothing after it can be trusted.
 * Spec: docs/spec/follower.md.
 */
export type FileMark = { readonly inode: number; readonly offset: number; readonly headLength: number; readonly headCrc: number; readonly modifiedAt: number };

export type Report =
  | { readonly kind: 'greeting'; readonly variant: string; readonly pid: number; readonly extras: readonly string[] }
  | { readonly kind: 'state'; readonly source: number; readonly state: 'following' | 'missing' | 'not-readable' | 'failed' }
  | { readonly kind: 'opened'; readonly source: number; readonly generation: number; readonly inode: number; readonly offset: number; readonly size: number; readonly modifiedAt: number; readonly nameHex: string }
  | { readonly kind: 'head'; readonly source: number; readonly generation: number; readonly length: number; readonly crc: number; readonly modifiedAt: number }
  | { readonly kind: 'size'; readonly source: number; readonly generation: number; readonly size: number; readonly readTo: number; readonly modifiedAt: number }
  | { readonly kind: 'gap'; readonly source: number; readonly because: 'lost' | 'truncated' }
  | { readonly kind: 'bytes'; readonly source: number; readonly generation: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'output'; readonly stream: number; readonly bytes: Uint8Array }
  | { readonly kind: 'complaint'; readonly stream: number; readonly bytes: Uint8Array }
  | { readonly kind: 'ended'; readonly stream: number; readonly exitCode: number }
  | { readonly kind: 'answer'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly kind: 'cost'; readonly cpuMs: number; readonly rssKb: number }
  | { readonly kind: 'broken' };

export type ReportSplitter = { feed(chunk: Uint8Array): readonly Report[] };

const maxHeader = 8192;
const maxPayload = 1_048_576;
/** Noise of a login before the greeting. */
const maxNoise = 65_536;
const states = ['following', 'missing', 'not-readable', 'failed'] as const;

type Pending = { readonly words: readonly string[]; readonly payload: Uint8Array; filled: number };
/** A shell cannot count bytes: its payloads are lines of hexadecimal up to a line with a dot. */
type Spelled = { readonly words: readonly string[]; readonly parts: Uint8Array[]; size: number };
type State = { readonly marker: string; header: string; hasGreeted: boolean; pending: Pending | null; spelled: Spelled | null; isBroken: boolean };

export function createReportSplitter(marker: string): ReportSplitter {
  const state: State = { marker, header: '', hasGreeted: false, pending: null, spelled: null, isBroken: false };
  return {
    feed(chunk) {
      const reports: Report[] = [];
      let at = 0;
      while (at < chunk.length && !state.isBroken) at = state.pending === null ? readHeader(state, chunk, at, reports) : readPayload(state, state.pending, chunk, at, reports);
      return reports;
    },
  };
}

function readHeader(state: State, chunk: Uint8Array, from: number, reports: Report[]): number {
  const end = chunk.indexOf(10, from);
  const stop = end < 0 ? chunk.length : end;
  const limit = state.hasGreeted ? maxHeader : maxNoise;
  state.header += latin1(chunk.subarray(from, Math.min(stop, from + limit)));
  if (state.header.length > limit) {
    if (state.hasGreeted) return breakOff(state, chunk, reports);
    state.header = state.header.slice(-maxHeader);
  }
  if (end < 0) return chunk.length;
  const line = state.header;
  state.header = '';
  if (state.hasGreeted) return readLine(state, line, chunk, end + 1, reports);
  const place = line.indexOf(`fleetbeat-follower 1 ${state.marker} `);
  const words = place < 0 ? [] : line.slice(place).trim().split(' ');
  const pid = Number(words[4]);
  if (words[3] !== undefined && Number.isSafeInteger(pid)) {
    state.hasGreeted = true;
    reports.push({ kind: 'greeting', variant: words[3], pid, extras: words.slice(5) });
  }
  return end + 1;
}

const carrying = new Set(['D', 'J', 'N', 'R']);

function readLine(state: State, line: string, chunk: Uint8Array, next: number, reports: Report[]): number {
  if (state.spelled !== null) return readSpelled(state, state.spelled, line, chunk, next, reports);
  const words = line.split(' ');
  if (words.length >= 2 && words.at(-1) === 'hex' && carrying.has(words[0] ?? '')) {
    state.spelled = { words, parts: [], size: 0 };
    return next;
  }
  if (carrying.has(words[0] ?? '')) {
    const length = Number(words.at(-1));
    if (!Number.isSafeInteger(length) || length < 0 || length > maxPayload || words.length < 3) return breakOff(state, chunk, reports);
    state.pending = { words, payload: new Uint8Array(length + 1), filled: 0 };
    return next;
  }
  const report = readPlain(words);
  if (report !== null) reports.push(report);
  return next;
}

function readSpelled(state: State, spelled: Spelled, line: string, chunk: Uint8Array, next: number, reports: Report[]): number {
  if (line === '.') {
    state.spelled = null;
    const report = carry([...spelled.words.slice(0, -1), String(spelled.size)], joined(spelled.parts, spelled.size));
    if (report !== null) reports.push(report);
    return next;
  }
  const digits = line.replaceAll(' ', '');
  spelled.size += digits.length / 2;
  if (digits.length % 2 !== 0 || !/^[\da-f]*$/.test(digits) || spelled.size > maxPayload) return breakOff(state, chunk, reports);
  spelled.parts.push(Uint8Array.from({ length: digits.length / 2 }, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16)));
  return next;
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

function readPayload(state: State, pending: Pending, chunk: Uint8Array, from: number, reports: Report[]): number {
  const part = chunk.subarray(from, from + pending.payload.length - pending.filled);
  pending.payload.set(part, pending.filled);
  pending.filled += part.length;
  if (pending.filled < pending.payload.length) return chunk.length;
  state.pending = null;
  if (pending.payload.at(-1) !== 10) return breakOff(state, chunk, reports);
  const report = carry(pending.words, pending.payload.subarray(0, -1));
  if (report !== null) reports.push(report);
  return from + part.length;
}

function carry(words: readonly string[], bytes: Uint8Array): Report | null {
  const [kind, ...figures] = words;
  const numbers = figures.map(Number);
  const [first = Number.NaN, second = Number.NaN, third = Number.NaN] = numbers;
  if (!numbers.every((one) => Number.isSafeInteger(one) && one >= 0)) return null;
  if (kind === 'D') return figures.length === 4 ? { kind: 'bytes', source: first, generation: second, offset: third, bytes } : null;
  if (kind === 'J') return { kind: 'output', stream: first, bytes };
  if (kind === 'N') return { kind: 'complaint', stream: first, bytes };
  return { kind: 'answer', id: first, bytes };
}

function readPlain(words: readonly string[]): Report | null {
  const [kind, first = '', second = '', third = ''] = words;
  const n = words.slice(1).map(Number);
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN, d = Number.NaN, e = Number.NaN, f = Number.NaN] = n;
  if (!Number.isSafeInteger(a) || first === '') return null;
  const areFigures = (count: number): boolean => n.length >= count && n.slice(0, count).every((one) => Number.isSafeInteger(one));
  switch (kind) {
    case 'E': {
      const state = states.find((one) => one === second);
      return state === undefined ? null : { kind: 'state', source: a, state };
    }
    case 'O': return areFigures(6) ? { kind: 'opened', source: a, generation: b, inode: c, offset: d, size: e, modifiedAt: f, nameHex: words[7] ?? '' } : null;
    case 'H': return areFigures(5) ? { kind: 'head', source: a, generation: b, length: c, crc: d, modifiedAt: e } : null;
    case 'S': return areFigures(5) ? { kind: 'size', source: a, generation: b, size: c, readTo: d, modifiedAt: e } : null;
    case 'G': return { kind: 'gap', source: a, because: second === 'truncated' ? 'truncated' : 'lost' };
    case 'X': return areFigures(2) ? { kind: 'ended', stream: a, exitCode: b } : null;
    case 'C': return areFigures(2) && third === '' ? { kind: 'cost', cpuMs: a, rssKb: b } : null;
    default: return null;
  }
}

function breakOff(state: State, chunk: Uint8Array, reports: Report[]): number {
  state.isBroken = true;
  reports.push({ kind: 'broken' });
  return chunk.length;
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
