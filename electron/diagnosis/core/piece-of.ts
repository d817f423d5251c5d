/**
 * From raw text of a round to a typed piece of evidence.
 * Must stay true: a text that its reader does not understand is a failed piece, never a zero; the shown excerpt is cut.
 */
import { decodeForeign } from '#electron/probes/core/decode-foreign.ts';
import { maskUrl } from '#electron/probes/core/mask-argv.ts';
import type { Grant } from '#shared/domain/finding.ts';
import type { Had, NotHad, Piece, Twice } from './evidence.ts';
import type { RawPiece, Round } from './read-round.ts';

/** What readers of one host share. */
export type Reading = { readonly round: Round; readonly at: number };

const maxRaw = 2000;
const held = '\u0004';
const heldReturn = '\u0002';

export type PieceOptions = {
  /** Its name in the evidence, where the round calls it otherwise. */
  readonly as?: string;
  /** To be granted when refused, and when missing. */
  readonly refused?: Grant;
  readonly missing?: Grant;
  /** Empty text is no answer. */
  readonly mustSay?: boolean;
};

export function pieceOf<T>({ round, at }: Reading, name: string, read: (text: string) => T | null, options: PieceOptions = {}): Piece<T> {
  const raw = round.pieces.get(name);
  const as = options.as ?? name;
  if (raw === undefined) return notHad(as, at, name, 'failed', round.variant === 'sh' ? 'this needs python3 on the Pi' : 'it was not read', round.variant === 'sh' ? 'python3' : 'connection');
  if (raw.state !== 'had') return notHad(as, at, raw.source, raw.state, raw.because === '' ? raw.state : raw.because, grantOf(raw, options));
  // a line feed inside a value travels as byte 1: it becomes one only after the lines were told apart
  const text = decodeForeign(raw.text.replaceAll('\u0001', held));
  const found = options.mustSay === true && text.trim() === '' ? null : read(text);
  const value = found !== null && (text.includes(held) || text.includes(heldReturn)) ? (restored(found) as T) : found;
  return value === null ? notHad(as, at, raw.source, 'failed', `not understood: ${shown(text).slice(0, 300)}`, 'none') : had(as, at, raw.source, value, text);
}

function restored(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(held, '\n').replaceAll(heldReturn, '\r');
  if (Array.isArray(value)) return value.map(restored);
  if (value instanceof Map || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, restored(one)]));
}

/** A counter read at the start and at the end of the round. */
export function twiceOf<T>(reading: Reading, name: string, read: (text: string) => T | null): Piece<Twice<T>> {
  const first = pieceOf(reading, `${name}#1`, read, { as: name });
  const second = pieceOf(reading, `${name}#2`, read, { as: name });
  if (first.state !== 'had') return first;
  if (second.state !== 'had') return second;
  const [from, to] = [1, 2].map((turn) => Number(reading.round.pieces.get(`clock.mono#${turn}`)?.text ?? Number.NaN));
  const overMs = from === undefined || to === undefined || !(to > from) ? 1000 : (to - from) * 1000;
  return { ...second, value: { first: first.value, second: second.value, overMs } };
}

export function had<T>(name: string, at: number, source: string, value: T, raw: string): Had<T> {
  return { state: 'had', at, source, name, value, raw: shown(raw) };
}

export function notHad(name: string, at: number, source: string, state: NotHad['state'], because: string, grant: Grant): NotHad {
  return { state, at, source, name, because: because.slice(0, 500), grant };
}

/** The piece with another value, of the same source. */
export function changed<T, U>(piece: Piece<T>, change: (value: T) => U | null): Piece<U> {
  if (piece.state !== 'had') return piece;
  const value = change(piece.value);
  return value === null ? notHad(piece.name, piece.at, piece.source, 'missing', '', 'none') : { ...piece, value };
}

export function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

export function numberOf(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null;
  const figure = Number(text);
  return Number.isFinite(figure) ? figure : null;
}

/** Logins in URLs are hidden wherever a text is shown. */
function shown(text: string): string {
  return text.replaceAll(held, ' ').replaceAll(heldReturn, ' ').slice(0, maxRaw * 4).split('\n').map((line) => (line.includes('://') ? line.split(' ').map(maskUrl).join(' ') : line)).join('\n').slice(0, maxRaw);
}

function grantOf(raw: RawPiece, options: PieceOptions): Grant {
  if (raw.state === 'refused') return options.refused ?? 'same-user';
  if (raw.state === 'missing') return options.missing ?? (raw.because === 'no such program' ? 'command' : 'none');
  return 'none';
}
