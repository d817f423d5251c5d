/**
 * Carries words about alerts to the operator's channels. Desktop words go out as notices for whoever shows them;
 * the others are posted. Must stay true: addresses and secrets are read from the vault at the moment of sending,
 * and appear in no log, no error and no answer.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Random } from '#electron/ports/random.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { WebPoster } from '#electron/ports/web-poster.ts';
import type { Alert, Channel, ChannelId, ChannelTest, SavedChannel, Severity } from '#shared/domain/alert.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createChannelQueue, type ChannelQueue, type Deliver } from './channel-queue.ts';
import type { Tongue } from './core/alert-sentence.ts';
import { composeMessage, placeOf, type Word } from './core/compose-message.ts';

export type Notifier = {
  /** Returns whether a desktop notice is due, and whether with sound. */
  say(kind: 'fired' | 'cleared', alert: Alert): { readonly hasSound: boolean } | null;
  channels(): readonly Channel[];
  test(id: ChannelId, signal: AbortSignal): Promise<Result<ChannelTest, AppError>>;
  /** Puts (or with null removes) the address and the secret of a channel. */
  keep(id: ChannelId, secrets: { readonly url?: string | null | undefined; readonly secret?: string | null | undefined }): Promise<Result<void, AppError>>;
  forget(id: ChannelId): Promise<void>;
  /** Reads from the vault which channels have an address. */
  refresh(): Promise<void>;
  dispose(): void;
};

export type NotifierNeeds = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly vault: SecretVault;
  readonly poster: WebPoster;
  readonly saved: () => readonly SavedChannel[];
  readonly tongue: () => Tongue;
  readonly onChange: () => void;
};

const timeoutMs = 10_000;
const ranks: Readonly<Record<Severity, number>> = { note: 0, warning: 1, critical: 2 };
const urlName = (id: ChannelId): string => `channel:${id}:url`;
const secretName = (id: ChannelId): string => `channel:${id}:secret`;

function createDelivery(needs: NotifierNeeds): (id: ChannelId) => Deliver {
  return (id) => async (word, signal) => {
    const channel = needs.saved().find((one) => one.id === id);
    if (channel === undefined || channel.kind === 'desktop') return err({ failure: 'not-here', status: null, retryAfterMs: null });
    const [url, secret] = await Promise.all([needs.vault.get(urlName(id)), needs.vault.get(secretName(id))]);
    if (!url.ok || url.value === null) return err({ failure: 'no-address', status: null, retryAfterMs: null });
    const message = composeMessage(channel.kind, word, { url: url.value, secret: secret.ok ? secret.value : null, tongue: needs.tongue(), sign: needs.poster.sign });
    return needs.poster.post({ ...message, timeoutMs }, signal);
  };
}

export function createNotifier(needs: NotifierNeeds): Notifier {
  const { clock, vault } = needs;
  const queues = new Map<ChannelId, ChannelQueue>();
  const known = new Map<ChannelId, { readonly place: string | null; readonly hasUrl: boolean; readonly hasSecret: boolean }>();

  const deliverTo = createDelivery(needs);
  const queueOf = (channel: SavedChannel): ChannelQueue => {
    const found = queues.get(channel.id);
    if (found !== undefined) return found;
    const made = createChannelQueue({ ...needs, channel: channel.id, deliver: deliverTo(channel.id) });
    queues.set(channel.id, made);
    return made;
  };
  const look = async (id: ChannelId): Promise<void> => {
    const [url, secret] = await Promise.all([vault.get(urlName(id)), vault.get(secretName(id))]);
    const address = url.ok ? url.value : null;
    known.set(id, { place: address === null ? null : placeOf(address), hasUrl: address !== null, hasSecret: secret.ok && secret.value !== null });
  };
  const wants = (channel: SavedChannel, kind: 'fired' | 'cleared', alert: Alert): boolean => channel.isOn && ranks[alert.severity] >= ranks[channel.minSeverity] && (kind === 'fired' || channel.sendsCleared);

  return {
    say(kind, alert) {
      const due = needs.saved().filter((channel) => wants(channel, kind, alert));
      for (const channel of due) if (channel.kind !== 'desktop') queueOf(channel).push({ kind, at: clock.now(), alert, id: `${alert.id}:${kind}` });
      const desktop = due.filter((channel) => channel.kind === 'desktop');
      return desktop.length === 0 ? null : { hasSound: desktop.some(({ hasSound }) => hasSound) };
    },
    channels: () => needs.saved().map((channel) => ({ ...channel, ...(known.get(channel.id) ?? { place: null, hasUrl: false, hasSecret: false }), last: queues.get(channel.id)?.last() ?? null, waiting: queues.get(channel.id)?.waiting() ?? 0 })),
    async test(id, signal) {
      const channel = needs.saved().find((one) => one.id === id);
      if (channel === undefined) return err({ code: 'not-found', what: id });
      if (channel.kind === 'desktop') return ok({ isDelivered: true, failure: null, status: null, tookMs: 0 });
      const from = clock.monotonic();
      const word: Word = { kind: 'test', at: clock.now(), alert: null, id: needs.random.uuid() };
      const sent = await deliverTo(id)(word, signal);
      const outcome = sent.ok ? { failure: null, status: sent.value.status } : { failure: sent.error.failure, status: sent.error.status };
      queueOf(channel).note({ at: clock.now(), ...outcome });
      return ok({ isDelivered: sent.ok, ...outcome, tookMs: Math.max(0, clock.monotonic() - from) });
    },
    async keep(id, { url, secret }) {
      for (const [name, value] of [[urlName(id), url], [secretName(id), secret]] as const) {
        if (value === undefined) continue;
        const kept = value === null ? await vault.remove(name) : await vault.set(name, value);
        if (!kept.ok) return kept;
      }
      await look(id);
      return ok(undefined);
    },
    async forget(id) {
      queues.get(id)?.dispose();
      queues.delete(id);
      known.delete(id);
      await Promise.all([vault.remove(urlName(id)), vault.remove(secretName(id))]);
    },
    refresh: async () => { await Promise.all(needs.saved().filter(({ kind }) => kind !== 'desktop').map(({ id }) => look(id))); },
    dispose: () => { for (const queue of queues.values()) queue.dispose(); queues.clear(); },
  };
}
