/** What the scripted engine says of crashes and logs. Changes to groups are carried out on the made-up scene. */
import type { CommandName, EventName } from '#shared/contract.ts';
import type { CrashGroup, GroupChange, IncidentId, SignatureId } from '#shared/domain/crash.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { LogFilter, LogHistogramRequest, LogReadRequest, LogSearchRequest, LogSourceId } from '#shared/domain/log.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { makeCrashScene } from '#test/fakes/crash-fixtures.ts';
import { createLogScript } from '#test/fakes/log-script.ts';

export type ReviewAnswers = {
  answer(command: CommandName, input: unknown): Result<unknown, AppError> | null;
  onSubscribe(event: EventName, params: unknown, send: (payload: unknown) => void): void;
};

export function createReviewAnswers(fleet: FleetSnapshot, asked: URLSearchParams, at: number): ReviewAnswers {
  const wanted = asked.get('crashes') ?? (asked.get('scene') === 'hostile' ? 'hostile' : 'sick');
  const scene = makeCrashScene(wanted as 'sick' | 'empty' | 'hostile' | 'many', fleet, at);
  const logs = createLogScript({ fleet, total: Number(asked.get('lines') ?? 30_000), at, isHostile: wanted === 'hostile' });
  let groups: readonly CrashGroup[] = scene.groups;
  let seq = 1;
  let tell: ((payload: unknown) => void) | null = null;

  function change(id: SignatureId, wish: GroupChange): Result<unknown, AppError> {
    const old = groups.find((group) => group.id === id);
    if (old === undefined) return err({ code: 'not-found', what: id });
    const next = changed(old, wish, scene.groups);
    const target = wish.kind === 'merge' ? groups.find((group) => group.id === wish.into) : wish.kind === 'split' ? groups.find((group) => group.id === old.mergedInto) : undefined;
    const other = target === undefined ? [] : [wish.kind === 'merge' ? { ...target, merged: [...target.merged, id], count: target.count + old.count } : { ...target, merged: target.merged.filter((one) => one !== id), count: target.count - old.count }];
    const news = [next, ...other];
    groups = groups.map((group) => news.find((one) => one.id === group.id) ?? group);
    tell?.({ seq: (seq += 1), whole: false, groups: news, gone: [] });
    return ok({ groups: news });
  }

  return {
    answer(command, input) {
      switch (command) {
        case 'crashes.incidents': {
          const query = input as { group: SignatureId | null; limit: number; after: string | null };
          const all = query.group === null ? groups.slice(0, 20).flatMap((group) => scene.incidentsOf(group.id).slice(0, 5)) : scene.incidentsOf(query.group);
          const from = Number(query.after ?? 0);
          return ok({ incidents: all.slice(from, from + query.limit), next: from + query.limit < all.length ? String(from + query.limit) : null, total: all.length });
        }
        case 'crashes.incident': {
          const incident = scene.incident((input as { id: IncidentId }).id);
          return incident === null ? err({ code: 'not-found', what: 'incident' }) : ok(incident);
        }
        case 'crashes.change-group': return change((input as { id: SignatureId }).id, (input as { change: GroupChange }).change);
        case 'away.summary': return ok({ summaries: asked.has('away') ? scene.away : [] });
        case 'logs.sources': {
          const { host } = input as { host: HostId | null };
          return ok({ sources: asked.get('lines') === 'none' ? [] : logs.sources.filter((source) => host === null || source.host === host) });
        }
        case 'logs.read': return ok(logs.read(input as LogReadRequest));
        case 'logs.histogram': return ok(logs.histogram(input as LogHistogramRequest));
        case 'logs.search': return ok(logs.search(input as LogSearchRequest));
        default: return null;
      }
    },
    onSubscribe(event, params, send) {
      if (event === 'crashes.changed') {
        tell = send;
        seq = 1;
        send({ seq: 1, whole: true, groups: groups.slice(0, 5000), gone: [] });
        if (groups.length > 5000) send({ seq: (seq += 1), whole: false, groups: groups.slice(5000), gone: [] });
      }
      if (event === 'logs.followed') {
        const { sources, filter } = params as { sources: LogSourceId[]; filter: LogFilter };
        send(logs.newest(sources, filter));
        if (asked.has('live')) setInterval(() => send(logs.grow(Number(asked.get('pace') ?? 20), sources, filter)), 500);
      }
    },
  };
}

function changed(group: CrashGroup, wish: GroupChange, original: readonly CrashGroup[]): CrashGroup {
  switch (wish.kind) {
    case 'mute': return { ...group, state: 'muted' };
    case 'unmute':
    case 'reopen': return { ...group, state: 'open' };
    case 'resolve': return { ...group, state: 'resolved' };
    case 'note': return { ...group, note: wish.text };
    case 'rename': return wish.title === '' ? { ...group, title: original.find(({ id }) => id === group.id)?.title ?? group.title, isRenamed: false } : { ...group, title: wish.title, isRenamed: true };
    case 'merge': return { ...group, mergedInto: wish.into };
    case 'split': return { ...group, mergedInto: null };
  }
}
