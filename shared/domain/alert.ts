/**
 * Alerts: rules as data, what fires, what is silenced and why, and where the word is sent. Source of every rule: docs/spec/alerts.md.
 * Must stay true: one open alert for one rule and subject; no secret and no URL of a channel has a field that leaves the engine.
 */
import { z } from 'zod';
import { BrokerId, HostId, WorkerKey } from './ids.ts';
import { EpochMs, Milliseconds } from './units.ts';

export const AlertId = z.string().min(1).max(100).brand<'AlertId'>();
export type AlertId = z.infer<typeof AlertId>;
export const RuleId = z.string().min(1).max(60).regex(/^[a-z0-9-]+$/).brand<'RuleId'>();
export type RuleId = z.infer<typeof RuleId>;
export const ChannelId = z.string().min(1).max(60).brand<'ChannelId'>();
export type ChannelId = z.infer<typeof ChannelId>;

export const Severity = z.enum(['note', 'warning', 'critical']);
export type Severity = z.infer<typeof Severity>;

/** What can be asked of the fleet. Each says of which subject it speaks and what its threshold counts; see `conditionFacts`. */
export const AlertCondition = z.enum([
  'worker-memory-over-limit', 'heartbeat-missed', 'child-killed', 'broker-unreachable', 'host-memory-over', 'restart-storm', 'task-stuck',
  'worker-deaf', 'worker-blocked', 'worker-crashed', 'host-unreachable', 'all-hosts-unreachable', 'under-voltage', 'disk-full', 'temperature-over', 'queue-over', 'memory-limit-near', 'finding-critical',
]);
export type AlertCondition = z.infer<typeof AlertCondition>;

export type ThresholdUnit = 'percent' | 'count-per-hour' | 'celsius' | 'messages' | 'hours' | 'seconds';
/** `unit` null: there is nothing to set. `min`/`max`: what a form accepts. */
export type ConditionFacts = { readonly subject: 'fleet' | 'host' | 'worker' | 'broker'; readonly unit: ThresholdUnit | null; readonly min: number; readonly max: number };
const facts = (subject: ConditionFacts['subject'], unit: ThresholdUnit | null = null, min = 0, max = 0): ConditionFacts => ({ subject, unit, min, max });
export const conditionFacts: Readonly<Record<AlertCondition, ConditionFacts>> = {
  /** Percent of the worker's own limit. */
  'worker-memory-over-limit': facts('worker', 'percent', 10, 500),
  /** Times within the last hour. */
  'heartbeat-missed': facts('worker', 'count-per-hour', 1, 1000),
  'child-killed': facts('worker', 'count-per-hour', 1, 1000),
  'broker-unreachable': facts('broker'),
  'host-memory-over': facts('host', 'percent', 1, 100),
  'restart-storm': facts('worker', 'count-per-hour', 1, 1000),
  /** Grace over the task's own limit; a task without a limit is never called stuck by this. */
  'task-stuck': facts('worker', 'seconds', 0, 86_400),
  'worker-deaf': facts('worker'),
  'worker-blocked': facts('worker'),
  'worker-crashed': facts('worker'),
  'host-unreachable': facts('host'),
  /** Every host that is switched on, three at least: the panel's own network, most likely. */
  'all-hosts-unreachable': facts('fleet'),
  'under-voltage': facts('host'),
  'disk-full': facts('host', 'percent', 1, 100),
  'temperature-over': facts('host', 'celsius', 20, 120),
  /** Messages in the longest queue of the broker. */
  'queue-over': facts('broker', 'messages', 1, 100_000_000),
  /** Hours until the memory forecast meets the limit. */
  'memory-limit-near': facts('worker', 'hours', 1, 720),
  /** The last diagnosis of the host, not older than two days, has a critical finding that is not muted. */
  'finding-critical': facts('host'),
};

export const AlertRule = z.object({
  id: RuleId,
  condition: AlertCondition,
  /** In the condition's unit; null when it has none. */
  threshold: z.number().finite().nullable(),
  /** It must hold this long before it fires. */
  dwellMs: Milliseconds.min(0).max(86_400_000),
  /** It must be well this long before it clears. */
  clearMs: Milliseconds.min(0).max(86_400_000),
  severity: Severity,
  isOn: z.boolean(),
});
export type AlertRule = z.infer<typeof AlertRule>;

const rule = (id: AlertCondition, severity: Severity, threshold: number | null, dwellS: number, clearS: number, isOn = true): AlertRule =>
  ({ id: id as string as RuleId, condition: id, threshold, dwellMs: dwellS * 1000, clearMs: clearS * 1000, severity, isOn });

