/** Operations in the window: the replica, what the strip shows, the present step, how the end is told. */
import { describe, expect, it } from 'vitest';
import { createFormats } from '#renderer/format/create-formats.ts';
import { endText, missingText, operationTitle, outcomeText, type OperationTongue } from '#renderer/format/describe-operation.ts';
import { makeWords } from '#test/fakes/make-words.ts';
import { applyOperationChange, emptyOperations } from '#renderer/state/operation-replica.ts';
import { countUnderWay, listOperations, presentStep, progressOf, stripOf } from '#renderer/state/selectors/operations.ts';
import type { Operation } from '#shared/domain/operation.ts';
import { startOperationScript } from '#test/fakes/operation-script.ts';

const words = makeWords('en');
const tongue: OperationTongue = { t: words.getFixedT('en', 'operations'), tSupervise: words.getFixedT('en', 'supervise'), tRecovery: words.getFixedT('en', 'recovery'), formats: createFormats('en') };
const plain = (text: string | null): string => (text ?? '').replaceAll(/[\u2066-\u2069]/g, '').replaceAll('\u00a0', ' ');

/** Carries a scripted ladder to its end (or to where it asks) and keeps every state told. */
function told(change: Partial<Parameters<typeof startOperationScript>[0]> = {}): Operation[] {
  const all: Operation[] = [];
  const waiting: (() => void)[] = [];
  let now = 1000;
  startOperationScript({ id: 'op-1', kind: 'restart', targets: [{ host: null, worker: null, label: 'scan@pi3' }], words: ['look', 'warm-stop', 'kill', 'backend-start', 'verify'], stepMs: 10, end: 'ok', now: () => (now += 10), after: (_ms, run) => void waiting.push(run), tell: (operation) => all.push(operation), ...change });
  for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) run();
  return all;
}
const last = (all: readonly Operation[]): Operation => all.at(-1) as Operation;
const stateOf = (operations: readonly Operation[], read: readonly string[] = []) => ({ operations: applyOperationChange(emptyOperations, { kind: 'all', operations: [...operations] }), operationsRead: new Set(read as Operation['id'][]) });

describe('the replica', () => {
  it('takes the whole list, then what changed, and keeps the identity of the rest', () => {
    const one = last(told());
    const two = { ...one, id: 'op-2' as Operation['id'] };
    const first = applyOperationChange(emptyOperations, { kind: 'all', operations: [one, two] });
    const next = applyOperationChange(first, { kind: 'changed', operations: [{ ...two, state: 'failed' }], gone: [] });
    expect([next.operations.get(one.id) === one, next.operations.get(two.id)?.state]).toEqual([true, 'failed']);
    expect([...applyOperationChange(next, { kind: 'changed', operations: [], gone: [one.id] }).operations.keys()]).toEqual(['op-2']);
  });
});

describe('the strip', () => {
  const running = { ...(told()[2] as Operation), id: 'r' as Operation['id'] };
  const done = { ...last(told()), id: 'd' as Operation['id'] };
  const bad = { ...last(told({ end: 'unverified' })), id: 'b' as Operation['id'] };
  const asking = { ...last(told({ asksAt: 'kill' })), id: 'a' as Operation['id'] };
  it('shows who asks first, then what runs, then what ended badly; never what went well', () => expect(stripOf(stateOf([done, bad, running, asking])).map(({ id }) => id)).toEqual(['a', 'r', 'b']));
  it('lets go of what was read', () => expect(stripOf(stateOf([bad], ['b']))).toEqual([]));
  it('counts what is under way, and lists it before what has ended', () => {
    expect(countUnderWay(stateOf([done, running, asking]))).toBe(2);
    expect(listOperations([done, running])[0]?.id).toBe('r');
  });
  it('looks at the step that asks', () => expect(presentStep(asking)?.what).toBe('kill'));
  it('counts the targets that need nothing more', () => expect(progressOf({ outcomes: [...done.outcomes, ...running.outcomes] })).toEqual({ done: 1, total: 2 }));
});

describe('the words', () => {
  it('name the verb and the worker, many by their number, a playbook by its name', () => {
    const one = last(told());
    expect(plain(operationTitle(tongue, one))).toBe('Restart scan@pi3');
    expect(plain(operationTitle(tongue, { ...one, targets: [...one.targets, ...one.targets] }))).toBe('Restart 2 workers');
    expect(plain(operationTitle(tongue, { ...one, kind: 'playbook', subject: 'deaf-worker' }))).toBe('Wake a deaf worker: scan@pi3');
    expect(plain(operationTitle(tongue, { ...one, kind: 'playbook', subject: 'no such' }))).toBe('Recover: scan@pi3');
  });
  it('say verified only with the time of the proof, and what is missing otherwise', () => {
    expect(plain(endText(tongue, last(told())))).toBe('Verified in 3.2 s');
    const bad = last(told({ end: 'unverified' }));
    expect(plain(endText(tongue, bad))).toBe('Not verified');
    expect(plain(missingText(tongue, bad.outcomes[0]?.missing ?? []))).toBe('Missing: it was not heard on Redis and it does not wait for work (BRPOP).');
    expect(plain(outcomeText(tongue, 'unacked', { state: 'done', tookMs: 90 }))).toBe('Done in 90 ms');
  });
  it('count the ends of many', () => expect(plain(endText(tongue, { kind: 'stop', state: 'failed', outcomes: [...last(told()).outcomes, ...last(told({ end: 'failed' })).outcomes, ...last(told({ end: 'failed' })).outcomes] }))).toBe('1 verified and 2 failed'));
  it('show a label that would turn the sentence around as data', () => expect(operationTitle(tongue, { ...last(told()), targets: [{ host: null, worker: null, label: '\u202egnp@pi' }] })).toBe('Restart \u2068\\u202egnp@pi\u2069'));
});
