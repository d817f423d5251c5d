/**
 * The fleet of simulated Pis: each story behind a real SSH server on loopback. What it hands out is what an operator
 * would have typed: host drafts, a password, known_hosts lines. Nothing tells the engine that the Pis are simulated.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { HostDraft } from '#shared/domain/host-config.ts';
import { startSimHost, type SimHost } from './sim-host.ts';
import { allStories } from './stories/all-stories.ts';
import { loadStory } from './stories/load-story.ts';
import type { Story } from './story.ts';

export type FleetNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  /** For the password only; the stories have their own, repeatable chance. */
  readonly random: Random;
  readonly log: Log;
  readonly stories?: readonly Story[];
  readonly listen?: '127.0.0.1';
  /** 2 = the stories' pauses pass twice as fast. Tasks and heartbeats keep their time. */
  readonly pace?: number;
};

export type DemoFleet = {
  readonly hosts: readonly HostDraft[];
  passwordOf(draft: HostDraft): string;
  readonly knownHosts: string;
  /** For tests of the simulation itself. */
  readonly simulated: readonly SimHost[];
  dispose(): Promise<void>;
};

export async function startDemoFleet(needs: FleetNeeds): Promise<DemoFleet> {
  const { clock, timers, log, pace = 1, listen = '127.0.0.1' } = needs;
  const password = needs.random.token(12);
  const simulated: SimHost[] = [];
  const dispose = async () => { await Promise.all(simulated.splice(0).map((host) => host.dispose())); };
  try {
    for (const [index, story] of (needs.stories ?? allStories).entries()) {
      simulated.push(await startSimHost({ clock, timers, log, address: listen, password, pace, firstPid: 640 + ((index * 149) % 3000) }, story));
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    hosts: simulated.map((host) => host.draft), passwordOf: () => password, simulated,
    knownHosts: simulated.map((host) => `${host.knownHostsLine}\n`).join(''), dispose,
  };
}

export type LoadNeeds = Omit<FleetNeeds, 'stories'> & { readonly count: number; readonly workersPerHost: number; readonly childrenPerWorker?: number };

/** Many identical Pis, for scale measurements. */
export function startLoadFleet({ count, workersPerHost, childrenPerWorker = 1, ...needs }: LoadNeeds): Promise<DemoFleet> {
  return startDemoFleet({ ...needs, stories: Array.from({ length: count }, (_, index) => loadStory(index, workersPerHost, childrenPerWorker)) });
}
