/** The verbs that act, without a host: which worker a name means, what is shown before, how it ends. */
import { describe, expect, it } from 'vitest';
import { endText, exitOfOperation, operationReport, planText, previewReport, previewText } from '#electron/cli/core/act-text.ts';
import { allowedByName, optionsOf } from '#electron/cli/core/allowed-steps.ts';
import { followOperation } from '#electron/cli/follow-operation.ts';
import { chooseWorkers } from '#electron/cli/core/choose-targets.ts';
import type { Operation } from '#shared/domain/operation.ts';
import { makePreview, makeRecoveryPlan } from '#test/fakes/act-fixtures.ts';
import { makeHost, makeSnapshot, makeWorker } from '#test/fakes/fleet-fixtures.ts';
import { startOperationScript } from '#test/fakes/operation-script.ts';

const at = 1_800_000_000_000;
const [one, two] = [makeHost({ name: 'pi-1', at }), makeHost({ name: 'pi-2', at })];
const workers = [makeWorker({ name: 'scan@pi-1', host: one, at }), makeWorker({ name: 'scan@pi-2', host: two, at }), makeWorker({ name: 'mail@pi-2', host: two, at }), makeWorker({ name: 'same', host: one, at }), makeWorker({ name: 'same', host: two, at })];
const fleet = makeSnapshot(at, { hosts: [one, two], workers });
const named = (targets: readonly string[]): readonly string[] | string => {
  const chosen = chooseWorkers(fleet, targets);
  return chosen.ok ? chosen.value.map(({ key }) => key) : `${chosen.error.problem} ${chosen.error.target}`;
};

describe('CL8 a target', () => {
  it('is a worker by its name, by the node’s own part of it, or within a host', () => {
    expect(named(['scan@pi-1', 'mail'])).toEqual([workers[0]?.key, workers[2]?.key]);
    expect(named(['pi-2/scan@pi-2', 'pi-2/scan'])).toEqual([workers[1]?.key]);
    expect(named(['pi-1/same'])).toEqual([workers[3]?.key]);
  });
  it('is a host for all of it, each worker once', () => expect(named(['pi-2', 'mail@pi-2'])).toEqual([workers[1]?.key, workers[2]?.key, workers[4]?.key]));
  it('is refused when nobody or several are called so, never guessed', () => {
    expect([named(['nobody']), named(['scan']), named(['same']), named(['pi-1/mail'])]).toEqual(['none nobody', 'several scan', 'several same', 'none pi-1/mail']);
  });
});

describe('CL8 the preview', () => {
  it('says what becomes of the tasks and leaves out with the lines that would allow it', () => {
    const preview = makePreview('restart', [workers[0], workers[1]].flatMap((worker) => worker ?? []), at, (worker) => worker.name === 'scan@pi-2');
    const text = previewText(preview, 'en', ({ host }) => host ?? '', () => 'No rule.');
    expect(text).toContain('scan@pi-1 (h-pi-1, systemd celery-scan.service)\n    stopped in time: 3 finished');
    expect(text).toContain('scan@pi-2 (h-pi-2, systemd celery-scan.service): left out. No rule.\n    put these lines into /etc/sudoers.d/fleetbeat:\n      pi ALL=(root) NOPASSWD:');
    expect(JSON.parse(JSON.stringify(previewReport(preview)))).toMatchObject({ verb: 'restart', canRun: true, workers: [{ name: 'scan@pi-1', allowed: true }, { name: 'scan@pi-2', allowed: false, because: 'needs-sudo' }] });
  });
  it('lets no escape of a Pi reach the terminal', () => {
    const hostile = makeWorker({ name: 'a\u001b[2J\u202e@x', host: one, at, unit: '\u001b]0;x\u0007' });
    const text = previewText(makePreview('stop', [hostile], at, () => false), 'fr', () => '\u009bm', () => '');
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(text)).toBe(false);
  });
  it('of a recovery names each step, what does not hold and what must be agreed to', () => {
    const plan = makeRecoveryPlan({ playbook: 'dead-worker', target: { kind: 'worker', worker: workers[0]?.key as never }, choices: { task: null, tags: [], files: [], maxMemoryPerChildKiB: null } }, workers[0] ?? null, at, true);
    expect(planText(plan, 'en')).toContain('! worker-dead: not-met');
    expect(planText(plan, 'en')).toContain('3. start: sudo -n systemctl --no-block start celery-scan.service');
    expect(planText(plan, 'en')).toContain('(run-twice)');
  });
});

