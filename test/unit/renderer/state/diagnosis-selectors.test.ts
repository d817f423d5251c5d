/** What the diagnosis screens compute from runs: the feed's rules, the table, the filters, the arithmetic, the comparison. */
import { describe, expect, it } from 'vitest';
import { applyDiagnosisChange, emptyDiagnosis, isRunning, muteOf } from '#renderer/state/diagnosis-replica.ts';
import { changeKinds, compareRuns } from '#renderer/state/selectors/compare-runs.ts';
import { countCriticalHosts, listDiagnosisRows, spreadScores } from '#renderer/state/selectors/diagnosis-rows.ts';
import { countFindings, groupByGrant, groupBySeverity, listFindings, pointsByFinding, type FindingFilter } from '#renderer/state/selectors/findings-list.ts';
import { causeOf, consequencesOf, doesAddUp, scoreLines } from '#renderer/state/selectors/score-lines.ts';
import { grantOf } from '#renderer/format/describe-finding.ts';
import type { CheckMute, DiagnosisOverview, DiagnosisRun, RunId, RunProgress, RunSummary } from '#shared/domain/diagnosis.ts';
import { DiagnosisRun as DiagnosisRunSchema } from '#shared/domain/diagnosis.ts';
import type { CheckId } from '#shared/domain/finding.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { earlierStoriesOf, makeRun, storiesByIndex, storiesOf } from '#test/fakes/diagnosis-fixtures.ts';
import { makeScene, manyHosts } from '#test/fakes/fleet-scenes.ts';

const at = 1_800_000_000_000;
const fleet = makeScene('sick', at);
const hostNamed = (name: string) => fleet.hosts.find(({ config }) => config.name === name)!;
const runOf = (name: string, stories = storiesOf[name] ?? []): DiagnosisRun => makeRun({ host: hostNamed(name), stories, endedAt: at });
const overview = (latest: RunSummary[]): DiagnosisOverview => ({ latest, running: [], mutes: [], everyHours: null });
const progress = (host: HostId, step: RunProgress['step'], run: RunId | null = null): RunProgress => ({ host, run, step, parts: { host: 'waiting', redis: 'none', workers: 'none' }, at, startedAt: at, error: null });

describe('the feed of diagnoses', () => {
  const atelier = runOf('pi-atelier');

  it('knows nothing before the first overview, and takes it whole', () => {
    const early = applyDiagnosisChange(emptyDiagnosis, { overview: null, progress: [progress(atelier.host, 'collecting')], finished: [] });
    expect(early.isKnown).toBe(false);
    const known = applyDiagnosisChange(early, { overview: overview([atelier]), progress: [], finished: [] });
    expect(known).toMatchObject({ isKnown: true });
    expect(known.latest.get(atelier.host)?.value).toBe(atelier.value);
    expect(known.running.size).toBe(0);
  });

  it('shows a round until it ends, and keeps why one failed beside the last result', () => {
    let state = applyDiagnosisChange(emptyDiagnosis, { overview: overview([atelier]), progress: [], finished: [] });
    state = applyDiagnosisChange(state, { overview: null, progress: [progress(atelier.host, 'judging')], finished: [] });
    expect(isRunning(state.running.get(atelier.host))).toBe(true);
    state = applyDiagnosisChange(state, { overview: null, progress: [progress(atelier.host, 'failed')], finished: [] });
    expect(isRunning(state.running.get(atelier.host))).toBe(false);
    expect(state.running.get(atelier.host)?.step).toBe('failed');
    expect(state.latest.get(atelier.host)?.id).toBe(atelier.id);
    state = applyDiagnosisChange(state, { overview: null, progress: [progress(atelier.host, 'done')], finished: [{ ...atelier, id: 'new' as RunId, endedAt: at + 5 }] });
    expect(state.running.size).toBe(0);
    expect(state.latest.get(atelier.host)?.id).toBe('new');
  });

  it('does not let an older run take the place of a newer one', () => {
    const state = applyDiagnosisChange(emptyDiagnosis, { overview: overview([atelier]), progress: [], finished: [{ ...atelier, id: 'old' as RunId, endedAt: at - 1 }] });
    expect(state.latest.get(atelier.host)?.id).toBe(atelier.id);
  });

  it('finds the mute that stands: this host before all hosts, none that has run out', () => {
    const check = 'SYS-01' as CheckId;
    const mutes: CheckMute[] = [{ check, host: null, until: null }, { check, host: atelier.host, until: at + 1 }, { check: 'SYS-02' as CheckId, host: null, until: at - 1 }];
    expect(muteOf(mutes, check, atelier.host, at)).toBe(mutes[1]);
    expect(muteOf(mutes, check, atelier.host, at + 1)).toBe(mutes[0]);
    expect(muteOf(mutes, check, 'other' as HostId, at)).toBe(mutes[0]);
    expect(muteOf(mutes, 'SYS-02' as CheckId, atelier.host, at)).toBeNull();
  });
});