/** The first seven are the field reports' own. */
export const defaultRules: readonly AlertRule[] = [
  rule('worker-memory-over-limit', 'critical', 100, 30, 60),
  rule('heartbeat-missed', 'warning', 2, 20, 300),
  rule('child-killed', 'warning', 1, 0, 300),
  rule('broker-unreachable', 'critical', null, 15, 15),
  rule('host-memory-over', 'warning', 80, 60, 60),
  rule('restart-storm', 'critical', 10, 0, 300),
  rule('task-stuck', 'warning', 60, 60, 30),
  rule('worker-deaf', 'critical', null, 30, 15),
  rule('worker-blocked', 'critical', null, 15, 15),
  rule('worker-crashed', 'critical', null, 5, 15),
  rule('host-unreachable', 'critical', null, 30, 15),
  rule('all-hosts-unreachable', 'critical', null, 15, 15),
  rule('under-voltage', 'warning', null, 0, 300),
  rule('disk-full', 'critical', 95, 60, 60),
  rule('temperature-over', 'warning', 80, 60, 60),
  rule('queue-over', 'warning', 1000, 300, 60, false),
  rule('memory-limit-near', 'note', 24, 600, 1800),
  rule('finding-critical', 'warning', null, 0, 0),
];

export const AlertSubject = z.object({ host: HostId.nullable(), worker: WorkerKey.nullable(), broker: BrokerId.nullable() });
export type AlertSubject = z.infer<typeof AlertSubject>;

/** Why a firing alert says nothing: someone muted it, it is night, work is under way, another alert says it already, or it flaps. */
export const Silence = z.enum(['muted', 'quiet-hours', 'maintenance', 'cause', 'flapping']);
export type Silence = z.infer<typeof Silence>;

export const AlertState = z.enum(['pending', 'firing', 'clearing', 'cleared']);
export type AlertState = z.infer<typeof AlertState>;

export const Alert = z.object({
  id: AlertId,
  rule: RuleId,
  condition: AlertCondition,
  severity: Severity,
  subject: AlertSubject,
  /** The subject's own name when it began; foreign text. */
  name: z.string().max(600),
  /** The host's name; null for a broker without one. */
  hostName: z.string().max(500).nullable(),
  state: AlertState,
  /** The condition held from then on. */
  since: EpochMs,
  firedAt: EpochMs.nullable(),
  clearedAt: EpochMs.nullable(),
  /** The latest figure, in the threshold's unit; null when the condition has none. */
  value: z.number().finite().nullable(),
  threshold: z.number().finite().nullable(),
  silence: Silence.nullable(),
  /** The alert that explains this one. */
  cause: AlertId.nullable(),
  /** How many alerts this one explains. */
  explains: z.number().int().nonnegative(),
  isFlapping: z.boolean(),
  /** Times it fired within the flapping window. */
  flaps: z.number().int().nonnegative(),
  /** When the word went out; null: it did not (yet). */
  notifiedAt: EpochMs.nullable(),
});
export type Alert = z.infer<typeof Alert>;

/** Local time of the engine's machine. `from` after `to` runs over midnight. Critical alerts pass when `lettingCritical`. */
export const QuietHours = z.object({
  isOn: z.boolean(),
  /** Minutes after midnight. */
  fromMinute: z.number().int().min(0).max(1439),
  toMinute: z.number().int().min(0).max(1439),
  /** 0 is Sunday. */
  days: z.array(z.number().int().min(0).max(6)).max(7),
  lettingCritical: z.boolean(),
});
export type QuietHours = z.infer<typeof QuietHours>;
export const defaultQuietHours: QuietHours = { isOn: false, fromMinute: 22 * 60, toMinute: 7 * 60, days: [0, 1, 2, 3, 4, 5, 6], lettingCritical: true };

/** `hosts` empty: all of them. */
export const Maintenance = z.object({ id: z.string().min(1).max(60), from: EpochMs, to: EpochMs, hosts: z.array(HostId).max(500), note: z.string().max(300) });
export type Maintenance = z.infer<typeof Maintenance>;

/** All that are given must match. `until` null: until taken back. */
export const Mute = z.object({ rule: RuleId.nullable(), host: HostId.nullable(), worker: WorkerKey.nullable(), until: EpochMs.nullable() });
export type Mute = z.infer<typeof Mute>;

export const AlertPlan = z.object({ rules: z.array(AlertRule).max(200), quietHours: QuietHours, maintenance: z.array(Maintenance).max(200), mutes: z.array(Mute).max(1000) });
export type AlertPlan = z.infer<typeof AlertPlan>;

