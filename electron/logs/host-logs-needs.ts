/** What following the logs of one host needs from around it. */
import type { Clock } from '#electron/ports/clock.ts';
import type { IngestBatch, SourceMark } from '#electron/ports/incident-store.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { HostId, WorkerKey } from '#shared/domain/ids.ts';
import type { LogLine } from '#shared/domain/log.ts';
import type { FollowerScripts } from './core/compose-follower.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type HostLogsNeeds = {
  readonly host: HostId;
  readonly scripts: FollowerScripts;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  /** Files the operator named for this host. */
  readonly named: () => readonly string[];
  readonly marks: () => Promise<readonly SourceMark[]>;
  /** Takes what was read; incidents are made of it and kept with it. */
  readonly take: (batch: Omit<IngestBatch, 'incidents' | 'gone'>) => Promise<Result<void, AppError>>;
  readonly workerOf: (host: HostId, pids: readonly number[]) => WorkerKey | null;
  /** A process of a container: its pids, and the name its daemon knows it by. */
  readonly known?: (pid: number, process: { readonly innerPid: number; readonly node: string | null; readonly owner: string }) => void;
  /** Where Docker's daemon listens, when not at its usual place. */
  readonly dockerSocket?: string;
  /** Where else supervisord may listen. */
  readonly supervisorSockets?: readonly string[];
  readonly onLines: (lines: readonly LogLine[]) => void;
  readonly onSources: () => void;
};
