/** Counts incidents of the last day for the checks of the logs, weighing them less the older they are. */
import type { IncidentFact } from './evidence-panel.ts';
import type { Evidence } from './evidence.ts';
import { fewOf, isHad, unknownOf } from './judging.ts';
import type { Judgement } from './rule.ts';

const dayMs = 24 * 3_600_000;

export function judgeDeaths(evidence: Evidence, nowMs: number, isOne: (incident: IncidentFact) => boolean, critAt: number, group: string): readonly Judgement[] {
  const { incidents } = evidence.logs;
  if (!isHad(incidents)) return [{ ...unknownOf([incidents]), grant: 'logs' }];
  const found = incidents.value.filter((one) => isOne(one) && nowMs - one.atMs < dayMs);
  const count = found.reduce((sum, { times }) => sum + times, 0);
  if (count === 0) return [{ severity: 'ok', says: 'ok', on: [incidents] }];
  const newest = Math.max(...found.map(({ atMs }) => atMs));
  // a crash that stays alone loses its weight over the day
  const freshness = Math.max(0, Math.min(1, 1 - (nowMs - newest) / dayMs));
  const isBad = count >= critAt;
  return [{
    severity: isBad ? 'crit' : 'warn', says: 'some', on: [incidents], group, loss: Math.max(0.05, freshness * (isBad ? 1 : 0.5)),
    args: { count, workers: fewOf([...new Set(found.flatMap(({ worker, unit }) => worker ?? unit ?? []))].map((name) => name.slice(0, 100))), ago: (nowMs - newest) / 1000 },
  }];
}
