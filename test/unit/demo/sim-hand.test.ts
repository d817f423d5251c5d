/**
 * The panel's hand on a simulated Pi, spoken to with the very text the engine sends: it sees units and processes, guards
 * each signal, climbs the ladder, lets nobody else in meanwhile, and keeps its words for a panel that comes back.
 */
import { describe, expect, test } from 'vitest';
import { createSimHand } from '#electron/demo/linux/sim-hand.ts';
import { createSimUnits } from '#electron/demo/linux/sim-units.ts';
import { createHandReader, isHandOpening } from '#electron/demo/ssh/hand-answer.ts';
import { composeHand } from '#electron/supervision/core/compose-hand.ts';
import { readHandEvent } from '#electron/supervision/core/hand-event.ts';
import type { HandPlan, HandRequest } from '#electron/supervision/core/hand-talk.ts';
import { readLook } from '#electron/supervision/core/read-answer.ts';
import { createSimStage } from './sim-stage.ts';

const marker = 'abcd1234';

function stage(restart: 'always' | 'no' = 'always') {
  const made = createSimStage();
  const { time, machine, worker } = made;
  const units = createSimUnits(time.timers);
  units.add({ name: 'w.service', worker, restart, restartMs: 3000, isStarted: true });
  time.advance(4000);
  const hand = createSimHand({ clock: time.clock, timers: time.timers, machine, units, signal: (_pid, name) => { if (name === 'TERM') worker.stop(); else if (name === 'QUIT') worker.quit(); else worker.kill(); return true; } });
  /** As a login's shell hears it, line by line; answers what came back. */
  const open = (request: HandRequest) => {
    const said: unknown[] = [];
    const lines = (composeHand('print("the real hand")\nx = \'quoted\'', marker, request) ?? '').split('\n');
    expect(isHandOpening(lines[0] ?? '')).toBe(true);
    const reader = createHandReader(hand, lines[0] ?? '', (text) => { for (const line of text.split('\n')) if (line !== '') said.push(JSON.parse(line.slice(marker.length + 1))); });
    for (const line of lines.slice(1)) if (!reader.take(line)) break;
    return { said, tell: (word: object) => reader.take(JSON.stringify(word)), close: () => reader.dispose() };
  };
  const guard = () => { const main = worker.main(); if (main === null) throw new Error('not running'); return { pid: main.pid, startTicks: main.startTicks, boot: machine.hardware.bootId }; };
  const run = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 100) {
      time.advance(100);
      for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
    }
  };
  return { ...made, units, hand, open, guard, run };
}

function plan(guard: HandPlan['guard'], phases: HandPlan['phases'], op = 'op-1'): HandPlan {
  return { mode: 'act', op, who: 'ana@laptop', locks: ['systemd-system/w.service'], expiresS: 600, guard, signalBy: { by: 'direct' }, status: { by: 'systemd', unit: 'w.service', scope: null }, phases, release: [] };
}
const rung = (step: 'warm-stop' | 'cold-stop' | 'kill', signal: 'SIGTERM' | 'SIGQUIT' | 'SIGKILL', seconds: number, asks = false) => ({ step, signal, seconds, asks });
const ladder = (...rungs: ReturnType<typeof rung>[]): HandPlan['phases'][number] => ({ do: 'ladder', rungs, hold: [], idle: null });
const stop: HandPlan['phases'][number] = { do: 'acts', step: 'backend-stop', acts: [{ do: 'systemctl', arguments: ['stop', 'w.service'], scope: null, sudo: true, seconds: 30 }], seconds: 30, unlessBackS: 0, detail: 'w.service' };
const wait = (want: 'running' | 'stopped'): HandPlan['phases'][number] => ({ do: 'await', want, seconds: 20, settleS: 1 });
const steps = (said: readonly unknown[]): string[] => said.flatMap((one) => { const event = readHandEvent(one); return event === null ? [] : [event.end === null ? `${event.step?.what ?? ''} ${event.step?.state ?? ''}` : `end ${event.end.state} ${event.end.why}`.trim()]; });

