/** Actions in words and the filter of the journal: what changed, figures that are names, hostile names as data. */
import { describe, expect, it } from 'vitest';
import { createFormats } from '#renderer/format/create-formats.ts';
import { makeWords } from '#test/fakes/make-words.ts';
import { actionTitle, changesOf, changeText, targetText } from '#renderer/screens/journal/action-words.ts';
import { filterOf, initialJournalView, isFiltered, journalKinds } from '#renderer/screens/journal/journal-filter.ts';
import { ActionFilter, type Action } from '#shared/domain/action.ts';
import { makeScene } from '#test/fakes/fleet-scenes.ts';
import { makeActions } from '#test/fakes/act-fixtures.ts';

const at = 1_800_000_000_000;
const words = makeWords('en');
const t = words.getFixedT('en', 'operations');
const tRecovery = words.getFixedT('en', 'recovery');
const formats = createFormats('en');
const actions = makeActions(makeScene('sick', at), at);
const action = (kind: Action['kind']): Action => actions.find((one) => one.kind === kind) as Action;
const plain = (text: string): string => text.replaceAll(/[\u2066-\u2069]/g, '');

describe('an action', () => {
  it('is named by what it did, finer where it has several kinds', () => expect([action('restart'), action('control'), action('playbook')].map((one) => plain(actionTitle(t, tRecovery, one)))).toEqual(['Restarted', 'Control: pool-grow', 'Recovered: Start a dead worker']));
  it('tells only what differs, and a pid without thousands', () => expect(changesOf(action('restart')).map((change) => plain(changeText(t, formats, change)))).toEqual(['pid: 812 → 2044', 'verdict: deaf → working']));
  it('names the nearest target, or the fleet', () => {
    expect(plain(targetText(t, action('restart')))).toBe('scan@pi-atelier');
    const { target } = action('restart');
    expect(targetText(t, { target: { ...target, workerName: null, queue: null, hostName: null, brokerLabel: null } })).toBe('the fleet');
    expect(targetText(t, { target: { ...target, workerName: 'a\u202eb\n' } })).toBe('\u2068a\\u202eb\\n\u2069');
  });
});

describe('the filter', () => {
  it('is one the contract accepts, whatever is chosen', () => {
    for (const kinds of journalKinds) for (const since of ['all', 'day', 'week', 'month'] as const) ActionFilter.parse(filterOf({ ...initialJournalView, kinds, since, outcome: 'failed', search: 'x'.repeat(900) }, at));
  });
  it('knows when it hides something', () => expect([isFiltered(initialJournalView), isFiltered({ ...initialJournalView, search: ' ' }), isFiltered({ ...initialJournalView, since: 'day' })]).toEqual([false, false, true]));
});
