/** `fleetbeat queues`: every queue, what waits in it and who consumes it. */
import type { CliContext, LookOptions } from '#electron/cli/cli-context.ts';
import { queuesText } from '#electron/cli/core/fleet-text.ts';
import { show } from './show.ts';

export function queues(context: CliContext, options: LookOptions): Promise<number> {
  return show(context, options, { sections: ['brokers'], text: queuesText });
}