describe('looking', () => {
  test('tells process, unit and sudo in the words the engine reads', () => {
    const { open, guard } = stage();
    const look = readLook(open({ mode: 'look', wantsSudo: true, asks: [{ key: 'w', ...guard(), unit: 'w.service', lock: 'x' }] }).said[0]);
    expect(look?.host).toMatchObject({ uid: 1000, user: 'pi', systemctl: '/usr/bin/systemctl', docker: null });
    expect(look?.answers.get('w')).toMatchObject({ process: { main: { pid: guard().pid }, maySignal: true }, lockedBy: null, raw: { unit: { ActiveState: 'active', KillMode: 'mixed', MainPID: String(guard().pid) } } });
  });
  test('says of another start time that the process is not there', () => {
    const { open, guard } = stage();
    expect(readLook(open({ mode: 'look', wantsSudo: false, asks: [{ key: 'w', pid: guard().pid, startTicks: 1 }] }).said[0])?.answers.get('w')?.process).toBeNull();
  });
});

describe('acting', () => {
  test('restarts: TERM, systemd brings it back, another process stays', async () => {
    const { open, guard, run, worker } = stage();
    const old = guard();
    expect(open(plan(old, [ladder(rung('warm-stop', 'SIGTERM', 30)), { do: 'acts', step: 'backend-restart', acts: [], seconds: 5, unlessBackS: 8, detail: '' }, wait('running')])).said).toEqual([{ started: true }]);
    const panel = open({ mode: 'attach', op: 'op-1', after: 0 });
    await run(12_000);
    expect(steps(panel.said)).toEqual(['warm-stop running', 'warm-stop done', 'backend-restart skipped', 'wait-for-process running', 'wait-for-process done', 'end done']);
    expect(worker.main()?.pid).not.toBe(old.pid);
  });
  test('stops for good, although the unit would bring it back', async () => {
    const { open, guard, run, worker } = stage();
    open(plan(guard(), [ladder(rung('warm-stop', 'SIGTERM', 30)), stop, wait('stopped')]));
    const panel = open({ mode: 'attach', op: 'op-1', after: 0 });
    await run(10_000);
    expect([steps(panel.said).at(-1), worker.main()]).toEqual(['end done', null]);
  });
  test('touches nothing when the process is another than the one shown', async () => {
    const { open, guard, run, worker } = stage();
    open(plan({ ...guard(), startTicks: 7 }, [ladder(rung('warm-stop', 'SIGTERM', 5))]));
    const panel = open({ mode: 'attach', op: 'op-1', after: 0 });
    await run(1000);
    expect([steps(panel.said), worker.isReady()]).toEqual([['end failed process-changed'], true]);
  });
  test('asks before KILL, and obeys a no as long as it takes', async () => {
    const { open, guard, run, worker } = stage('no');
    worker.setCondition('frozen');
    open(plan(guard(), [ladder(rung('kill', 'SIGKILL', 5, true))]));
    const panel = open({ mode: 'attach', op: 'op-1', after: 0 });
    await run(500);
    expect(steps(panel.said)).toEqual(['kill asking']);
    panel.tell({ consent: 'kill', allow: true });
    await run(1500);
    expect([steps(panel.said).at(-1), worker.main()]).toEqual(['end done', null]);
  });
  test('keeps a second panel out, and tells the first one that comes back all that was said', async () => {
    const { open, guard, run } = stage();
    open(plan(guard(), [{ do: 'wait-go', seconds: 60, alone: 'go' }, ladder(rung('warm-stop', 'SIGTERM', 30)), stop, wait('stopped')]));
    const first = open({ mode: 'attach', op: 'op-1', after: 0 });
    expect(open(plan(guard(), [], 'op-2')).said[0]).toMatchObject({ refused: 'locked' });
    first.tell({ go: true });
    await run(1000);
    first.close();
    await run(10_000);
    const again = open({ mode: 'attach', op: 'op-1', after: 0 });
    expect(steps(again.said).at(-1)).toBe('end done');
    expect(steps(open({ mode: 'attach', op: 'op-1', after: 2 }).said).length).toBe(steps(again.said).length - 2);
    expect(open({ mode: 'attach', op: 'unheard', after: 0 }).said[0]).toMatchObject({ absent: true });
  });
  test('is cancelled before the first signal without a trace', async () => {
    const { open, guard, run, worker } = stage();
    open(plan(guard(), [{ do: 'wait-go', seconds: 60, alone: 'go' }, ladder(rung('warm-stop', 'SIGTERM', 30))]));
    const panel = open({ mode: 'attach', op: 'op-1', after: 0 });
    panel.tell({ cancel: true });
    await run(1000);
    expect([steps(panel.said), worker.isReady()]).toEqual([['end cancelled'], true]);
  });
});
