/**
 * What every way of supervising must do, on the real thing: found, stopped, started, restarted, drained under load, with every
 * task counted by itself. `rounds`: FLEETBEAT_ROUNDS, one without it.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '#shared/domain/operation.ts';
import { defaultLadder, type SupervisionVerb } from '#shared/domain/supervision.ts';
import type { PanelClient } from '#test/lab/panel.ts';
import type { LabPi } from '#test/lab/start-lab.ts';
import { act, counted, mainsOf, operationOf, previewOf, publish, told, workerNamed, wrong } from '#test/lab/supervision-kit.ts';
import type { Supervised } from '#test/lab/supervised-workers.ts';
import { waitFor } from '#test/lab/wait-for.ts';

export type SuiteNeeds = { readonly pi: () => LabPi; readonly panel: () => PanelClient; readonly rounds: number; readonly say: (line: string) => void };

const tasks = 200;
const roundMs = 180_000;
/** Both children together take twenty-five seconds for a queue: every verb meets it half eaten, on a slow machine too. */
const taskSeconds = 0.25;

export function supervisionSuite(worker: Supervised, needs: SuiteNeeds): void {
  const node = (): string => `${worker.name}@${needs.pi().name}`;
  const took: Record<string, number[]> = {};
  // what the tasks say of themselves, and what the previews said would become of them
  const sums = { rounds: 0, tasks: 0, lost: 0, twice: 0, listed: 0, named: 0 };

  const verb = async (name: SupervisionVerb): Promise<Operation> => {
    const preview = await previewOf(needs.panel(), { verb: name, workers: [node()] });
    expect(preview.workers[0]?.ability).toMatchObject({ isAllowed: true });
    const listed = preview.workers[0]?.tasks ?? [];
    const forced = listed.filter(({ ifWarm }) => ifWarm === 'is-lost' || ifWarm === 'runs-twice');
    sums.listed += listed.length;
    sums.named += forced.length;
    expect(forced).toEqual([]);
    const operation = await act(needs.panel(), { verb: name, workers: [node()] });
    expect(operation.state, told(operation)).toBe('done');
    (took[name] ??= []).push(operation.outcomes[0]?.tookMs ?? Number.NaN);
    return operation;
  };

  describe(`${worker.kind}`, () => {
    beforeAll(async () => {
      await worker.setUp(needs.pi());
      await needs.panel().until(`${node()} to be judged`, (fleet) => {
        // heard of through Redis before its process was found, it is two records for a moment
        const known = fleet.workers.filter((one) => one.name === node());
        return known.length === 1 && known[0]?.process !== null && known[0]?.verdict.kind === 'idle';
      }, 90_000);
    }, 300_000);

    test('SU-1 the backend is found from the pid', async () => {
      const seen = await needs.panel().call('supervision.describe', { worker: workerNamed(needs.panel(), node()).key });
      expect(seen.backend.kind).toBe(worker.kind);
      expect(seen.backend.name).toMatch(worker.label);
      expect(seen.process?.pid).toBe((await mainsOf(needs.pi(), worker.name))[0]);
      expect(seen.abilities.filter(({ isAllowed }) => isAllowed).map((one) => one.verb)).toEqual(['stop', 'restart', 'pause-intake', 'resume-intake', 'drain']);
    });

    test(`SU-2 restart, stop, start, drain under ${String(tasks)} tasks lose and double none, ${String(needs.rounds)} times`, async () => {
      try {
        for (let round = 0; round < needs.rounds; round += 1) await oneRound(`${worker.name}-${String(round)}`);
      } finally {
        tell();
      }
    }, roundMs * needs.rounds + 60_000);

    if (worker.starts !== undefined) {
      test(`SU-24 stopped with full hands it is not begun anew in its own wake, ${String(needs.rounds)} times`, async () => {
        for (let round = 0; round < needs.rounds; round += 1) await fullHands(`${worker.name}-full-${String(round)}`);
      }, 120_000 * needs.rounds);
    }
  });

  /** Its hands are full when it is told: it ends by itself, and what its supervisor starts in that moment must take nothing. */
  async function fullHands(run: string): Promise<void> {
    const pi = needs.pi();
    await publish(pi, run, 60, { queue: worker.name, seconds: taskSeconds });
    await waitFor(`tasks of ${run}`, async () => (await counted(pi, run)).ended.size >= 5, { deadlineMs: 60_000, everyMs: 50 });
    const operation = await act(needs.panel(), { verb: 'stop', workers: [node()], options: { ladder: { ...defaultLadder, pauseFirst: false } } }, 150_000);
    expect(operation.state, told(operation)).toBe('done');
    expect(await mainsOf(pi, worker.name)).toEqual([]);
    const { began, ended } = await counted(pi, run);
    expect([...began.keys()].filter((number) => !ended.has(number))).toEqual([]);
    expect(ended.size).toBeLessThan(60);
    needs.say(`${worker.kind}: stopped with full hands in ${String(operation.outcomes[0]?.tookMs)} ms`);
    await verb('start');
    await waitFor(`60 tasks of ${run} to be over`, async () => (await counted(pi, run)).ended.size >= 60, { deadlineMs: 60_000, everyMs: 200 }).catch(() => undefined);
    // Celery 5.2 itself may give back a late task that it has just ended, when it is told to stop in the middle of its work
    const { lost, doubled } = wrong(await counted(pi, run), 60);
    expect({ lost, doubled: doubled.filter((number) => number % 2 === 0) }).toEqual({ lost: [], doubled: [] });
  }

  /** Said also when a round failed: how far it came, and what the tasks counted until then. */
  function tell(): void {
    const line = Object.entries(took).map(([name, all]) => `${name} ${(all.reduce((sum, one) => sum + one, 0) / all.length / 1000).toFixed(1)} s (longest ${(Math.max(...all) / 1000).toFixed(1)})`);
    const { rounds, lost, twice, listed, named } = sums;
    needs.say(`${worker.kind}: ${String(rounds)} of ${String(needs.rounds)} rounds, ${String(sums.tasks)} tasks, ${String(lost)} lost, ${String(twice)} run twice; previews listed ${String(listed)} tasks and named ${String(named)} as lost or run twice; ${line.join(', ')}`);
  }

  async function oneRound(run: string): Promise<void> {
    const pi = needs.pi();
    const soFar = async (): Promise<number> => (await counted(pi, run)).ended.size;
    const underWay = (least: number): Promise<unknown> => waitFor(`${String(least)} tasks of ${run}`, async () => (await soFar()) >= least, { deadlineMs: 60_000, everyMs: 50 });
    const [old] = await mainsOf(pi, worker.name);
    await publish(pi, run, tasks, { queue: worker.name, seconds: taskSeconds });
    await underWay(5);
    const restarted = await verb('restart');
    const [fresh, ...more] = await mainsOf(pi, worker.name);
    expect(more).toEqual([]);
    expect(fresh).not.toBe(old);
    expect((await operationOf(needs.panel(), restarted.id)).steps.at(-1)?.detail).toBe(`pid ${String(fresh)}`);
    await underWay((await soFar()) + 5);
    const starts = await worker.starts?.(pi);
    await verb('stop');
    expect(await mainsOf(pi, worker.name)).toEqual([]);
    // a worker with empty hands is not started once more on its way down
    expect(await worker.starts?.(pi)).toBe(starts);
    const stoppedAt = await soFar();
    expect(stoppedAt).toBeLessThan(tasks);
    await verb('start');
    await underWay(stoppedAt + 5);
    await verb('drain');
    const drainedAt = await soFar();
    expect(drainedAt).toBeLessThan(tasks);
    const { began, ended } = await counted(pi, run);
    expect(began.size).toBe(ended.size);
    await verb('resume-intake');
    await waitFor(`${String(tasks)} tasks of ${run} to be over`, async () => (await soFar()) >= tasks, { deadlineMs: 60_000, everyMs: 200 }).catch(() => undefined);
    const { lost, doubled } = wrong(await counted(pi, run), tasks);
    sums.rounds += 1;
    sums.tasks += tasks;
    sums.lost += lost.length;
    sums.twice += doubled.length;
    expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
  }
}
