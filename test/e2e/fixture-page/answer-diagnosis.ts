/**
 * What the scripted engine says of diagnoses: made-up runs by host, a round that takes its steps, mutes that change the
 * score, a bundle that is the runs as text. `diag=none`: never run. `diag=running`: rounds under way that do not end.
 * `diag=huge`: a thousand findings on each host.
 * `pace=`: milliseconds a step of a round takes.
 */
import type { CommandName, EventName } from '#shared/contract.ts';
import type { BundleOptions, CheckMute, DiagnosisChange, DiagnosisRun, OpenedBundle, RunProgress, RunSummary } from '#shared/domain/diagnosis.ts';
import { RunSummary as RunSummarySchema } from '#shared/domain/diagnosis.ts';
import type { FleetSnapshot } from '#shared/domain/fleet.ts';
import type { HostView } from '#shared/domain/host.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { diagnosisCards } from '#test/fakes/diagnosis-cards.ts';
import { earlierStoriesOf, hostileOf, hugeStories, makeRun, storiesByIndex, storiesOf, type Story } from '#test/fakes/diagnosis-fixtures.ts';

export type DiagnosisAnswers = {
  answer(command: CommandName, input: unknown): Result<unknown, AppError> | null;
  onSubscribe(event: EventName, send: (payload: unknown) => void): void;
};

const hour = 3_600_000;
const ages = [4 * 60_000, 3 * hour, 9 * hour, 26 * hour, 50 * hour, 74 * hour, 98 * hour, 200 * hour];