describe('the table of diagnoses', () => {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const diagnosis = applyDiagnosisChange(emptyDiagnosis, { overview: overview(['pi-atelier', 'pi-video', 'pi-cave', 'pi-portail', 'pi-stock'].map((name) => runOf(name))), progress: [], finished: [] });
  const rowsBy = (sort: 'worst' | 'name' | 'oldest' | 'problems', search = ''): string[] => listDiagnosisRows({ hosts: fleet.hosts, diagnosis, view: { search, sort }, worstText: () => 'Eviction', compare }).map(({ host }) => host.config.name);

  it('puts the worst host first and those never looked at last', () => {
    expect(rowsBy('worst')).toEqual(['pi-cave', 'pi-atelier', 'pi-video', 'pi-portail', 'pi-stock', 'pi-garage', 'pi-serre']);
    expect(rowsBy('name')[0]).toBe('pi-atelier');
    expect(rowsBy('oldest').slice(0, 2)).toEqual(['pi-garage', 'pi-serre']);
    expect(rowsBy('worst', 'lyon evict')).toEqual(['pi-cave', 'pi-atelier', 'pi-video']);
    expect(rowsBy('worst', 'EXCELLENT')).toEqual(['pi-stock']);
  });

  it('spreads the scores of 200 hosts without losing one', () => {
    const many = manyHosts(at, 200, 1);
    const latest = many.hosts.flatMap((host, index) => { const stories = storiesByIndex(index); return stories === null ? [] : [makeRun({ host, stories, endedAt: at })]; });
    const state = applyDiagnosisChange(emptyDiagnosis, { overview: overview(latest), progress: [progress(many.hosts[0]!.id, 'waiting')], finished: [] });
    const spread = spreadScores(listDiagnosisRows({ hosts: many.hosts, diagnosis: state, view: { search: '', sort: 'worst' }, worstText: () => '', compare }));
    const binned = spread.bins.reduce((sum, { count }) => sum + count, 0);
    expect(binned + spread.words.INCONNU + spread.never).toBe(200);
    expect(spread.running).toBe(1);
    expect(spread.lowest?.value).toBe(Math.min(...latest.flatMap(({ value }) => value ?? [])));
    expect(countCriticalHosts({ diagnosis: state, replica: { hosts: new Map(many.hosts.map((host) => [host.id, host])) } as never })).toBe(spread.words.CRITIQUE);
  });
});

describe('the findings of a run', () => {
  const run = runOf('pi-atelier');
  const list = (filter: Partial<FindingFilter>) => listFindings({ findings: run.findings, filter: { show: 'all', category: null, search: '', ...filter }, points: pointsByFinding(run), textOf: ({ check, subject }) => `${check} ${subject.name}` });

  it('are counted once each, a muted one among the muted only', () => {
    const muted = makeRun({ host: hostNamed('pi-atelier'), stories: storiesOf['pi-atelier'] ?? [], endedAt: at, isMuted: (check) => check === 'RED-02' });
    const counts = countFindings(muted.findings);
    expect(counts.problems + counts.unknown + counts.fine + counts.muted).toBe(counts.all);
    expect(counts.muted).toBe(1);
    expect(muted.score.rows.some(({ finding }) => finding?.startsWith('RED-02') === true)).toBe(false);
  });

  it('are filtered by kind, category and words, the dearest first', () => {
    expect(list({ show: 'problems' }).map(({ severity }) => severity)).toEqual(['crit', 'crit', 'crit', 'warn', 'warn', 'warn', 'info']);
    expect(list({ category: 'redis' }).every(({ category }) => category === 'redis')).toBe(true);
    expect(list({ search: 'red-02 127.0' }).map(({ check }) => check)).toEqual(['RED-02']);
    expect(list({ search: 'nothing like it' })).toEqual([]);
    expect(groupBySeverity(list({})).map(({ severity }) => severity)).toEqual(['crit', 'warn', 'info', 'unknown', 'ok']);
  });

  it('that are unknown stand by what to grant, what opens most first, what nobody can give last', () => {
    const groups = groupByGrant(runOf('pi-portail').findings, grantOf);
    expect(groups[0]).toMatchObject({ grant: 'group-video' });
    expect(groups[0]?.findings.length).toBe(2);
    expect(groups.reduce((sum, { findings }) => sum + findings.length, 0)).toBe(6);
  });
});

