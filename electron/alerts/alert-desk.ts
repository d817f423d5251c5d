/** The door of alerts for the contract: rules, mutes, channels, the past, and what changes. A choice that could not be saved is not made. */
import type { AlertStore } from '#electron/ports/alert-store.ts';
import type { Clock } from '#electron/ports/clock.ts';
import type { Random } from '#electron/ports/random.ts';
import { checkChannelUrl } from '#electron/notify/core/compose-message.ts';
import type { Notifier } from '#electron/notify/notifier.ts';
import type { Alert, AlertChange, AlertChoices, AlertPlan, AlertPlanChange, AlertRule, Channel, ChannelChange, ChannelId, ChannelTest, MuteRequest, QuietHours } from '#shared/domain/alert.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { AlertWatch } from './alert-watch.ts';
import { changeChoices, changeMutes, checkChange } from './core/build-plan.ts';

export type AlertDesk = {
  plan(): AlertPlan;
  channels(): readonly Channel[];
  changeRules(change: AlertPlanChange): Promise<Result<AlertPlan, AppError>>;
  /** Rules of a fleet file: they replace every choice of rules made here; hours only when it names some. */
  takeRules(from: { readonly rules: readonly AlertRule[]; readonly quietHours: QuietHours | null }): Promise<Result<AlertPlan, AppError>>;
  /** The settings were changed by another door. */
  settingsChanged(): void;
  mute(request: MuteRequest): Promise<Result<AlertPlan, AppError>>;
  list(from: number, to: number): Promise<Result<readonly Alert[], AppError>>;
  changeChannel(change: ChannelChange): Promise<Result<readonly Channel[], AppError>>;
  testChannel(id: ChannelId, signal: AbortSignal): Promise<Result<ChannelTest, AppError>>;
  /** First all that is open, then changes; nothing after the unsubscribe. */
  watch(emit: (change: AlertChange) => void): () => void;
};

export type AlertDeskNeeds = {
  readonly clock: Clock;
  readonly random: Random;
  readonly watch: AlertWatch;
  readonly notifier: Notifier;
  readonly store: AlertStore;
  readonly choices: () => AlertChoices;
  readonly choose: (next: AlertChoices) => Promise<Result<unknown, AppError>>;
};

export function createAlertDesk(needs: AlertDeskNeeds): AlertDesk {
  const { watch, notifier, choices, clock } = needs;
  const choose = async (next: AlertChoices): Promise<Result<AlertPlan, AppError>> => {
    const saved = await needs.choose(next);
    if (!saved.ok) return saved;
    watch.planChanged();
    return ok(watch.plan());
  };
  const put = async (change: Extract<ChannelChange, { kind: 'put' }>): Promise<Result<readonly Channel[], AppError>> => {
    const known = choices().channels;
    if (change.id !== null && !known.some(({ id }) => id === change.id)) return err({ code: 'not-found', what: change.id });
    const problem = typeof change.url === 'string' ? checkChannelUrl(change.channel.kind, change.url) : null;
    if (problem !== null) return err({ code: 'invalid-input', where: 'url', problem });
    const id = change.id ?? (needs.random.uuid() as ChannelId);
    const kept = await notifier.keep(id, change);
    if (!kept.ok) return kept;
    const channel = { ...change.channel, name: change.channel.name.trim(), id };
    const saved = await choose({ ...choices(), channels: change.id === null ? [...known, channel] : known.map((one) => (one.id === id ? channel : one)) });
    if (!saved.ok) return saved;
    watch.channelsChanged();
    return ok(notifier.channels());
  };
  return {
    plan: watch.plan,
    channels: notifier.channels,
    changeRules: async (change) => {
      const problem = checkChange(change);
      return problem === null ? choose(changeChoices(choices(), change)) : err({ code: 'invalid-input', ...problem });
    },
    takeRules: ({ rules, quietHours }) => choose(changeChoices({ ...choices(), rules: [] }, { rules: [...rules], ...(quietHours === null ? {} : { quietHours }) })),
    settingsChanged: () => {
      watch.planChanged();
      watch.channelsChanged();
    },
    mute: (request) => choose(changeMutes(choices(), request, clock.now())),
    list: (from, to) => needs.store.list(from, to),
    changeChannel: async (change) => {
      if (change.kind === 'put') return put(change);
      if (!choices().channels.some(({ id }) => id === change.id)) return err({ code: 'not-found', what: change.id });
      const saved = await choose({ ...choices(), channels: choices().channels.filter(({ id }) => id !== change.id) });
      if (!saved.ok) return saved;
      await notifier.forget(change.id);
      watch.channelsChanged();
      return ok(notifier.channels());
    },
    testChannel: async (id, signal) => {
      const tested = await notifier.test(id, signal);
      const channel = choices().channels.find((one) => one.id === id);
      if (tested.ok && channel?.kind === 'desktop') watch.notice({ kind: 'test', at: clock.now(), alert: null, hasSound: channel.hasSound });
      return tested;
    },
    watch: watch.watch,
  };
}
