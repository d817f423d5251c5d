/** Judging: throwing checks, unknowns, stable ids. */
import { expect, test } from 'vitest';
import { cardsOf } from '#electron/diagnosis/core/catalogue.ts';
import { judgeEvidence, type JudgeNeeds } from '#electron/diagnosis/core/judge-evidence.ts';
import { makeRun } from '#electron/diagnosis/core/make-run.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';
import { allRules } from '#electron/diagnosis/core/rules/all-rules.ts';
import { memoryUsed } from '#electron/diagnosis/core/rules/system/sys-01-memory-used.ts';
import { DiagnosisRun, RunId } from '#shared/domain/diagnosis.ts';
import { sayFinding } from '#shared/diagnosis-words/say-finding.ts';
import { capturedAt, captured } from '#test/fakes/diagnosis-evidence.ts';

const judge: JudgeNeeds = { nowMs: capturedAt, isMuted: () => false, onThrow: () => 'ref-1' };
const facts = { id: RunId.parse('r1'), startedAt: capturedAt - 1500, endedAt: capturedAt, by: 'person' as const, version: '0', gaps: [], median24h: null, cost: { cpuMs: 110, wallMs: 1400, bytes: 29_000, commands: 90, redisCommands: 40, controlRequests: 9, variant: 'python' as const } };

test('DG4 a check that throws makes only its own finding unknown, with the reference', () => {
  const broken: Rule = { ...memoryUsed, id: 'SYS-99', judge: () => { throw new Error('boom'); } };
  const findings = judgeEvidence(captured(), [broken, memoryUsed], judge);
  expect(findings.map(({ check, severity, says }) => [check, severity, says])).toEqual([['SYS-99', 'unknown', 'threw'], ['SYS-01', 'ok', 'ok']]);
  expect(sayFinding(findings[0] as NonNullable<(typeof findings)[0]>, null, 'en').says).toContain('ref-1');
});

test('DG5 an unknown says what to grant, in both languages', () => {
  const [unknown] = judgeEvidence(captured({ 'system.meminfo': { state: 'refused', because: 'Permission denied', text: '' } }), [memoryUsed], judge);
  expect(unknown).toMatchObject({ severity: 'unknown', args: { grant: 'same-user' } });
  if (unknown === undefined) throw new Error('no finding');
  const card = cardsOf().find(({ id }) => id === 'SYS-01') ?? null;
  expect(sayFinding(unknown, card, 'en').grant).toContain('user that runs the worker');
  expect(sayFinding(unknown, card, 'fr').grant).toContain('utilisateur');
});

test('a whole run of the captured host is within the treaty, and no check of the catalogue throws on it', () => {
  const threw: string[] = [];
  const run = makeRun(captured(), facts, { ...judge, onThrow: (check) => { threw.push(check); return 'ref'; } });
  expect(threw).toEqual([]);
  expect(DiagnosisRun.safeParse(run).error).toBeUndefined();
  expect(run.findings.filter(({ severity }) => severity === 'crit').map(({ check, says, args }) => [check, says, args])).toEqual([]);
  expect(new Set(run.findings.map(({ id }) => id)).size).toBe(run.findings.length);
  expect(allRules.length).toBeGreaterThanOrEqual(100);
});

test('DS7 the same evidence a minute later gives the same score', () => {
  const first = makeRun(captured(), facts, judge);
  const before = captured();
  const second = makeRun({ ...before, host: { ...before.host, at: capturedAt + 60_000 }, panel: { ...before.panel, earlierFindings: first.findings } }, { ...facts, endedAt: capturedAt + 60_000 }, { ...judge, nowMs: capturedAt + 60_000 });
  expect(second.score.rows).toEqual(first.score.rows);
  expect(second.value).toBe(first.value);
  const stood = second.findings.find(({ id }) => id === first.findings[0]?.id);
  expect(stood?.since).toBe(capturedAt);
});