/** Parts left out stay. `rules` replace by id or are added; `reset` brings a rule's default back, and removes one that has none. */
export const AlertPlanChange = z.object({
  rules: z.array(AlertRule).max(200).optional(),
  reset: z.array(RuleId).max(200).optional(),
  quietHours: QuietHours.optional(),
  maintenance: z.array(Maintenance).max(200).optional(),
});
export type AlertPlanChange = z.infer<typeof AlertPlanChange>;

/** `isMuted` false takes back the mute of exactly these three. */
export const MuteRequest = Mute.extend({ isMuted: z.boolean() });
export type MuteRequest = z.infer<typeof MuteRequest>;

export const ChannelKind = z.enum(['desktop', 'webhook', 'ntfy', 'slack']);
export type ChannelKind = z.infer<typeof ChannelKind>;

/** A channel as it is saved; its URL and its signing secret rest in the vault. */
export const SavedChannel = z.object({ id: ChannelId, kind: ChannelKind, name: z.string().max(200), isOn: z.boolean(), minSeverity: Severity, /** Also say when an alert clears. */ sendsCleared: z.boolean(), /** Only for `desktop`; off unless asked for. */ hasSound: z.boolean() });
export type SavedChannel = z.infer<typeof SavedChannel>;

/** What the operator chose, as it is saved: only rules that differ from the defaults. */
export const AlertChoices = z.object({
  rules: z.array(AlertRule).max(200),
  quietHours: QuietHours,
  maintenance: z.array(Maintenance).max(200),
  mutes: z.array(Mute).max(1000),
  channels: z.array(SavedChannel).max(100),
});
export type AlertChoices = z.infer<typeof AlertChoices>;
const desktop: SavedChannel = { id: 'desktop' as ChannelId, kind: 'desktop', name: 'desktop', isOn: true, minSeverity: 'warning', sendsCleared: false, hasSound: false };
export const defaultAlertChoices: AlertChoices = { rules: [], quietHours: defaultQuietHours, maintenance: [], mutes: [], channels: [desktop] };

export const DeliveryFailure = z.enum(['no-address', 'refused', 'timeout', 'name-unknown', 'tls', 'rejected', 'gone', 'too-many', 'server-error', 'not-here']);
export type DeliveryFailure = z.infer<typeof DeliveryFailure>;

/** `place` is the host of its URL and nothing else of it: the path of a Slack or ntfy URL is a password. */
export const Channel = SavedChannel.extend({
  place: z.string().max(300).nullable(),
  hasUrl: z.boolean(),
  hasSecret: z.boolean(),
  last: z.object({ at: EpochMs, failure: DeliveryFailure.nullable(), status: z.number().int().nullable() }).nullable(),
  waiting: z.number().int().nonnegative(),
});
export type Channel = z.infer<typeof Channel>;

/** `url` and `secret`: left out, they stay; null takes them away. */
export const ChannelChange = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('put'),
    /** null makes a new one. */
    id: ChannelId.nullable(),
    channel: SavedChannel.omit({ id: true }),
    url: z.string().max(2048).nullable().optional(),
    secret: z.string().max(1000).nullable().optional(),
  }),
  z.object({ kind: z.literal('remove'), id: ChannelId }),
]);
export type ChannelChange = z.infer<typeof ChannelChange>;

export const ChannelTest = z.object({ isDelivered: z.boolean(), failure: DeliveryFailure.nullable(), status: z.number().int().nullable(), tookMs: Milliseconds });
export type ChannelTest = z.infer<typeof ChannelTest>;

/** One word to a person: show it as a notification when a desktop channel is on. The sentence is made from the alert. */
export const AlertNotice = z.object({ kind: z.enum(['fired', 'cleared', 'test']), at: EpochMs, alert: Alert.nullable(), hasSound: z.boolean() });
export type AlertNotice = z.infer<typeof AlertNotice>;

/** First `whole` with every open alert, then what changed, by id. `notices` are new in this change, never repeated. */
export const AlertChange = z.object({
  whole: z.boolean(),
  alerts: z.array(Alert).max(20_000),
  notices: z.array(AlertNotice).max(1000),
  /** Only when it changed, and in the first. */
  plan: AlertPlan.nullable(),
  channels: z.array(Channel).max(100).nullable(),
  /** Firing and not silenced: the number on the badge. */
  openCount: z.number().int().nonnegative(),
});
export type AlertChange = z.infer<typeof AlertChange>;
