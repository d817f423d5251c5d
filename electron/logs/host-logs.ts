/**
 * The logs of one host: which are followed, how far each was read, and the batches in which that is kept.
 * What must stay true: one batch is under way at a time; a place goes to the store together with what was found before it;
 * the host is allowed to send more only when what it sent was taken; a lost session loses nothing that was kept.
 */
import { Buffer } from 'node:buffer';
import type { LogCarrier } from '#electron/probes/host-watch.ts';
import type { CeleryInventory } from '#electron/probes/core/host-observation.ts';
import type { RemoteSession } from '#electron/ports/remote-shell.ts';
import type { LogSource } from '#shared/domain/log.ts';
import type { HostClock } from './core/read-host-clock.ts';
import type { HostLogsNeeds } from './host-logs-needs.ts';
import { createFollowing, type Following } from './following.ts';

export type HostLogs = {
  sessionChanged(session: RemoteSession | null, carrier: LogCarrier | null): void;
  inventoried(inventory: CeleryInventory): void;
  /** The operator named other files. */
  replan(): void;
  /** Looks at the files now: somebody follows them on a screen. */
  look(): void;
  sources(): readonly LogSource[];
  costMsPerMinute(): number | null;
  /** Reads a part of a file from the host itself; null when it cannot. */
  fetch(path: string, offset: number, length: number): Promise<Uint8Array | null>;
  /** All that had come when the session began was read and kept. */
  isCaughtUp(): boolean;
  /** As last heard; null before the first session. */
  hostClock(): HostClock | null;
  journalState(): LogSource['state'];
  dispose(): Promise<void>;
};

export function createHostLogs(needs: HostLogsNeeds): HostLogs {
  let following: Following | null = null;
  let inventory: CeleryInventory | null = null;
  let clock: HostClock | null = null;
  let closing: Promise<void> = Promise.resolve();
  let last: { readonly sources: readonly LogSource[] } = { sources: [] };
  const end = (): void => {
    const old = following;
    following = null;
    if (old === null) return;
    clock = old.hostClock() ?? clock;
    last = { sources: old.sources().map((source) => ({ ...source, state: 'off', since: needs.clock.now() })) };
    closing = Promise.all([closing, old.dispose()]).then(() => {});
  };
  return {
    sessionChanged: (session, carrier) => {
      end();
      if (session !== null && carrier !== null) {
        // the batch under way of the session before is kept first, so that this one begins where it ended
        const before = closing;
        following = createFollowing({ ...needs, session, carrier, inventory: () => inventory, after: before });
      }
      needs.onSources();
    },
    inventoried: (seen) => {
      inventory = seen;
      following?.replan();
    },
    replan: () => following?.replan(),
    look: () => following?.look(),
    sources: () => following?.sources() ?? last.sources,
    costMsPerMinute: () => following?.costMsPerMinute() ?? null,
    fetch: async (path, offset, length) => {
      const answer = await following?.ask(`bytes ${Buffer.from(path, 'utf8').toString('hex')} ${offset} ${length}`);
      if (answer === null || answer === undefined || answer[0] === 33) return null;
      return answer.subarray(answer.indexOf(10) + 1);
    },
    isCaughtUp: () => following?.isCaughtUp() ?? false,
    hostClock: () => following?.hostClock() ?? clock,
    journalState: () => following?.journalState() ?? 'off',
    dispose: async () => {
      end();
      await closing;
    },
  };
}
