/**
 * Everything a diagnosis may look at: named pieces, each with its time, its source and whether it could be had.
 * Must stay true: figures are typed and in the unit their name says; what was not read is no figure but a state.
 * Text in here is a Pi's own: it may hold anything. Secrets never come in: see docs/spec/diagnosis.md.
 */
import type { CeleryEvidence } from './evidence-celery.ts';
import type { ProcessEvidence } from './evidence-process.ts';
import type { RedisEvidence } from './evidence-redis.ts';
import type { DockerEvidence, SupervisordEvidence, SystemdEvidence } from './evidence-services.ts';
import type { NetworkEvidence, PowerEvidence, StorageEvidence, SystemEvidence } from './evidence-system.ts';
import type { LogEvidence, PanelEvidence } from './evidence-panel.ts';
import type { Grant } from '#shared/domain/finding.ts';

/** Why a piece is not there. `missing`: there is no such thing on this host; `failed`: it broke or hung. */
export type NotHad = { readonly state: 'refused' | 'missing' | 'failed' | 'too-big'; readonly at: number; readonly source: string; readonly because: string; readonly grant: Grant; readonly name: string };
export type Had<T> = {
  readonly state: 'had';
  /** Engine time of the round. */
  readonly at: number;
  /** The command, file or Redis command. */
  readonly source: string;
  /** Its path in the evidence, `system.meminfo`. */
  readonly name: string;
  readonly value: T;
  /** What stood there, cut at 2000 characters; for showing only. */
  readonly raw: string;
};
export type Piece<T> = Had<T> | NotHad;

/** A counter read twice in one round: the rate is of those seconds only. `before` is the previous round's reading, when the same boot. */
export type Twice<T> = { readonly first: T; readonly second: T; readonly overMs: number };

export type Evidence = {
  readonly version: 1;
  readonly host: HostFacts;
  readonly system: SystemEvidence;
  readonly power: PowerEvidence;
  readonly storage: StorageEvidence;
  readonly network: NetworkEvidence;
  /** Celery mains, their children, beats, orphans, and what holds them. */
  readonly processes: ProcessEvidence;
  /** One for each broker this host's workers use. Empty: none is known. */
  readonly redis: readonly RedisEvidence[];
  /** One for each node that belongs to this host. */
  readonly celery: readonly CeleryEvidence[];
  readonly docker: DockerEvidence;
  readonly systemd: SystemdEvidence;
  readonly supervisord: SupervisordEvidence;
  readonly logs: LogEvidence;
  /** What the fleet knew before we looked. */
  readonly panel: PanelEvidence;
};

export type HostFacts = {
  readonly id: string;
  readonly name: string;
  /** Engine time at which the round began. */
  readonly at: number;
  readonly bootId: string | null;
  /** null: nobody could say. */
  readonly isPi: boolean | null;
  readonly cores: number | null;
  readonly pageSize: number | null;
  readonly memTotalBytes: number | null;
  readonly clockTicksPerSecond: number | null;
  /** The account that looked: uid, and whether it may do what root may. */
  readonly uid: number | null;
  readonly groups: readonly string[];
};
