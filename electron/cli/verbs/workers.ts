/** `fleetbeat workers`: every one, the sick first. */
import type { CliContext, LookOptions } from '#electron/cli/cli-context.ts';
import { workersText } from '#electron/cli/core/fleet-text.ts';
import { show } from './show.ts';

export function workers(context: CliContext, options: LookOptions): Promise<number> {
  return show(context, options, { sections: ['workers'], text: workersText });
}
