/** Shared by the verbs that look once: JSON or tables, then the exit code of the fleet. */
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { CliContext, LookOptions } from '#electron/cli/cli-context.ts';
import { word } from '#electron/cli/core/cli-words.ts';
import { exitOfFleet } from '#electron/cli/core/exit-code.ts';
import type { TextStyle } from '#electron/cli/core/fleet-text.ts';
import { fleetReport, type Section } from '#electron/cli/core/json-report.ts';
import { lookAtFleet } from '#electron/cli/look-at-fleet.ts';

type Shown = { readonly sections: readonly Section[]; readonly text: (snapshot: FleetSnapshot, style: TextStyle) => string };

export async function show(context: CliContext, options: LookOptions, shown: Shown): Promise<number> {
  const look = await lookAtFleet(context, options);
  if (!look.ok) return context.fail(look.error);
  const { snapshot, isComplete } = look.value;
  if (options.json) context.out.write(`${JSON.stringify(fleetReport(snapshot, shown.sections, isComplete), null, 2)}\n`);
  else context.out.write(shown.text(snapshot, context));
  if (!isComplete && !options.json) context.err.write(`${word('incomplete', context.language)}\n`);
  return exitOfFleet(snapshot);
}
