/** Incidents, causes and absences in both languages: every code has its words, every rule of the engine is named. */
import { describe, expect, it } from 'vitest';
import { causeRules } from '#electron/crashes/core/cause-rules.ts';
import { createFormats } from '#renderer/format/create-formats.ts';
import { describeAway } from '#renderer/format/describe-away.ts';
import { describeCause, describeEvent, describeIncident, describeRaise } from '#renderer/format/describe-incident.ts';
import { makeWords } from '#test/fakes/make-words.ts';
import { CauseCode, CrashEventKind, IncidentKind, RaiseCode } from '#shared/domain/crash.ts';
import { makeCrashScene } from '#test/fakes/crash-fixtures.ts';
import { makeScene } from '#test/fakes/fleet-scenes.ts';

const at = 1_763_800_000_000;
const scene = makeCrashScene('sick', makeScene('sick', at), at);
const incident = scene.incident(scene.groups[0]!.lastIncident)!;

describe.each(['en', 'fr'] as const)('in %s', (language) => {
  const formats = createFormats(language, 'UTC');
  const t = makeWords(language).getFixedT(language, 'causes');
  const tAway = makeWords(language).getFixedT(language, 'away');

  it('every rule of the engine has words of its own', () => {
    const bare = causeRules.filter(({ name }) => describeCause(t, formats, { code: 'unknown', confidence: 0.5, rules: [name], raise: [] }).rules[0] === name.replaceAll('-', ' '));
    expect(bare.map(({ name }) => name)).toEqual([]);
  });
  it('a rule nobody knows is shown by its name', () => {
    expect(describeCause(t, formats, { code: 'unknown', confidence: 0.5, rules: ['brand-new-rule'], raise: [] }).rules).toEqual(['brand new rule']);
  });
  it('every cause, raise, event and kind has words', () => {
    for (const code of CauseCode.options) expect(describeCause(t, formats, { code, confidence: 0.9, rules: [], raise: [] }).text.length).toBeGreaterThan(10);
    for (const code of RaiseCode.options) expect(describeRaise(t, code)).not.toContain(code);
    for (const kind of CrashEventKind.options) expect(describeEvent(t, kind)).not.toContain('event.');
    for (const kind of IncidentKind.options) expect(describeIncident(t, formats, { ...incident, kind }, 'pi')).not.toContain('{{');
  });
  it('keeps foreign names isolated and literal', () => {
    const words = describeIncident(t, formats, { ...incident, worker: '$t(x) {{host}}\u202e' as never }, '<b>');
    expect(words).toContain('\u2068$t(x) {{host}}\\u202e\u2069');
    expect(words).toContain('\u2068<b>\u2069');
  });
  it('sums an absence up by cause where each incident is known, else by number', () => {
    const [summary] = makeCrashScene('sick', makeScene('sick', at), at).away;
    const one = { ...summary!, incidents: 2, worst: [incident, incident], underVoltages: 1, restarts: 0, reboots: 0 };
    expect(describeAway(tAway, formats, one)).toBe(language === 'en' ? '2 OOM kills and 1 power dip' : '2 morts par manque de mémoire et 1 chute de tension');
    expect(describeAway(tAway, formats, { ...one, incidents: 9 })).toContain('9');
    expect(describeAway(tAway, formats, { ...one, incidents: 0, underVoltages: 0, isComplete: true })).toBe(language === 'en' ? 'nothing happened' : 'il ne s’est rien passé');
  });
});
