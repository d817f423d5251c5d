/** `fleetbeat status`: the one line, then whatever is not well; all of it with --json. */
import type { CliContext, LookOptions } from '#electron/cli/cli-context.ts';
import { exitOfHost, exitOfVerdict } from '#electron/cli/core/exit-code.ts';
import { hostsText, summaryText, workersText } from '#electron/cli/core/fleet-text.ts';
import { show } from './show.ts';

export function status(context: CliContext, options: LookOptions): Promise<number> {
  return show(context, options, {
    sections: ['hosts', 'workers', 'brokers'],
    text: (snapshot, style) => {
      const sickHosts = snapshot.hosts.filter((host) => exitOfHost(host) !== 0);
      const sickWorkers = snapshot.workers.filter(({ verdict }) => exitOfVerdict(verdict.kind) !== 0);
      return summaryText(snapshot, style)
        + (sickHosts.length === 0 ? '' : `\n${hostsText({ ...snapshot, hosts: sickHosts }, style)}`)
        + (sickWorkers.length === 0 ? '' : `\n${workersText({ ...snapshot, workers: sickWorkers }, style)}`);
    },
  });
}
