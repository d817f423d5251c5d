/** What a person allowed beforehand: what is grave by its own name only, never by --yes. Pure; rule CL10. */
import type { StepWord } from '#shared/domain/operation.ts';
import { defaultSupervisionOptions, type SupervisionOptions } from '#shared/domain/supervision.ts';

export type LadderChoices = { readonly kill?: true; readonly cold?: true; readonly wait?: number; readonly batch: number; readonly canary: number; readonly goOn?: true };

export const allowedByName = ({ kill, cold }: LadderChoices) => (step: StepWord): boolean => (step === 'kill' && kill === true) || (step === 'cold-stop' && cold === true);

export function optionsOf({ wait, cold, canary, batch, goOn }: LadderChoices): SupervisionOptions {
  const { ladder, rolling, verifyMs } = defaultSupervisionOptions;
  return {
    ladder: { ...ladder, ...(wait === undefined ? {} : { warmMs: wait * 1000 }), cold: cold ? 'allow' : ladder.cold },
    rolling: { ...rolling, canary, batch, stopAtFirstFailure: goOn !== true },
    verifyMs,
  };
}
