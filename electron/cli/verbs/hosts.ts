/** `fleetbeat hosts`: every one, the sick first. */
import type { CliContext, LookOptions } from '#electron/cli/cli-context.ts';
import { hostsText } from '#electron/cli/core/fleet-text.ts';
import { show } from './show.ts';

export function hosts(context: CliContext, options: LookOptions): Promise<number> {
  return show(context, options, { sections: ['hosts'], text: hostsText });
}
