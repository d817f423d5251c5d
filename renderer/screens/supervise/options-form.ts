/**
 * How a worker is stopped and in which order several are, as text fields and back as the contract's options. Pure. What
 * is not a whole number within its bounds is a problem at its field, never a guess.
 */
import { defaultSupervisionOptions, type StopLadder, type SupervisionOptions, type SupervisionVerb } from '#shared/domain/supervision.ts';

export type OptionsForm = {
  readonly pauseFirst: boolean;
  readonly idleS: string;
  readonly warmS: string;
  readonly coldS: string;
  readonly cold: StopLadder['cold'];
  readonly kill: StopLadder['kill'];
  readonly canary: string;
  readonly batch: string;
  readonly pauseS: string;
  readonly stopAtFirstFailure: boolean;
};
export type OptionsField = 'idleS' | 'warmS' | 'coldS' | 'canary' | 'batch' | 'pauseS';
export type OptionsCheck = { readonly options: SupervisionOptions | null; readonly wrong: readonly OptionsField[] };

export const optionBounds: Readonly<Record<OptionsField, { readonly min: number; readonly max: number }>> = {
  idleS: { min: 0, max: 86_400 }, warmS: { min: 0, max: 86_400 }, coldS: { min: 0, max: 3600 }, canary: { min: 0, max: 100 }, batch: { min: 1, max: 100 }, pauseS: { min: 0, max: 3600 },
};

export function initialOptions({ ladder, rolling }: SupervisionOptions = defaultSupervisionOptions): OptionsForm {
  const seconds = (ms: number): string => String(Math.round(ms / 1000));
  return {
    pauseFirst: ladder.pauseFirst, idleS: seconds(ladder.idleMs), warmS: seconds(ladder.warmMs), coldS: seconds(ladder.coldMs), cold: ladder.cold, kill: ladder.kill,
    canary: String(rolling.canary), batch: String(rolling.batch), pauseS: seconds(rolling.pauseMs), stopAtFirstFailure: rolling.stopAtFirstFailure,
  };
}

export function optionsOfForm(form: OptionsForm): OptionsCheck {
  const fields = Object.keys(optionBounds) as OptionsField[];
  const values = Object.fromEntries(fields.map((field) => [field, wholeOf(form[field], optionBounds[field])])) as Record<OptionsField, number | null>;
  const wrong = fields.filter((field) => values[field] === null);
  if (wrong.length > 0) return { options: null, wrong };
  const value = (field: OptionsField): number => values[field] ?? 0;
  return {
    wrong,
    options: {
      ladder: { idleMs: value('idleS') * 1000, warmMs: value('warmS') * 1000, coldMs: value('coldS') * 1000, cold: form.cold, kill: form.kill, pauseFirst: form.pauseFirst },
      rolling: { canary: value('canary'), batch: value('batch'), stopAtFirstFailure: form.stopAtFirstFailure, pauseMs: value('pauseS') * 1000 },
      verifyMs: defaultSupervisionOptions.verifyMs,
    },
  };
}

/** Which parts of the ladder a verb climbs at all. */
export function ladderPartsOf(verb: SupervisionVerb): 'none' | 'waiting' | 'whole' {
  if (verb === 'stop' || verb === 'restart') return 'whole';
  return verb === 'drain' ? 'waiting' : 'none';
}

/** The sizes of the rounds in order: the canary alone, then batches. */
export function roundsOf(count: number, { canary, batch }: { readonly canary: number; readonly batch: number }): readonly number[] {
  const first = Math.min(count, canary);
  const rest = count - first;
  const batches = Array.from({ length: Math.ceil(rest / batch) }, (_, index) => Math.min(batch, rest - index * batch));
  return first > 0 ? [first, ...batches] : batches;
}

function wholeOf(text: string, { min, max }: { readonly min: number; readonly max: number }): number | null {
  const written = text.trim();
  if (!/^\d{1,6}$/.test(written)) return null;
  const value = Number(written);
  return value >= min && value <= max ? value : null;
}