export function createDiagnosisAnswers(snapshot: FleetSnapshot, asked: URLSearchParams, at: number): DiagnosisAnswers {
  const mode = asked.get('diag');
  const stepMs = Number(asked.get('pace') ?? 250);
  let mutes: readonly CheckMute[] = [];
  let everyHours: number | null = null;
  let told: ((change: DiagnosisChange) => void) | null = null;
  const isMuted = (host: HostId) => (check: string): boolean => mutes.some((mute) => mute.check === check && (mute.host === null || mute.host === host));
  const storiesNow = new Map<HostId, readonly Story[]>(mode === 'none' ? [] : snapshot.hosts.flatMap((host, index): [HostId, readonly Story[]][] => {
    const stories = mode === 'huge' ? hugeStories() : asked.get('scene') === 'hostile' ? hostileOf(snapshot)[index]?.[1] : asked.get('scene') === 'many' ? storiesByIndex(index) : storiesOf[host.config.name];
    return stories === undefined || stories === null ? [] : [[host.id, stories]];
  }));
  const extra = new Map<HostId, number>();

  /** Newest first. */
  function runsOf(host: HostView): DiagnosisRun[] {
    const stories = storiesNow.get(host.id);
    if (stories === undefined) return [];
    const early = earlierStoriesOf[host.config.name] ?? stories;
    const count = asked.get('scene') === 'many' ? 1 : ages.length;
    const past = ages.slice(0, count).map((age, index) => makeRun({ host, stories: index < 3 ? stories : index % 3 === 2 ? early.slice(0, 2) : early, endedAt: at - age - snapshot.hosts.indexOf(host) * 7 * 60_000, index: count - index, by: index % 2 === 1 ? 'schedule' : 'person', isMuted: isMuted(host.id) }));
    const anew = extra.get(host.id);
    return anew === undefined ? past : [makeRun({ host, stories, endedAt: anew, index: 99, isMuted: isMuted(host.id) }), ...past];
  }

  const summaryOf = (run: DiagnosisRun): RunSummary => RunSummarySchema.parse(run);
  const newest = (): RunSummary[] => snapshot.hosts.flatMap((host) => runsOf(host).slice(0, 1).map(summaryOf));
  const progressOf = (host: HostId, step: RunProgress['step'], parts: RunProgress['parts'], startedAt: number, error: AppError | null = null): RunProgress => ({ host, run: null, step, parts, at: Date.now(), startedAt, error });
  const waiting: RunProgress['parts'] = { host: 'waiting', redis: 'waiting', workers: 'waiting' };
  const overview = (): DiagnosisChange => ({
    overview: {
      latest: newest(), mutes: [...mutes], everyHours,
      running: mode === 'running' ? snapshot.hosts.slice(0, 3).map((host, index) => progressOf(host.id, index === 2 ? 'waiting' : 'collecting', index === 0 ? { host: 'had', redis: 'had', workers: 'waiting' } : waiting, Date.now() - 1400))
        : mode === 'failed' ? snapshot.hosts.slice(0, 1).map((host) => progressOf(host.id, 'failed', { host: 'failed', redis: 'none', workers: 'none' }, Date.now() - 61_000, { code: 'host-unreachable', at: 'pi@pi-atelier:22', because: 'closed' })) : [],
    },
    progress: [], finished: [],
  });

  function start(hosts: readonly HostId[]): HostId[] {
    const chosen = snapshot.hosts.filter((host) => (hosts.length === 0 || hosts.includes(host.id)) && host.link.phase === 'connected');
    const startedAt = Date.now();
    chosen.forEach((host, index) => {
      const steps: readonly [RunProgress['step'], RunProgress['parts']][] = [['waiting', waiting], ['collecting', waiting], ['collecting', { ...waiting, redis: 'had' }], ['collecting', { host: 'had', redis: 'had', workers: 'waiting' }], ['judging', { host: 'had', redis: 'had', workers: 'had' }]];
      steps.forEach(([step, parts], nth) => setTimeout(() => told?.({ overview: null, progress: [progressOf(host.id, step, parts, startedAt)], finished: [] }), (nth + (index % 5)) * stepMs));
      setTimeout(() => {
        if (!storiesNow.has(host.id)) storiesNow.set(host.id, storiesOf[host.config.name] ?? []);
        extra.set(host.id, Date.now());
        const run = runsOf(host)[0];
        told?.({ overview: null, progress: [progressOf(host.id, 'done', { host: 'had', redis: 'had', workers: 'had' }, startedAt)], finished: run === undefined ? [] : [summaryOf(run)] });
      }, (steps.length + (index % 5)) * stepMs);
    });
    return chosen.map(({ id }) => id);
  }

  function bundle(hosts: readonly HostId[], options: BundleOptions): string {
    const chosen = snapshot.hosts.filter((host) => hosts.length === 0 || hosts.includes(host.id));
    const runs = chosen.flatMap((host, index) => runsOf(host).slice(0, 1).map((run) => (options.isAnonymous ? { ...run, hostName: `host-${index + 1}` } : run)));
    return JSON.stringify({ savedAt: Date.now(), version: '0.1.0', options, runs } satisfies OpenedBundle);
  }

  return {
    answer(command, input) {
      switch (command) {
        case 'diagnosis.start': return ok({ started: start((input as { hosts: HostId[] }).hosts) });
        case 'diagnosis.latest': return ok(overview().overview);
        case 'diagnosis.runs': return ok({ runs: snapshot.hosts.filter(({ id }) => id === (input as { host: HostId }).host).flatMap(runsOf).map(summaryOf) });
        case 'diagnosis.run': {
          const { id } = input as { id: string };
          const run = snapshot.hosts.filter((host) => id.startsWith(`${host.id}/`)).flatMap(runsOf).find((one) => one.id === id);
          return run === undefined ? err({ code: 'not-found', what: 'run' }) : ok(run);
        }
        case 'diagnosis.catalogue': return ok({ checks: diagnosisCards });
        case 'diagnosis.mute': {
          const { mute, isMuted: shall } = input as { mute: CheckMute; isMuted: boolean };
          mutes = [...mutes.filter((one) => one.check !== mute.check || one.host !== mute.host), ...(shall ? [mute] : [])];
          told?.(overview());
          return ok({ mutes });
        }
        case 'diagnosis.schedule': {
          everyHours = (input as { everyHours: number | null }).everyHours;
          told?.(overview());
          return ok({});
        }
        case 'diagnosis.bundle': return ok({ name: 'fleetbeat-support-2026-11-22.json', text: bundle((input as { hosts: HostId[] }).hosts, (input as { options: BundleOptions }).options) });
        case 'diagnosis.open-bundle': {
          try {
            return ok(JSON.parse((input as { text: string }).text));
          } catch {
            return err({ code: 'invalid-input', where: 'text', problem: 'not a support bundle' });
          }
        }
        default: return null;
      }
    },
    onSubscribe(event, send) {
      if (event !== 'diagnosis.changed') return;
      told = send;
      send(overview());
    },
  };
}
