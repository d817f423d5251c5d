/** What a preview comes to: fates counted, rounds, time; options from fields; what is known without asking. */
import { describe, expect, it } from 'vitest';
import { createFormats } from '#renderer/format/create-formats.ts';
import { countdown } from '#renderer/format/countdown.ts';
import { makeWords } from '#test/fakes/make-words.ts';
import { localRefusal, verbsFor } from '#renderer/screens/supervise/local-refusal.ts';
import { initialOptions, ladderPartsOf, optionsOfForm, roundsOf } from '#renderer/screens/supervise/options-form.ts';
import { countFates, countTasks, expectedOfMany, expectedText, gatherWarnings, losesTasks, orderTasks } from '#renderer/screens/supervise/preview-sums.ts';
import { firstOffer, isChosen, memoryOf, missingConsents, noChoices } from '#renderer/screens/supervise/recover-choices.ts';
import { defaultSupervisionOptions, type WorkerPreview } from '#shared/domain/supervision.ts';
import { makeOffers, makeRecoveryPlan, makeWorkerPreview } from '#test/fakes/act-fixtures.ts';
import { failedLink, makeHost, makeWorker } from '#test/fakes/fleet-fixtures.ts';

const at = 1_800_000_000_000;
const host = makeHost({ name: 'pi3', at });
const worker = makeWorker({ name: 'scan@pi3', host, at });
const preview = makeWorkerPreview(worker, 'restart', at, false);
const withTimes = (least: number | null, most: number | null): WorkerPreview => ({ ...preview, expectedMs: { least, most } });
const rolling = (canary: number, batch: number, pauseMs = 0) => ({ canary, batch, stopAtFirstFailure: true, pauseMs });

describe('the fate of tasks', () => {
  it('is counted the gravest first, tasks beyond the list as not known', () => {
    const counted = countFates([{ ...preview, moreTasks: 4 }], 'ifForced');
    expect(counted.map(({ fate }) => fate)).toEqual(['is-lost', 'runs-twice', 'unknown', ...(countTasks([preview]) > 3 ? ['goes-back' as const] : [])]);
    expect(counted.find(({ fate }) => fate === 'unknown')?.count).toBe(4);
  });
  it('calls an act dangerous only when even the gentle way loses something', () => {
    expect(losesTasks([preview])).toBe(false);
    expect(losesTasks([{ ...preview, tasks: preview.tasks?.map((task) => ({ ...task, ifWarm: 'is-lost' as const })) ?? null }])).toBe(true);
  });
  it('lists the running ones first, the longest on top', () => {
    const ordered = orderTasks(preview.tasks ?? []);
    expect(ordered.map(({ phase }) => phase)).toEqual([...ordered.map(({ phase }) => phase)].sort((a, b) => Number(a === 'reserved') - Number(b === 'reserved')));
    expect(ordered[0]?.runningMs).toBe(Math.max(...ordered.map(({ runningMs }) => runningMs ?? 0)));
  });
  it('says a warning once with how many it concerns', () => expect(gatherWarnings([{ ...preview, warnings: ['acks-unknown'] }, { ...preview, warnings: ['acks-unknown', 'last-consumer'] }])).toEqual([{ warning: 'acks-unknown', workers: 2 }, { warning: 'last-consumer', workers: 1 }]));
});

describe('rounds and time', () => {
  it('send the canary alone, then batches, the last one smaller', () => {
    expect(roundsOf(8, rolling(1, 3))).toEqual([1, 3, 3, 1]);
    expect(roundsOf(2, rolling(5, 3))).toEqual([2]);
    expect(roundsOf(4, rolling(0, 2))).toEqual([2, 2]);
  });
  it('add the slowest of each round and the pauses between, and stay unsayable when one is', () => {
    const three = [withTimes(1000, 4000), withTimes(2000, 9000), withTimes(3000, 5000)];
    expect(expectedOfMany(three, rolling(1, 2, 500))).toEqual({ least: 1000 + 500 + 3000, most: 4000 + 500 + 9000 });
    expect(expectedOfMany([...three, withTimes(1000, null)], rolling(1, 2))).toEqual({ least: 1000 + 3000 + 1000, most: null });
  });
  it('is told without a figure nobody measured', () => {
    const t = makeWords('en').getFixedT('en', 'supervise');
    const formats = createFormats('en');
    expect([expectedText(t, formats, { least: null, most: null }), expectedText(t, formats, { least: 2000, most: null }), expectedText(t, formats, { least: 2000, most: 120_000 })].map((text) => text.replaceAll('\u00a0', ' '))).toEqual(['cannot be said', '2 s or more', '2 s to 2 min']);
  });
  it('counts down second by second', () => expect([1, 59_001, 67_000, 7_500_000, -5].map((ms) => countdown(createFormats('en'), ms).replaceAll('\u00a0', ' '))).toEqual(['1 s', '1 min 00 s', '1 min 07 s', '2 h 05 min', '0 s']));
});

