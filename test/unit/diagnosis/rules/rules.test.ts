/**
 * Every check against evidence that is good, bad, misleading, missing and hostile; and that none of them goes untested.
 * DIA-rules: a check without evidence is unknown; a foreign name never becomes a word of a command.
 */
import { describe, expect, it } from 'vitest';
import { judgeEvidence } from '#electron/diagnosis/core/judge-evidence.ts';
import { allRules } from '#electron/diagnosis/core/rules/all-rules.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import { Finding } from '#shared/domain/finding.ts';
import { fillWords } from '#shared/diagnosis-words/fill-words.ts';
import { evidenceNow, evidenceWith, healthyEvidence, withoutPieces } from '#test/fakes/evidence.ts';
import type { RuleCase } from '#test/fakes/rule-cases.ts';
import { celeryCases } from './celery-cases.ts';
import { hostCases } from './host-cases.ts';
import { redisCases } from './redis-cases.ts';
import { runtimeCases } from './runtime-cases.ts';
import { serviceCases } from './service-cases.ts';
import { systemCases } from './system-cases.ts';

const cases: readonly RuleCase[] = [...systemCases, ...hostCases, ...redisCases, ...celeryCases, ...runtimeCases, ...serviceCases];
const order = ['ok', 'info', 'unknown', 'warn', 'crit'];

function judge(evidence: Evidence, check?: string): Finding[] {
  const thrown: unknown[] = [];
  const findings = judgeEvidence(evidence, check === undefined ? allRules : allRules.filter(({ id }) => id === check), { nowMs: evidenceNow, isMuted: () => false, onThrow: (id, error) => { thrown.push(id, error); return 'ref'; } });
  expect(thrown, 'a check threw').toEqual([]);
  return findings;
}

/** The worst a check says, as a person would sum it up. */
function worst(findings: readonly Finding[]): Finding | undefined {
  return [...findings].sort((a, b) => order.indexOf(b.severity) - order.indexOf(a.severity))[0];
}

describe.each(Object.entries(Object.groupBy(cases, ({ check }) => check)))('%s', (check, own = []) => {
  it.each(own.map((one) => [`${one.kind}: ${one.name}`, one] as const))('%s', (_name, one) => {
    const found = judge(evidenceWith(one.change), check);
    const top = worst(found);
    expect(top?.severity ?? 'nothing', JSON.stringify(found.map(({ severity, says, args }) => ({ severity, says, args })))).toBe(one.severity);
    if (one.says !== undefined) expect(top?.says).toBe(one.says);
    if (one.args !== undefined) expect(top?.args).toMatchObject(one.args);
  });
});

describe('the list of checks', () => {
  it('holds at least 100, each under an id of its own', () => {
    const ids = allRules.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(100);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has a good, a bad and a missing case for each', () => {
    const lacking = allRules.flatMap(({ id }) => (['good', 'bad', 'missing'] as const).filter((kind) => !cases.some((one) => one.check === id && one.kind === kind)).map((kind) => `${id} ${kind}`));
    expect(lacking).toEqual([]);
  });

  it('has sentences in both languages for all that a check says, with the same figures in them', () => {
    const problems: string[] = [];
    for (const { id, words } of allRules) {
      const [en, fr] = [words.en, words.fr];
      if (Object.keys(en.says).join() !== Object.keys(fr.says).join()) problems.push(`${id}: says differ`);
      for (const part of ['cause', 'fix', 'refute'] as const) {
        if (typeof en[part] !== typeof fr[part]) problems.push(`${id}: ${part} differs in kind`);
        const texts = (words_: typeof en): string[] => (typeof words_[part] === 'string' ? [words_[part]] : Object.values(words_[part]));
        if (placeholders(texts(en).join()) !== placeholders(texts(fr).join())) problems.push(`${id}: ${part} has other figures`);
      }
      for (const key of Object.keys(en.says)) if (placeholders(en.says[key] ?? '') !== placeholders(fr.says[key] ?? '')) problems.push(`${id}: ${key} has other figures`);
      for (const taken of ['unknown', 'threw']) if (taken in en.says) problems.push(`${id}: «${taken}» is a sentence of all checks`);
      if (/[^\s]!|!$/.test([...Object.values(en.says), ...Object.values(fr.says)].join(' '))) problems.push(`${id}: shouts`);
    }
    expect(problems).toEqual([]);
  });

  it('never says what has no sentence, nor a figure nobody gave', () => {
    const problems: string[] = [];
    for (const one of cases) {
      const rule = allRules.find(({ id }) => id === one.check);
      for (const { says, severity, args } of judge(evidenceWith(one.change), one.check)) {
        const sentence = rule?.words.en.says[says];
        if (severity === 'ok' && says === 'ok') continue;
        if (sentence === undefined && severity !== 'unknown') problems.push(`${one.check}: ${says} has no sentence`);
        for (const name of names(sentence ?? '')) if (!(name in args)) problems.push(`${one.check}: ${says} wants {{${name}}}`);
        if (severity === 'ok' || severity === 'unknown' || rule === undefined) continue;
        for (const part of [rule.words.en.cause, rule.words.en.fix, rule.words.en.refute]) {
          const text = typeof part === 'string' ? part : (part[says] ?? part['else'] ?? '');
          for (const name of names(text)) if (!(name in args)) problems.push(`${one.check}: ${says}: cause, fix or refute wants {{${name}}}`);
          expect(fillWords(text, args, 'fr')).not.toContain('{{');
        }
      }
    }
    expect([...new Set(problems)]).toEqual([]);
  });
});

