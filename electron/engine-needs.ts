/** What the engine is made of, and what it is to whoever runs it: adapters in, contract out. Types only. */
import type { FleetKeeper } from '#electron/fleet/fleet-keeper.ts';
import type { PiPrograms } from '#electron/pi/read-scripts.ts';
import type { ActionStore } from '#electron/ports/action-store.ts';
import type { AlertStore } from '#electron/ports/alert-store.ts';
import type { Asker } from '#electron/ports/asker.ts';
import type { Calendar } from '#electron/ports/calendar.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { CopyStore } from '#electron/ports/copy-store.ts';
import type { DiagnosisStore } from '#electron/ports/diagnosis-store.ts';
import type { HistoryStore } from '#electron/ports/history-store.ts';
import type { IncidentStore } from '#electron/ports/incident-store.ts';
import type { LineSearch } from '#electron/ports/line-search.ts';
import type { ConnectionKeeper } from '#electron/ports/host-connection.ts';
import type { Log } from '#electron/ports/log.ts';
import type { MessageBroker } from '#electron/ports/message-broker.ts';
import type { Random } from '#electron/ports/random.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import type { SettingsStore } from '#electron/ports/settings-store.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { TimelineStore } from '#electron/ports/timeline-store.ts';
import type { WebPoster } from '#electron/ports/web-poster.ts';
import type { EventSources, Handlers } from '#electron/transport/handlers.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { AppError } from '#shared/errors.ts';
import type { Result } from '#shared/result.ts';

export type EngineNeeds = PiPrograms & {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly settings: SettingsStore;
  readonly vault: SecretVault;
  readonly broker: MessageBroker;
  /** null: nothing is recorded, and the status says so. */
  readonly history: HistoryStore | null;
  /** null: logs are not followed. */
  readonly incidents: IncidentStore | null;
  readonly search: LineSearch;
  /** null: alerts are forgotten when the engine ends, and there is no past to look at. */
  readonly alerts: AlertStore | null;
  /** null: what was done to the fleet is remembered until the engine ends. */
  readonly actions: ActionStore | null;
  /** null: no message of a broker is touched. */
  readonly copies: CopyStore | null;
  /** Who acts, for the journal: `ana@laptop`. */
  readonly operator: string;
  readonly timeline: TimelineStore | null;
  /** null: diagnoses are forgotten when the engine ends. */
  readonly diagnoses: DiagnosisStore | null;
  /** Alerts fire and are sent; false for a short look at the fleet. */
  readonly isOnGuard: boolean;
  readonly calendar: Calendar;
  readonly poster: WebPoster;
  /** The machine's own language, where the settings leave it open. */
  readonly tongue: 'en' | 'fr';
  readonly connections: (needs: { readonly asker: Asker }) => ConnectionKeeper & AsyncDisposable;
  readonly version: string;
  readonly isDemo: boolean;
  readonly isForcedReadOnly: boolean;
};

export type Engine = {
  readonly handlers: Handlers;
  readonly events: EventSources;
  readonly keeper: FleetKeeper;
  snapshot(): FleetSnapshot;
  /** The fleet in the text format of Prometheus. */
  metrics(): Promise<string>;
  /** Loads the settings and connects. `setAside` names a corrupt settings file that was moved away. */
  start(): Promise<Result<{ readonly setAside: string | null }, AppError>>;
  /** Cleans up on brokers and hosts, then closes every connection. */
  dispose(): Promise<void>;
};
