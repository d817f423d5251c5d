/** The scripted engine's answers about the past: history, timeline, alerts, forecasts, report. */
import type { CommandName, EventName } from '#shared/contract.ts';
import type { AlertChange, AlertPlan, AlertPlanChange, Channel, ChannelChange, ChannelId, MuteRequest } from '#shared/domain/alert.ts';
import { defaultRules } from '#shared/domain/alert.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HistoryQuestion } from '#shared/domain/history.ts';
import type { WorkerKey } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { makeAlertChange, makeAlerts, makeForecast, makeHistory, makeMoment, makeReport, makeTimeline } from '#test/fakes/past-fixtures.ts';

export type PastAnswers = {
  answer(command: CommandName, input: unknown): Result<unknown, AppError> | null;
  onSubscribe(event: EventName, send: (payload: unknown) => void): void;
};

/** `well=1`: nothing fires. `nohistory=1`: the store cannot be read. */
export function createPastAnswers(snapshot: FleetSnapshot, asked: URLSearchParams, at: number): PastAnswers {
  const first = makeAlertChange(snapshot, at);
  let state: AlertChange = asked.has('well') ? { ...first, alerts: [], openCount: 0 } : first;
  let send: (payload: unknown) => void = () => {};
  const publish = (change: Partial<AlertChange>): void => {
    state = { ...state, ...change };
    send(state);
  };
  const plan = (): AlertPlan => state.plan ?? { rules: [], quietHours: { isOn: false, fromMinute: 0, toMinute: 0, days: [], lettingCritical: true }, maintenance: [], mutes: [] };

  function changePlan(change: AlertPlanChange): AlertPlan {
    const changed = new Map((change.rules ?? []).map((rule) => [rule.id, rule]));
    const rules = plan().rules.map((rule) => changed.get(rule.id) ?? ((change.reset ?? []).includes(rule.id) ? (defaultRules.find(({ id }) => id === rule.id) ?? rule) : rule));
    publish({ plan: { ...plan(), rules, quietHours: change.quietHours ?? plan().quietHours, maintenance: change.maintenance ?? plan().maintenance } });
    return plan();
  }

  function mute({ isMuted, ...wanted }: MuteRequest): AlertPlan {
    const others = plan().mutes.filter((one) => one.rule !== wanted.rule || one.host !== wanted.host || one.worker !== wanted.worker);
    const alerts = state.alerts.map((alert) => (alert.rule === wanted.rule && (wanted.worker === null || alert.subject.worker === wanted.worker) && (wanted.host === null || alert.subject.host === wanted.host) ? { ...alert, silence: isMuted ? ('muted' as const) : null } : alert));
    publish({ plan: { ...plan(), mutes: isMuted ? [...others, wanted] : others }, alerts, openCount: alerts.filter((alert) => alert.state === 'firing' && alert.silence === null).length });
    return plan();
  }

  function changeChannel(change: ChannelChange): readonly Channel[] {
    const channels = state.channels ?? [];
    if (change.kind === 'remove') publish({ channels: channels.filter(({ id }) => id !== change.id) });
    else {
      const old = channels.find(({ id }) => id === change.id);
      const next: Channel = { ...change.channel, id: change.id ?? (`c${channels.length + 1}` as ChannelId), place: change.url === null || change.url === undefined ? (old?.place ?? null) : new URL(change.url).host, hasUrl: change.url !== undefined || (old?.hasUrl ?? false), hasSecret: change.secret !== undefined || (old?.hasSecret ?? false), last: old?.last ?? null, waiting: 0 };
      publish({ channels: old === undefined ? [...channels, next] : channels.map((one) => (one.id === next.id ? next : one)) });
    }
    return state.channels ?? [];
  }

  return {
    answer(command, input) {
      switch (command) {
        case 'history.query': return asked.has('nohistory') ? err({ code: 'internal', reference: 'history' }) : ok(makeHistory(input as HistoryQuestion, Date.now()));
        case 'timeline.query': {
          const { from, to, hosts } = input as { from: number; to: number; hosts: readonly string[] };
          const seen = hosts.length === 0 ? snapshot : { ...snapshot, hosts: snapshot.hosts.filter(({ id }) => hosts.includes(id)), workers: snapshot.workers.filter(({ host }) => host !== null && hosts.includes(host)) };
          return ok(makeTimeline(seen, from, to, Date.now()));
        }
        case 'timeline.at': return ok(makeMoment(snapshot, (input as { at: number }).at, Date.now()));
        case 'report.day': return ok(makeReport(snapshot, Date.now()));
        case 'alerts.rules': return ok({ plan: plan(), channels: state.channels ?? [] });
        case 'alerts.list': return ok({ alerts: asked.has('well') ? [] : makeAlerts(snapshot, at) });
        case 'alerts.change-rules': return ok(changePlan(input as AlertPlanChange));
        case 'alerts.mute': return ok(mute(input as MuteRequest));
        case 'channels.change': return ok({ channels: changeChannel(input as ChannelChange) });
        case 'channels.test': return ok((input as { id: string }).id === 'c2' ? { isDelivered: false, failure: 'timeout', status: null, tookMs: 10_000 } : { isDelivered: true, failure: null, status: 200, tookMs: 182 });
        case 'forecast.worker': {
          const worker = snapshot.workers.find(({ key }) => key === (input as { worker: WorkerKey }).worker);
          return worker === undefined ? err({ code: 'not-found', what: 'worker' }) : ok(makeForecast(worker, Date.now()));
        }
        default: return null;
      }
    },
    onSubscribe(event, tell) {
      if (event !== 'alerts.changed') return;
      send = tell;
      tell(state);
    },
  };
}