describe('the arithmetic', () => {
  it.each(Object.keys(storiesOf))('of %s adds up, row by row, and holds to the treaty', (name) => {
    const run = runOf(name);
    expect(DiagnosisRunSchema.safeParse(run).error?.issues ?? []).toEqual([]);
    expect(doesAddUp(run)).toBe(true);
    const lines = scoreLines(run);
    expect(lines.length).toBe(run.score.rows.length);
    expect(lines.some(({ kind }) => kind === 'lost')).toBe(false);
  });

  it('notices rows that do not add up', () => {
    const run = runOf('pi-atelier');
    expect(doesAddUp({ score: { ...run.score, rows: run.score.rows.slice(1) } })).toBe(false);
    expect(doesAddUp({ score: { ...run.score, value: null, rows: [] } })).toBe(true);
  });

  it('counts a cause once and names its consequences from both ends', () => {
    const run = runOf('pi-cave');
    const [cause] = scoreLines(run);
    if (cause?.kind !== 'finding') throw new Error('no finding');
    expect(cause.finding.check).toBe('PWR-01');
    expect(cause.consequences.map(({ check }) => check).sort()).toEqual(['PWR-03', 'PWR-04']);
    const [consequence] = cause.consequences;
    expect(causeOf(run, consequence?.id ?? '')?.id).toBe(cause.finding.id);
    expect(consequencesOf(run, cause.finding.id)).toHaveLength(2);
    expect(causeOf(run, cause.finding.id)).toBeNull();
  });

  it('keeps a row whose finding is gone, so that the sum stays right', () => {
    const run = runOf('pi-atelier');
    const without = { ...run, findings: run.findings.slice(1) };
    expect(scoreLines(without)[0]).toMatchObject({ kind: 'lost', points: run.score.rows[0]?.points });
  });
});

describe('two runs', () => {
  const before = runOf('pi-atelier', earlierStoriesOf['pi-atelier']);
  const after = runOf('pi-atelier');
  const { changes, counts } = compareRuns(before, after);
  const kindOf = (check: string) => changes.find(({ id }) => id.startsWith(check))?.kind;

  it('say what is new, worse, better, gone and the same', () => {
    expect(kindOf('RUN-04')).toBe('new');
    expect(kindOf('CFG-01')).toBe('worse');
    expect(kindOf('RED-08')).toBe('better');
    expect(kindOf('SYS-01')).toBe('gone');
    expect(kindOf('RED-02')).toBe('same');
    expect(changes.map(({ kind }) => changeKinds.indexOf(kind))).toEqual([...changes].map(({ kind }) => changeKinds.indexOf(kind)).sort((a, b) => a - b));
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(changes.length);
  });

  it('never call gone what can no longer be judged', () => expect(kindOf('STO-06')).toBe('blind'));

  it('leave out what was fine in both', () => expect(changes.some(({ before: was, after: is }) => was?.severity === 'ok' && is?.severity === 'ok')).toBe(false));

  it('turned round, swap new and gone', () => {
    const back = compareRuns(after, before).counts;
    expect(back.worse).toBe(counts.better);
    expect(back.better).toBe(counts.worse);
    expect(back.same).toBe(counts.same);
  });
});
