/**
 * A fleet in a process of its own: one JSON line on standard output when it is ready, gone when standard input ends
 * (so that it never outlives the process that started it) or at SIGTERM and SIGINT.
 */
import { createJsonLinesLog } from '#electron/adapters/system/json-lines-log.ts';
import { createSystemClock } from '#electron/adapters/system/system-clock.ts';
import { createSystemRandom } from '#electron/adapters/system/system-random.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import type { DemoFleet, FleetNeeds } from './demo-fleet.ts';

/** The line: `{"hosts":[HostDraft…],"knownHosts":"…","password":"…"}`. */
export async function serveFleetProcess(start: (needs: FleetNeeds) => Promise<DemoFleet>): Promise<void> {
  const clock = createSystemClock();
  const random = createSystemRandom();
  const log = createJsonLinesLog({ clock, random, level: 'warn', sink: { write: (line) => process.stderr.write(line) } });
  const fleet = await start({ clock, timers: createSystemTimers(), random, log });
  const [first] = fleet.hosts;
  process.stdout.write(`${JSON.stringify({ hosts: fleet.hosts, knownHosts: fleet.knownHosts, password: first === undefined ? '' : fleet.passwordOf(first) })}\n`);
  await new Promise<void>((resolve) => {
    process.stdin.on('end', resolve).on('error', resolve).resume();
    process.once('SIGTERM', resolve).once('SIGINT', resolve);
  });
  await fleet.dispose();
  process.stdin.destroy();
}
