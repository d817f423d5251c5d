/**
 * What a per-child limit would have done in the recorded past: the growth that was seen is played again, with a recycling
 * whenever the limit is met. Pure; rules FO10-FO12.
 */
import type { BackTest } from '#shared/domain/forecast.ts';
import type { Point } from './clean-series.ts';

export type Trial = {
  /** Lives of the worker's sum, as they were. */
  readonly segments: readonly (readonly Point[])[];
  readonly children: number;
  /** The main process's share, which no recycling gives back. */
  readonly mainBytes: number;
  /** A child just after its start. */
  readonly startBytes: number;
  readonly limitBytes: number;
  /** The sum that hurts. */
  readonly ceilingBytes: number;
  readonly tasksPerHour: number | null;
};

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export function backTest(trial: Trial): BackTest {
  const { segments, children, mainBytes, startBytes, limitBytes, ceilingBytes } = trial;
  let recycles = 0;
  let watchedMs = 0;
  let overLimitMoments = 0;
  let prevented = 0;
  const livesMs: number[] = [];
  for (const segment of segments) {
    let simulated = perChild(segment[0]?.bytes ?? 0, trial);
    let bornAt = segment[0]?.at ?? 0;
    let episode: { worst: number } | null = null;
    const close = (): void => { if (episode !== null) { overLimitMoments += 1; if (episode.worst <= ceilingBytes) prevented += 1; } episode = null; };
    for (let index = 0; index < segment.length; index += 1) {
      const here = segment[index];
      const before = segment[index - 1];
      if (here === undefined) continue;
      if (before !== undefined) {
        simulated = Math.max(startBytes, simulated + (here.bytes - before.bytes) / children);
        watchedMs += here.at - before.at;
      }
      if (simulated >= limitBytes) {
        // Celery looks after a task: the limit is met before the child ends
        recycles += children;
        livesMs.push(here.at - bornAt);
        bornAt = here.at;
        simulated = startBytes;
      }
      const wouldBe = mainBytes + simulated * children;
      if (here.bytes > ceilingBytes) episode = { worst: Math.max((episode as { worst: number } | null)?.worst ?? 0, wouldBe) };
      else close();
    }
    close();
  }
  const sorted = [...livesMs].sort((a, b) => a - b);
  const life = sorted[sorted.length >> 1];
  return {
    from: segments[0]?.[0]?.at ?? 0, to: segments.at(-1)?.at(-1)?.at ?? 0,
    recyclesPerDay: watchedMs === 0 ? 0 : (recycles * dayMs) / watchedMs,
    tasksPerRecycle: life === undefined || trial.tasksPerHour === null ? null : (trial.tasksPerHour * life) / hourMs / children,
    overLimitMoments, prevented,
  };
}

export const perChild = (sum: number, { mainBytes, children }: Pick<Trial, 'mainBytes' | 'children'>): number => Math.max(0, (sum - mainBytes) / Math.max(1, children));
