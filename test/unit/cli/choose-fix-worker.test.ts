import { expect, test } from 'vitest';
import { afterFixText } from '#electron/cli/core/fix-text.ts';
import { chooseFixWorker, type WantedFix } from '#electron/cli/core/choose-fix-worker.ts';
import { HostId, WorkerKey, WorkerName } from '#shared/domain/ids.ts';
import { workerView } from '#test/fakes/fleet-views.ts';

const host = HostId.parse('h1');
const worker = (name: string, on = host, isRunning = true) => workerView({ key: WorkerKey.parse(`${on}/${name}`), name: WorkerName.parse(name), host: on, ...(isRunning ? {} : { process: null }) });
const wanted = (change: Partial<WantedFix> = {}): WantedFix => ({ host, worker: null, fix: { id: 'pool-shrink', args: {} }, label: 'pi-atelier', ...change });
const two = [worker('scan@pi'), worker('insert@pi'), worker('gone@pi', host, false), worker('far@pi2', HostId.parse('h2'))];

test('FX13 a finding of the host is mended at the worker named, or at the only one', () => {
  expect(chooseFixWorker(wanted(), two, 'insert@pi')).toEqual([wanted({ worker: WorkerKey.parse('h1/insert@pi'), label: 'pi-atelier insert@pi' })]);
  expect(chooseFixWorker(wanted(), [worker('scan@pi')], undefined)).toMatchObject([{ worker: 'h1/scan@pi' }]);
});

test('FX13 without a name among several, and with one that nobody bears, the choices are those that run here', () => {
  expect(chooseFixWorker(wanted(), two, undefined)).toEqual([wanted({ choices: ['scan@pi', 'insert@pi'] })]);
  expect(chooseFixWorker(wanted(), two, 'nobody@pi')).toMatchObject([{ choices: ['scan@pi', 'insert@pi'] }]);
  expect(chooseFixWorker(wanted(), [], undefined)).toMatchObject([{ choices: [] }]);
});

test('FX13 a worker of another host is meant there only; what is of no worker asks for none; a worker\u2019s own finding is its own', () => {
  expect(chooseFixWorker(wanted(), two, 'far@pi2')).toEqual([]);
  expect(chooseFixWorker(wanted({ fix: { id: 'overcommit-memory', args: {} } }), two, undefined)).toEqual([wanted({ fix: { id: 'overcommit-memory', args: {} } })]);
  const own = wanted({ worker: WorkerKey.parse('h1/scan@pi') });
  expect([chooseFixWorker(own, two, undefined), chooseFixWorker(own, two, 'scan@pi'), chooseFixWorker(own, two, 'insert@pi')]).toEqual([[own], [own], []]);
});

test('FX13 what became of the finding is said in three words, a blind check never as gone', () => {
  const said = (now: 'gone' | 'there' | 'unknown', language: 'en' | 'fr') => afterFixText({ check: 'CFG-01', now, scoreBefore: 49, scoreAfter: now === 'unknown' ? null : 62 }, language);
  expect([said('gone', 'en'), said('there', 'en'), said('unknown', 'en')]).toEqual(['CFG-01: gone. Score 49 -> 62.\n', 'CFG-01: still there. Score 49 -> 62.\n', 'CFG-01: could not be judged again. Score 49 -> –.\n']);
  expect(said('unknown', 'fr')).toContain('pas pu être jugé');
});