describe('the options', () => {
  it('come back from their fields unchanged', () => expect(optionsOfForm(initialOptions()).options).toEqual(defaultSupervisionOptions));
  it('name what is wrong and build nothing then', () => expect(optionsOfForm({ ...initialOptions(), warmS: '1e3', batch: '0', canary: '101', pauseS: ' 5 ' })).toEqual({ options: null, wrong: ['warmS', 'canary', 'batch'] }));
  it('show the ladder only to verbs that climb it', () => expect((['start', 'stop', 'restart', 'pause-intake', 'resume-intake', 'drain'] as const).map(ladderPartsOf)).toEqual(['none', 'whole', 'whole', 'none', 'none', 'waiting']));
});

describe('what is known without asking', () => {
  const lost = failedLink(host, { code: 'host-unreachable', at: 'pi@pi3:22', because: 'no-route' }, at);
  const dead = makeWorker({ name: 'w2@pi3', host, at, kind: 'crashed' });
  it('refuses before the click', () => {
    expect(localRefusal('restart', worker, host, true)).toBe('read-only');
    expect(localRefusal('restart', worker, null, false)).toBe('host-unknown');
    expect(localRefusal('restart', worker, lost, false)).toBe('host-not-connected');
    expect(localRefusal('start', worker, host, false)).toBe('already-running');
    expect(localRefusal('stop', dead, host, false)).toBe('not-running');
    expect(localRefusal('pause-intake', { ...worker, broker: null }, host, false)).toBe('broker-not-connected');
  });
  it('lets a dead worker be started and restarted', () => expect([localRefusal('start', dead, host, false), localRefusal('restart', dead, host, false)]).toEqual([null, null]));
  it('offers to resume what is paused', () => expect(verbsFor(makeWorker({ name: 'w@pi3', host, at, kind: 'idle', reason: 'intake-paused' }))).toEqual(['start', 'stop', 'restart', 'resume-intake', 'drain']));
});

describe('a recovery', () => {
  const target = { kind: 'worker' as const, worker: worker.key };
  it('begins with what the verdict asks for and can run, then with what fits', () => {
    const offers = makeOffers(target, at, false);
    expect(firstOffer(offers)?.playbook).toBe('dead-worker');
    expect(firstOffer(offers.filter(({ fits }) => fits !== 'yes'))?.playbook).toBe('oom-loop');
    expect(firstOffer(offers.filter(({ fits }) => fits === 'no'))).toBeNull();
  });
  it('waits for each consent and for the task it is about', () => {
    const plan = makeRecoveryPlan({ playbook: 'dead-worker', target, choices: noChoices }, worker, at, false);
    expect(missingConsents(plan, new Set())).toEqual(['run-twice']);
    expect(missingConsents(plan, new Set(['run-twice']))).toEqual([]);
    const stuck = { ...plan, request: { ...plan.request, playbook: 'stuck-task' as const }, options: { tasks: [{ task: 'a' as never, name: null, runtimeMs: null }], files: [], memory: null } };
    expect([isChosen(stuck, noChoices), isChosen(stuck, { ...noChoices, task: 'a' as never })]).toEqual([false, true]);
  });
  it('reads megabytes in the unit Celery counts in', () => expect(['', '200', '9', '1e3', '62501'].map(memoryOf)).toEqual([null, 204_800, 'bad', 'bad', 'bad']));
});
