/**
 * The treaty: every command and event that may cross, with input, output, errors and effect.
 * It only lists; shapes live in shared/domain. Walked by the dispatcher, the client, the tests and the docs.
 */
import { z } from 'zod';
import type { AppErrorCode } from './errors.ts';
import { ActionChange, ActionPage, ActionQuery } from './domain/action.ts';
import { Alert, AlertChange, AlertPlan, AlertPlanChange, Channel, ChannelChange, ChannelId, ChannelTest, MuteRequest } from './domain/alert.ts';
import { TestReport } from './domain/connection-test.ts';
import { ControlReceipt, ControlRequest } from './domain/control.ts';
import { AwaySummary, CrashChange, CrashGroup, GroupChange, GroupFilter, Incident, IncidentId, IncidentPage, IncidentQuery, SignatureId } from './domain/crash.ts';
import { DeployPlan, DeployPlanId, DeployRequest } from './domain/deployment.ts';
import { BundleOptions, CheckMute, DiagnosisChange, DiagnosisOverview, DiagnosisRun, OpenedBundle, RunId, RunSummary } from './domain/diagnosis.ts';
import { CheckCard } from './domain/finding.ts';
import { AppliedFix, FixId, FixPlan, FixPlanId, FixRequest } from './domain/fix.ts';
import { FleetChange, FleetSnapshot } from './domain/fleet.ts';
import { HistoryAnswer, HistoryQuestion, HistoryStatus, KnownSeries } from './domain/history.ts';
import { Forecast } from './domain/forecast.ts';
import { HostDraft } from './domain/host-config.ts';
import { BrokerId, HostId, QuestionId, WorkerKey } from './domain/ids.ts';
import { LogBatch, LogFilter, LogPage, LogReadRequest, LogHistogramRequest, LogHistogramStep, LogSearchRequest, LogSearchStep, LogSource, LogSourceId } from './domain/log.ts';
import { ConsentAnswer, Operation, OperationChange, OperationId } from './domain/operation.ts';
import { RecoveryConsent, RecoveryOffer, RecoveryPlan, RecoveryRequest, RecoveryTarget } from './domain/playbook.ts';
import { Answer } from './domain/question.ts';
import { Day, DayReport } from './domain/report.ts';
import { Settings } from './domain/settings.ts';
import { Preview, PreviewRequest, RunAnswer, RunRequest, Supervision } from './domain/supervision.ts';
import { WorkerTasks } from './domain/task.ts';
import { FleetMoment, Timeline } from './domain/timeline.ts';
import { TrendBlock } from './domain/trend.ts';
import { CopyId, DeadMessage, GiveBackRequest, MoveReport, MoveRequest, RetryReport, RetryRequest, SavedCopy, StuckRecord, UnackedPage, UnackedQuery, UndoReport } from './domain/unacked.ts';
import { EpochMs } from './domain/units.ts';

export const Nothing = z.object({}).strict();
export type Nothing = z.infer<typeof Nothing>;

/** `reads`: changes nothing. `changes-panel`: our own settings and list. `changes-fleet`: refused when read-only. */
export type Effect = 'reads' | 'changes-panel' | 'changes-fleet';

export type CommandSpec = {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly errors: readonly AppErrorCode[];
  readonly effect: Effect;
  /** Longest time the engine works on it before `deadline-passed`. */
  readonly deadlineMs: number;
  readonly servedBy?: 'desktop';
};
export type EventSpec = { readonly params: z.ZodType; readonly payload: z.ZodType };

/** Errors any command may end in besides its own. */
export const commonErrors = ['invalid-input', 'read-only', 'not-served-here', 'cancelled', 'deadline-passed', 'link-lost', 'internal'] as const satisfies readonly AppErrorCode[];

const SshAlias = z.object({ alias: z.string(), address: z.string(), user: z.string().nullable(), port: z.number().nullable(), jump: z.array(z.string()), isKnown: z.boolean() });
const TextFile = z.object({ text: z.string().max(2_000_000) });

