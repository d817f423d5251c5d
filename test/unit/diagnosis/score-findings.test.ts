/** The score of section «Score» in docs/spec/diagnosis.md, on made and on random findings. */
import { expect, test } from 'vitest';
import { capLimits, scoreFindings, wordOf } from '#electron/diagnosis/core/score-findings.ts';
import { Score } from '#shared/domain/diagnosis.ts';
import { CheckId, FindingCategory, type Finding, type FindingSeverity } from '#shared/domain/finding.ts';
import { createDice } from '#test/fakes/dice.ts';

const nowMs = 1_000_000_000;
const context = { nowMs, median24h: null };

function finding(part: Partial<Omit<Finding, 'check'>> & { readonly check?: string }): Finding {
  const { check = 'SYS-01', ...rest } = part;
  return {
    id: `${check}:host:pi${rest.subject?.name ?? ''}`, check: CheckId.parse(check), category: 'system', severity: 'ok', impact: 3, subject: { kind: 'host', name: 'pi', pid: null, worker: null }, group: null,
    isBlocking: false, isMuted: false, says: 'ok', args: {}, evidence: [], command: null, fix: null, loss: null, since: null, ...rest,
  };
}

/** One check in order for each category, so that all weights count. */
const allWell = FindingCategory.options.map((category, n) => finding({ check: `AB-${String(n + 10)}`, category }));
const sumOf = (score: Score): number => Math.round(score.rows.reduce((sum, { points }) => sum + points, 0) * 10) / 10;

test('DS1 100 minus the points of all rows is the value, on a thousand random sets; the word agrees with the worst finding', () => {
  const dice = createDice(11);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(dice() * from.length)] as T;
  for (let turn = 0; turn < 1000; turn += 1) {
    const findings = Array.from({ length: 1 + Math.floor(dice() * 60) }, (_, n) => finding({
      check: `ZZ-${String(10 + Math.floor(dice() * 40))}`, id: `f${n}`, category: pick(FindingCategory.options), impact: 1 + Math.floor(dice() * 5),
      severity: pick<FindingSeverity>(['ok', 'ok', 'ok', 'info', 'warn', 'crit', 'unknown']), group: pick([null, null, 'memory', 'power']), isBlocking: dice() < 0.05, isMuted: dice() < 0.05, loss: pick([null, null, dice()]),
    }));
    const score = scoreFindings(findings, context);
    expect(Score.safeParse(score).error).toBeUndefined();
    const live = findings.filter(({ isMuted }) => !isMuted);
    if (score.value === null) {
      expect(score).toMatchObject({ word: 'INCONNU', exitCode: 3, rows: [] });
      continue;
    }
    expect(Math.round((100 - sumOf(score)) * 10) / 10).toBe(score.value);
    const worst = live.some(({ severity }) => severity === 'crit') ? 'CRITIQUE' : live.some(({ severity }) => severity === 'warn') ? 'MOYEN' : 'EXCELLENT';
    expect(score.word).toBe(worst);
    expect(score.exitCode).toBe({ EXCELLENT: 0, MOYEN: 1, CRITIQUE: 2 }[worst]);
  }
});

test('DS2 caps: any warning 89, six 74, a critical 49, three 25, blocking 15', () => {
  const warn = (n: number): Finding => finding({ check: `WA-${String(n + 10)}`, severity: 'warn', impact: 1 });
  const crit = (n: number, isBlocking = false): Finding => finding({ check: `CR-${String(n + 10)}`, severity: 'crit', impact: 1, isBlocking });
  const value = (...findings: Finding[]): number | null => scoreFindings([...allWell, ...findings], context).value;
  expect(value()).toBe(100);
  expect(value(warn(1))).toBeLessThanOrEqual(capLimits['any-warning']);
  expect(value(...[1, 2, 3, 4, 5, 6].map(warn))).toBeLessThanOrEqual(74);
  expect(value(crit(1))).toBe(49);
  expect(value(crit(1), crit(2), crit(3))).toBe(25);
  expect(value(crit(1, true))).toBe(15);
  // the cap stands also where the blocking finding is only a consequence of a graver one
  expect(value({ ...crit(1), group: 'redis', impact: 5 }, { ...crit(2, true), group: 'redis' })).toBe(15);
});

test('DS3 one cause costs once: its consequences are named in the row, and cost nothing', () => {
  const alone = scoreFindings([...allWell, finding({ check: 'PW-10', category: 'power', severity: 'crit', impact: 5, group: 'power' })], context);
  const both = scoreFindings([...allWell, finding({ check: 'PW-10', category: 'power', severity: 'crit', impact: 5, group: 'power' }), finding({ check: 'NE-10', category: 'network', severity: 'warn', impact: 2, group: 'power' })], context);
  expect(both.rows.filter(({ finding: id }) => id !== null)).toHaveLength(1);
  expect(both.rows[0]?.consequences).toEqual(['NE-10:host:pi']);
  expect(both.value).toBe(alone.value);
});

test('DS4 below 60 % of the evidence by weight there is no number', () => {
  const half = allWell.map((one) => (['runtime', 'redis', 'logs'].includes(one.category) || one.category === 'processes' ? { ...one, severity: 'unknown' as const } : one));
  expect(scoreFindings(half, context)).toMatchObject({ value: null, word: 'INCONNU', exitCode: 3 });
  expect(scoreFindings([], context)).toMatchObject({ value: null, word: 'INCONNU', coverage: 0 });
  expect(scoreFindings(allWell, context).coverage).toBe(100);
});

test('DS5 what crashed long ago costs less, and nothing of the arithmetic is lost by it', () => {
  const crash = (hoursAgo: number): Finding => finding({ check: 'LG-02', category: 'logs', severity: 'warn', impact: 5, args: { lastAtMs: nowMs - hoursAgo * 3_600_000 } });
  const raw = (hoursAgo: number): number => scoreFindings([...allWell, crash(hoursAgo)], context).raw ?? 0;
  expect(raw(1)).toBeLessThan(raw(12));
  expect(raw(12)).toBeLessThan(raw(23));
});

test('DS6 muted checks count on neither side', () => {
  expect(scoreFindings([...allWell, finding({ check: 'CR-10', severity: 'crit', isMuted: true, isBlocking: true })], context).value).toBe(100);
});

test('words', () => {
  expect([100, 90, 89, 50, 49, 0, null].map(wordOf)).toEqual(['EXCELLENT', 'EXCELLENT', 'MOYEN', 'MOYEN', 'CRITIQUE', 'CRITIQUE', 'INCONNU']);
});