describe('a healthy Pi', () => {
  it('has no warning', () => {
    expect(judge(healthyEvidence()).filter(({ severity }) => severity === 'warn' || severity === 'crit').map(({ id, says }) => `${id} ${says}`)).toEqual([]);
  });
});

describe('without evidence', () => {
  const fromPanel = new Set(['NET-01', 'SSH-01', 'SSH-02', 'SSH-03', 'RUN-04', 'RUN-08', 'RUN-09', 'RUN-10']);

  it.each(['failed', 'refused', 'too-big'] as const)('no check calls anything fine when every piece is %s', (state) => {
    const findings = judge(withoutPieces(healthyEvidence(), state));
    expect(findings.filter(({ severity, check }) => severity !== 'unknown' && !fromPanel.has(check)).map(({ id, severity }) => `${id} ${severity}`)).toEqual([]);
    expect(findings.every(({ severity, args }) => severity !== 'unknown' || typeof args['grant'] === 'string')).toBe(true);
  });

  it('a host where nothing exists is judged without an error', () => {
    expect(judge(withoutPieces(healthyEvidence(), 'missing')).filter(({ severity }) => severity === 'crit')).toEqual([]);
  });
});

describe('hostile evidence', () => {
  /** One fault of each check is enough to reach its sentences and commands. */
  const faults = [...new Map([...cases].reverse().filter(({ kind }) => kind === 'bad').map((one) => [one.check, one])).values()];
  const nasty = ["'; rm -rf / #", '$(reboot)', '`id`', '\u001b[2J\u0007', '\u202Etxt.exe', '<img src=x onerror=alert(1)>', '{{password}}', 'a\nb\u0000c', '-rf', '__proto__', 'x'.repeat(5000)];

  it.each(nasty)('%j in every text breaks nothing and enters no command', (text) => {
    for (const one of faults) {
      const found = judge(poisoned(evidenceWith(one.change), text), one.check);
      for (const finding of found) {
        expect(Finding.safeParse(finding).error?.message).toBeUndefined();
        expect(finding.command ?? '').not.toContain(text.slice(0, 40));
      }
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1e300])('%d in every figure breaks nothing', (figure) => {
    for (const one of faults) {
      for (const finding of judge(poisoned(evidenceWith(one.change), null, figure), one.check)) expect(Finding.safeParse(finding).error?.message).toBeUndefined();
    }
  });

  it('a huge round is judged within its time', () => {
    const evidence = evidenceWith((e) => {
      if (e.processes.mains.state !== 'had' || e.redis[0]?.queues.state !== 'had') return;
      const [main] = e.processes.mains.value;
      e.processes.mains.value = Array.from({ length: 200 }, (_, n) => ({ ...structuredClone(main!), pid: 1000 + n, node: `w${n}@pi` }));
      e.redis[0].queues.value = Array.from({ length: 5000 }, (_, n) => ({ name: `q${n}`, depth: n, byPriority: [n, 0, 0, 0], headBytes: 1, kind: 'list' }));
    });
    const started = performance.now();
    expect(judge(evidence).length).toBeGreaterThan(500);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

function names(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)/g)].map(([, name = '']) => name);
}

function placeholders(text: string): string {
  return [...new Set(text.match(/\{\{[^}]*\}\}/g) ?? [])].sort().join();
}

/** Every foreign text or figure replaced; what the evidence says of itself (states, names of pieces, kinds) stays. */
function poisoned(evidence: Evidence, text: string | null, figure?: number): Evidence {
  const kept = new Set(['state', 'source', 'because', 'grant', 'kind', 'reason', 'role', 'id', 'key', 'worker', 'broker', 'host', 'health', 'check', 'severity', 'bootId', 'code', 'cause', 'at', 'atMs', 'pool']);
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return text === null || kept.has(key) ? value : text;
    if (typeof value === 'number') return figure === undefined || key === 'at' || key === 'atMs' ? value : figure;
    if (Array.isArray(value)) return value.map((inner) => walk(inner, key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
  };
  return walk(evidence, '') as Evidence;
}