export const contract = {
  commands: {
    'fleet.snapshot': { input: Nothing, output: FleetSnapshot, errors: [], effect: 'reads', deadlineMs: 5_000 },
    'fleet.export': { input: Nothing, output: TextFile, errors: [], effect: 'reads', deadlineMs: 5_000 },
    'fleet.import': { input: TextFile, output: z.object({ added: z.array(HostId), updated: z.array(HostId) }), errors: ['fleet-file-invalid', 'file-failed'], effect: 'changes-panel', deadlineMs: 10_000 },
    'hosts.add': { input: HostDraft, output: z.object({ id: HostId }), errors: ['file-failed'], effect: 'changes-panel', deadlineMs: 10_000 },
    'hosts.edit': { input: z.object({ id: HostId, draft: HostDraft }), output: Nothing, errors: ['not-found', 'file-failed'], effect: 'changes-panel', deadlineMs: 10_000 },
    'hosts.remove': { input: z.object({ id: HostId }), output: Nothing, errors: ['not-found', 'file-failed'], effect: 'changes-panel', deadlineMs: 10_000 },
    'hosts.switch': { input: z.object({ id: HostId, isOn: z.boolean() }), output: Nothing, errors: ['not-found', 'file-failed'], effect: 'changes-panel', deadlineMs: 10_000 },
    'hosts.retry': { input: z.object({ id: HostId }), output: Nothing, errors: ['not-found'], effect: 'reads', deadlineMs: 5_000 },
    'hosts.test': { input: z.object({ draft: HostDraft, id: HostId.nullable() }), output: TestReport, errors: [], effect: 'reads', deadlineMs: 180_000 },
    'hosts.ssh-aliases': { input: Nothing, output: z.object({ aliases: z.array(SshAlias).max(2000) }), errors: ['ssh-config-invalid', 'file-failed'], effect: 'reads', deadlineMs: 10_000 },
    'questions.answer': { input: z.object({ id: QuestionId, answer: Answer }), output: Nothing, errors: ['not-found', 'vault-unavailable'], effect: 'changes-panel', deadlineMs: 10_000 },
    'settings.change': { input: Settings.partial(), output: Settings, errors: ['file-failed'], effect: 'changes-panel', deadlineMs: 10_000 },
    'worker.control': { input: ControlRequest, output: ControlReceipt, errors: ['not-found', 'not-supported-by-pool', 'worker-refused', 'broker-unreachable', 'broker-refuses-writes'], effect: 'changes-fleet', deadlineMs: 15_000 },
    'worker.registered-tasks': { input: z.object({ worker: WorkerKey }), output: z.object({ tasks: z.array(z.string().max(500)).max(5000) }), errors: ['not-found', 'no-reply', 'broker-unreachable'], effect: 'reads', deadlineMs: 15_000 },
    'worker.configuration': { input: z.object({ worker: WorkerKey }), output: z.object({ settings: z.array(z.object({ name: z.string().max(500), value: z.string().max(500) })).max(1000) }), errors: ['not-found', 'no-reply', 'broker-unreachable'], effect: 'reads', deadlineMs: 15_000 },
    'crashes.groups': { input: z.object({ filter: GroupFilter }), output: z.object({ groups: z.array(CrashGroup).max(5000) }), errors: ['file-failed'], effect: 'reads', deadlineMs: 15_000 },
    'crashes.incidents': { input: IncidentQuery, output: IncidentPage, errors: ['file-failed'], effect: 'reads', deadlineMs: 15_000 },
    'crashes.incident': { input: z.object({ id: IncidentId }), output: Incident, errors: ['not-found', 'file-failed'], effect: 'reads', deadlineMs: 15_000 },
    'crashes.change-group': { input: z.object({ id: SignatureId, change: GroupChange }), output: z.object({ groups: z.array(CrashGroup).max(200) }), errors: ['not-found', 'file-failed'], effect: 'changes-panel', deadlineMs: 10_000 },
    'away.summary': { input: z.object({ host: HostId.nullable() }), output: z.object({ summaries: z.array(AwaySummary).max(500) }), errors: [], effect: 'reads', deadlineMs: 10_000 },
    'logs.sources': { input: z.object({ host: HostId.nullable() }), output: z.object({ sources: z.array(LogSource).max(5000) }), errors: [], effect: 'reads', deadlineMs: 5_000 },
    'logs.read': { input: LogReadRequest, output: LogPage, errors: ['not-found', 'file-failed', 'host-unreachable'], effect: 'reads', deadlineMs: 30_000 },
    'logs.histogram': { input: LogHistogramRequest, output: LogHistogramStep, errors: ['not-found', 'file-failed', 'host-unreachable'], effect: 'reads', deadlineMs: 30_000 },
    'logs.search': { input: LogSearchRequest, output: LogSearchStep, errors: ['not-found', 'file-failed', 'host-unreachable'], effect: 'reads', deadlineMs: 30_000 },
    'history.query': { input: HistoryQuestion, output: HistoryAnswer, errors: ['file-failed'], effect: 'reads', deadlineMs: 15_000 },
    'history.series': { input: z.object({ host: HostId.nullable() }), output: z.object({ series: z.array(KnownSeries).max(50_000) }), errors: ['file-failed'], effect: 'reads', deadlineMs: 15_000 },
    'history.status': { input: Nothing, output: HistoryStatus, errors: [], effect: 'reads', deadlineMs: 5_000 },
    /** A copy of the whole history in one file beside it; `path` says where. */
    'history.backup': { input: Nothing, output: z.object({ path: z.string() }), errors: ['file-failed'], effect: 'changes-panel', deadlineMs: 600_000 },
    /** `name` as `history.status` lists it; `setAside` is where the history in use went. */
    'history.restore': { input: z.object({ name: z.string().min(1).max(200) }), output: z.object({ setAside: z.string() }), errors: ['not-found', 'file-failed'], effect: 'changes-panel', deadlineMs: 600_000 },
    'forecast.worker': { input: z.object({ worker: WorkerKey }), output: Forecast, errors: ['not-found', 'file-failed'], effect: 'reads', deadlineMs: 15_000 },
    'alerts.rules': { input: Nothing, output: z.object({ plan: AlertPlan, channels: z.array(Channel).max(100) }), errors: [], effect: 'reads', deadlineMs: 5_000 },
    'alerts.change-rules': { input: AlertPlanChange, output: AlertPlan, errors: ['invalid-input', 'file-failed'], effect: 'changes-panel', deadlineMs: 10_000 },
    'alerts.mute': { input: MuteRequest, output: AlertPlan, errors: ['file-failed'], effect: 'changes-panel', deadlineMs: 10_000 },
    /** Every alert that stood at some moment between the two, newest first. */
    'alerts.list': { input: z.object({ from: EpochMs, to: EpochMs }), output: z.object({ alerts: z.array(Alert).max(20_000) }), errors: ['file-failed'], effect: 'reads', deadlineMs: 15_000 },
    'channels.change': { input: ChannelChange, output: z.object({ channels: z.array(Channel).max(100) }), errors: ['not-found', 'invalid-input', 'file-failed', 'vault-unavailable'], effect: 'changes-panel', deadlineMs: 10_000 },
    'channels.test': { input: z.object({ id: ChannelId }), output: ChannelTest, errors: ['not-found'], effect: 'changes-panel', deadlineMs: 30_000 },
    /** `hosts` empty: all. */
    'timeline.query': { input: z.object({ from: EpochMs, to: EpochMs, hosts: z.array(HostId).max(500) }), output: Timeline, errors: ['file-failed'], effect: 'reads', deadlineMs: 15_000 },
    'timeline.at': { input: z.object({ at: EpochMs }), output: FleetMoment, errors: ['file-failed'], effect: 'reads', deadlineMs: 15_000 },
    /** `day` null: the last 24 hours. */
    'report.day': { input: z.object({ day: Day.nullable() }), output: DayReport, errors: ['invalid-input', 'file-failed'], effect: 'reads', deadlineMs: 15_000 },
    /** What a deploy or an update would change; nothing is written. The plan is kept for ten minutes. */
    'deploy.plan': { input: DeployRequest, output: DeployPlan, errors: ['not-found', 'deploy-refused', 'host-unreachable', 'shell-unusable'], effect: 'reads', deadlineMs: 60_000 },
    /** Answers at once; the operation says how it goes. */
    'deploy.apply': { input: z.object({ plan: DeployPlanId }), output: z.object({ operation: z.string().min(1).max(200) }), errors: ['deploy-refused'], effect: 'changes-fleet', deadlineMs: 15_000 },
    'deploy.remove-plan': { input: z.object({ host: HostId }), output: DeployPlan, errors: ['not-found', 'deploy-refused', 'host-unreachable', 'shell-unusable'], effect: 'reads', deadlineMs: 60_000 },
    'deploy.remove': { input: z.object({ plan: DeployPlanId }), output: z.object({ operation: z.string().min(1).max(200) }), errors: ['deploy-refused'], effect: 'changes-fleet', deadlineMs: 15_000 },
    /** What a fix or a profile would change; nothing is written. The plan is kept for ten minutes. */
    'fixes.plan': { input: FixRequest, output: FixPlan, errors: ['not-found', 'host-unreachable', 'shell-unusable'], effect: 'reads', deadlineMs: 60_000 },
    /** Answers at once; the operation says how it goes. */
    'fixes.apply': { input: z.object({ plan: FixPlanId }), output: z.object({ operation: z.string().min(1).max(200) }), errors: ['fix-refused'], effect: 'changes-fleet', deadlineMs: 15_000 },
    /** As the host itself keeps them. */
    'fixes.list': { input: z.object({ host: HostId }), output: z.object({ fixes: z.array(AppliedFix).max(400) }), errors: ['not-found', 'fix-refused', 'host-unreachable', 'shell-unusable'], effect: 'reads', deadlineMs: 60_000 },
    'fixes.roll-back': { input: z.object({ host: HostId, id: FixId }), output: z.object({ operation: z.string().min(1).max(200) }), errors: ['fix-refused'], effect: 'changes-fleet', deadlineMs: 15_000 },
    /** Clears the record of one that is not in force any more. */
    'fixes.forget': { input: z.object({ host: HostId, id: FixId }), output: Nothing, errors: ['fix-refused', 'host-unreachable', 'shell-unusable'], effect: 'changes-fleet', deadlineMs: 60_000 },
    'actions.list': { input: ActionQuery, output: ActionPage, errors: ['file-failed'], effect: 'reads', deadlineMs: 15_000 },
    'unacked.list': { input: UnackedQuery, output: UnackedPage, errors: ['not-found', 'broker-unreachable', 'broker-login-refused', 'broker-not-ready'], effect: 'reads', deadlineMs: 30_000 },
    /** Messages in `dead.*` queues, oldest first of each; `total` counts them all. */
    'unacked.dead': { input: z.object({ broker: BrokerId, limit: z.number().int().min(1).max(500) }), output: z.object({ total: z.number().int(), messages: z.array(DeadMessage).max(500) }), errors: ['not-found', 'broker-unreachable'], effect: 'reads', deadlineMs: 30_000 },
    /** Saved copies, newest first. `broker` null: all. */
    'unacked.copies': { input: z.object({ broker: BrokerId.nullable() }), output: z.object({ copies: z.array(SavedCopy).max(200) }), errors: ['file-failed'], effect: 'reads', deadlineMs: 15_000 },
    'unacked.give-back': { input: GiveBackRequest, output: MoveReport, errors: ['not-found', 'not-agreed', 'message-refused', 'broker-unreachable', 'broker-refuses-writes', 'broker-login-refused', 'file-failed'], effect: 'changes-fleet', deadlineMs: 60_000 },
    'unacked.move': { input: MoveRequest, output: MoveReport, errors: ['not-found', 'not-agreed', 'message-refused', 'broker-unreachable', 'broker-refuses-writes', 'broker-login-refused', 'file-failed'], effect: 'changes-fleet', deadlineMs: 60_000 },
    'unacked.undo': { input: z.object({ copy: CopyId }), output: UndoReport, errors: ['not-found', 'message-refused', 'broker-unreachable', 'broker-refuses-writes', 'broker-login-refused', 'file-failed'], effect: 'changes-fleet', deadlineMs: 60_000 },
    /** Tasks that the supervisor on a Pi revoked as stuck and recorded. `host` null: all that are connected. */
    'tasks.stuck': { input: z.object({ host: HostId.nullable() }), output: z.object({ records: z.array(StuckRecord).max(1000) }), errors: ['not-found', 'host-unreachable'], effect: 'reads', deadlineMs: 30_000 },
    'tasks.retry': { input: RetryRequest, output: RetryReport, errors: ['not-found', 'not-agreed', 'message-refused', 'broker-unreachable', 'broker-refuses-writes', 'broker-login-refused', 'host-unreachable', 'file-failed'], effect: 'changes-fleet', deadlineMs: 60_000 },
    /** Playbooks for a target, those that fit first; the others say what is missing. */
    'recovery.offers': { input: z.object({ target: RecoveryTarget }), output: z.object({ offers: z.array(RecoveryOffer).max(20) }), errors: ['not-found'], effect: 'reads', deadlineMs: 30_000 },
    /** A dry run: looks at the host and the broker, changes nothing. */
    'recovery.plan': { input: RecoveryRequest, output: RecoveryPlan, errors: ['not-found', 'host-unreachable', 'broker-unreachable'], effect: 'reads', deadlineMs: 60_000 },
    /** Answers at once; the operation says how it goes. Plans again by itself and refuses when a precondition no longer holds. */
    'recovery.run': { input: RecoveryRequest.extend({ consents: z.array(RecoveryConsent).max(10) }), output: z.object({ operation: z.string().min(1).max(200) }), errors: ['not-found', 'not-agreed', 'recovery-refused', 'host-unreachable', 'broker-unreachable'], effect: 'changes-fleet', deadlineMs: 60_000 },
    /** Those under way, and the last that ended. */
    'operations.list': { input: Nothing, output: z.object({ operations: z.array(Operation).max(500) }), errors: [], effect: 'reads', deadlineMs: 5_000 },
    /** Asks it to end in order: what was paused is put back; a step that cannot be undone is finished. */
    'operations.cancel': { input: z.object({ id: OperationId }), output: Nothing, errors: ['not-found'], effect: 'changes-fleet', deadlineMs: 10_000 },
    'operations.consent': { input: ConsentAnswer, output: Nothing, errors: ['not-found'], effect: 'changes-fleet', deadlineMs: 10_000 },
    'supervision.describe': { input: z.object({ worker: WorkerKey }), output: Supervision, errors: ['not-found', 'supervision-refused', 'host-unreachable', 'shell-unusable'], effect: 'reads', deadlineMs: 30_000 },
    'supervision.preview': { input: PreviewRequest, output: Preview, errors: ['not-found'], effect: 'reads', deadlineMs: 60_000 },
    /** Answers at once; the operation says how it goes. Refused as a whole when no worker of it may be acted on. */
    'supervision.run': { input: RunRequest, output: RunAnswer, errors: ['not-found', 'supervision-refused'], effect: 'changes-fleet', deadlineMs: 60_000 },
    /** `hosts` empty: all that are connected. Answers at once; `diagnosis.changed` tells the rest. A host already being diagnosed is not started twice. */
    'diagnosis.start': { input: z.object({ hosts: z.array(HostId).max(500) }), output: z.object({ started: z.array(HostId) }), errors: ['not-found'], effect: 'reads', deadlineMs: 5_000 },
    'diagnosis.latest': { input: Nothing, output: DiagnosisOverview, errors: ['file-failed'], effect: 'reads', deadlineMs: 10_000 },
    /** Newest first. */
    'diagnosis.runs': { input: z.object({ host: HostId }), output: z.object({ runs: z.array(RunSummary).max(1000) }), errors: ['file-failed'], effect: 'reads', deadlineMs: 10_000 },
    'diagnosis.run': { input: z.object({ id: RunId }), output: DiagnosisRun, errors: ['not-found', 'file-failed'], effect: 'reads', deadlineMs: 10_000 },
    /** Every check there is, with its words in both languages. */
    'diagnosis.catalogue': { input: Nothing, output: z.object({ checks: z.array(CheckCard).max(500) }), errors: [], effect: 'reads', deadlineMs: 5_000 },
    /** `mute` replaces one for the same check and host. */
    'diagnosis.mute': { input: z.object({ mute: CheckMute, isMuted: z.boolean() }), output: z.object({ mutes: z.array(CheckMute).max(500) }), errors: ['file-failed'], effect: 'changes-panel', deadlineMs: 10_000 },
    'diagnosis.schedule': { input: z.object({ everyHours: z.number().int().min(1).max(168).nullable() }), output: Nothing, errors: ['file-failed'], effect: 'changes-panel', deadlineMs: 10_000 },
    /** The newest evidence of each host as one text, redacted. `hosts` empty: every host that has a run. */
    'diagnosis.bundle': { input: z.object({ hosts: z.array(HostId).max(100), options: BundleOptions }), output: z.object({ name: z.string().max(200), text: z.string().max(2_000_000) }), errors: ['not-found', 'file-failed'], effect: 'reads', deadlineMs: 30_000 },
    'diagnosis.open-bundle': { input: TextFile, output: OpenedBundle, errors: ['invalid-input'], effect: 'reads', deadlineMs: 30_000 },
    /** Opens the operating system's file dialog for a private key; null when cancelled. */
    'files.choose-key': { input: Nothing, output: z.object({ path: z.string().nullable() }), errors: [], effect: 'reads', deadlineMs: 600_000, servedBy: 'desktop' },
  },
  events: {
    'fleet.changed': { params: Nothing, payload: FleetChange },
    'trend.sampled': { params: z.object({ host: HostId }), payload: TrendBlock },
    'crashes.changed': { params: Nothing, payload: CrashChange },
    'actions.changed': { params: Nothing, payload: ActionChange },
    /** The whole list first, then what changed. */
    'operations.changed': { params: Nothing, payload: OperationChange },
    'alerts.changed': { params: Nothing, payload: AlertChange },
    'diagnosis.changed': { params: Nothing, payload: DiagnosisChange },
    'logs.followed': { params: z.object({ sources: z.array(LogSourceId).min(1).max(200), filter: LogFilter }), payload: LogBatch },
    'tasks.changed': { params: z.object({ worker: WorkerKey }), payload: WorkerTasks },
  },
} as const satisfies { commands: Record<string, CommandSpec>; events: Record<string, EventSpec> };

export type Contract = typeof contract;
export type CommandName = keyof Contract['commands'];
export type EventName = keyof Contract['events'];
export type InputOf<C extends CommandName> = z.infer<Contract['commands'][C]['input']>;
export type OutputOf<C extends CommandName> = z.infer<Contract['commands'][C]['output']>;
export type ParamsOf<E extends EventName> = z.infer<Contract['events'][E]['params']>;
export type PayloadOf<E extends EventName> = z.infer<Contract['events'][E]['payload']>;
