/**
 * Splits what the one-shot on a Pi wrote into raw pieces: a line of facts, then its text, each line after one bar.
 * Must stay true: any bytes may arrive, cut anywhere; what is not understood is left out; never throws.
 */
import { decodeForeign } from '#electron/probes/core/decode-foreign.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type RawPiece = { readonly state: 'had' | 'refused' | 'missing' | 'failed' | 'too-big'; readonly source: string; readonly because: string; /** Not yet decoded. */ readonly text: string };

export type Round = {
  /** By the script's own names, `system.vmstat#1`. */
  readonly pieces: ReadonlyMap<string, RawPiece>;
  readonly variant: 'python' | 'sh' | null;
  /** The end was reached: nothing of it is cut. */
  readonly isWhole: boolean;
  readonly cpuMs: number | null;
  readonly wallMs: number | null;
  readonly bytes: number;
};

const maxPieces = 4000;
const states = new Set(['had', 'refused', 'missing', 'failed', 'too-big']);

/** `text`: bytes as Latin-1. What stands before the greeting with our marker is the login's noise. */
export function readRound(text: string, marker: string): Round {
  const greeting = new RegExp(`fleetbeat-diagnose 1 ${marker} (python|sh)[^\n]*\n`).exec(text);
  const pieces = new Map<string, RawPiece>();
  if (greeting === null) return { pieces, variant: null, isWhole: false, cpuMs: null, wallMs: null, bytes: text.length };
  const lines = text.slice(greeting.index + greeting[0].length).split('\n');
  let cost: ReadonlyMap<string, number> | null = null;
  for (let at = 0; at < lines.length && pieces.size < maxPieces; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('.')) { cost = readCost(line); break; }
    if (!line.startsWith('=')) continue;
    const [name = '', state = '', source = '', because = ''] = line.slice(1).split('\t');
    const body: string[] = [];
    while (lines[at + 1]?.startsWith('|') === true) { at += 1; body.push((lines[at] ?? '').slice(1)); }
    if (name !== '' && name.length <= 200 && states.has(state)) {
      pieces.set(name, { state: state as RawPiece['state'], source: decodeForeign(source).slice(0, 700), because: decodeForeign(because).slice(0, 500), text: body.join('\n') });
    }
  }
  return { pieces, variant: greeting[1] === 'sh' ? 'sh' : 'python', isWhole: cost !== null, cpuMs: cost?.get('cpuMs') ?? null, wallMs: cost?.get('wallMs') ?? null, bytes: text.length };
}

function readCost(line: string): ReadonlyMap<string, number> {
  return new Map(line.split('\t').flatMap((pair) => {
    const [name = '', value = ''] = pair.split(' ');
    const figure = Number(value);
    return value !== '' && Number.isFinite(figure) ? [[name, figure] as const] : [];
  }));
}

/** A round that failed, that was cut before its end, or whose reader tripped over something it should have known. */
export function gapsOf(round: Result<Pick<Round, 'pieces'> & { readonly cut: AppError | null }, AppError>): readonly AppError[] {
  if (!round.ok) return [round.error];
  const { cut, pieces } = round.value;
  const tripped = [...pieces].filter(([name, { text }]) => /^trouble\.\w{1,40}$/.test(name) && /^\w{1,60}$/.test(text)).map(([name, { text }]) => `diagnose.py, ${name.slice('trouble.'.length)}: ${text}`);
  return [...(cut === null ? [] : [cut]), ...tripped.slice(0, 5).map((reference): AppError => ({ code: 'internal', reference }))];
}