describe('CL11 the end', () => {
  const ended = (end: 'ok' | 'unverified' | 'failed'): Operation => {
    let last: Operation | null = null;
    const waiting: (() => void)[] = [];
    startOperationScript({ id: 'op', kind: 'restart', targets: [{ host: null, worker: null, label: 'scan@pi-1\u001b' }], words: ['look', 'verify'], stepMs: 1, end, now: () => at, after: (_ms, run) => void waiting.push(run), tell: (operation) => { last = operation; } });
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) run();
    if (last === null) throw new Error('told nothing');
    return last;
  };
  it('is 0 only with the proof, 1 without, 2 failed, 130 cancelled', () => expect([ended('ok'), ended('unverified'), ended('failed'), { state: 'cancelled' as const }].map(exitOfOperation)).toEqual([0, 1, 2, 130]));
  it('says in how long it was verified, or what is missing', () => {
    expect(endText(ended('ok'), 'en', () => '')).toBe('scan@pi-1�: verified in 3.2 s\n');
    expect(endText(ended('unverified'), 'fr', () => '')).toBe('scan@pi-1�: non vérifié; il manque: il n’a pas été entendu sur Redis, il n’attend pas de travail (BRPOP)\n');
    expect(endText(ended('failed'), 'en', () => 'Why.')).toBe('scan@pi-1�: failed. Why.\n');
  });
  it('is the same for a machine', () => expect(JSON.parse(JSON.stringify(operationReport(ended('ok'))))).toMatchObject({ kind: 'restart', state: 'done', targets: [{ state: 'done', tookMs: 3240, missing: [] }], steps: [{ what: 'look', state: 'done' }, { what: 'verify', state: 'done' }] }));
});

describe('CL10 what is grave', () => {
  const plain = { batch: 1, canary: 1 };
  it('is allowed by its own name only', () => {
    const grave = ['kill', 'cold-stop', 'warm-stop', 'backend-stop'] as const;
    expect([plain, { ...plain, kill: true as const }, { ...plain, cold: true as const }].map((options) => grave.filter(allowedByName(options)))).toEqual([[], ['kill'], ['cold-stop']]);
    expect([optionsOf(plain).ladder.cold === 'allow', optionsOf({ ...plain, kill: true }).ladder.cold === 'allow', optionsOf({ ...plain, cold: true }).ladder.cold]).toEqual([false, false, 'allow']);
  });
  it.each([[plain, false], [{ ...plain, kill: true as const }, true]])('without a terminal a step that asks is answered by the options alone: %j gives %s', async (options, allow) => {
    const answers: unknown[] = [];
    let tell: (change: unknown) => void = () => undefined;
    const operation = (state: string, step: string): unknown => ({ operations: [{ id: 'op', state, targets: [], steps: [{ id: 's1', what: 'kill', state: step, target: null, detail: '' }], outcomes: [] }] });
    const engine = {
      events: { 'operations.changed': (_params: unknown, emit: (change: unknown) => void) => { tell = emit; emit(operation('running', 'asking-consent')); return () => undefined; } },
      handlers: { 'operations.consent': async (answer: { allow: boolean }) => { answers.push(answer.allow); tell(operation('done', 'done')); return { ok: true }; } },
    };
    const context = { language: 'en', ending: new AbortController().signal, input: { isTTY: false }, err: { isTTY: false, write: () => true }, out: { write: () => true } };
    await followOperation(context as never, engine as never, 'op' as never, { isQuiet: true, allows: allowedByName(options) });
    expect(answers).toEqual([allow]);
  });
});
