/**
 * What the hand of the panel would see and do on a simulated Pi: processes and units looked at, and plans carried out
 * alone, one at a time on each unit. Speaks the words of the real one, for systemd and signals; other backends do not
 * exist on a simulated Pi, and are said to be missing.
 */
import { fieldsOf, sendGuarded, showUnit, wordOf, type Fields, type HandPlace } from './hand-place.ts';
import { createSimAct, type SimAct } from './sim-act.ts';
import { mend } from './sim-mender.ts';
import type { SimMachine } from './sim-machine.ts';
import type { SimProcess } from './sim-process.ts';

export type SimHand = {
  /** One answer, for everything but `attach`; the mender comes through the same door. */
  answer(request: Fields): Fields;
  act(op: string): SimAct | null;
  dispose(): void;
};

const kept: ReadonlySet<string> = new Set(['INVOCATION_ID', 'REMAP_SIGTERM', 'SUPERVISOR_PROCESS_NAME']);
const lingerMs = 120_000;

export function createSimHand(place: HandPlace): SimHand {
  const { machine } = place;
  const acts = new Map<string, SimAct>();
  const locks = new Map<string, SimAct>();
  const owned = new Set<Disposable>();

  function begin(plan: Fields): Fields {
    const names = (Array.isArray(plan['locks']) ? plan['locks'] : []).map(wordOf);
    const holder = names.flatMap((name) => locks.get(name) ?? [])[0];
    if (holder !== undefined) return { refused: 'locked', about: JSON.stringify(holder.holder()) };
    const act = createSimAct(place, plan, () => {
      for (const name of names) locks.delete(name);
      const timer = place.timers.after(lingerMs, () => { owned.delete(timer); acts.delete(wordOf(plan['op'])); });
      owned.add(timer);
    });
    for (const name of names) locks.set(name, act);
    acts.set(wordOf(plan['op']), act);
    act.start();
    return { started: true };
  }

  return {
    act: (op) => acts.get(op) ?? null,
    answer(request) {
      if (typeof request['do'] === 'string') return mend(place, request);
      switch (request['mode']) {
        case 'look': return look(place, request, (name) => locks.get(name)?.holder() ?? null);
        case 'act': return begin(request);
        case 'signal': return { result: sendGuarded(place, request, wordOf(request['signal'])) };
        case 'attach': return { absent: true, boot: machine.hardware.bootId };
        default: return { refused: 'unknown' };
      }
    },
    dispose() {
      for (const timer of owned) timer[Symbol.dispose]();
      for (const act of acts.values()) act.dispose();
      owned.clear();
      acts.clear();
    },
  };
}

function look(place: HandPlace, request: Fields, holderOf: (lock: string) => Fields | null): Fields {
  const { machine } = place;
  const asks = (Array.isArray(request['asks']) ? request['asks'] : []).slice(0, 400).map(fieldsOf);
  return {
    boot: machine.hardware.bootId, uid: 1000, user: 'pi', systemctl: '/usr/bin/systemctl', docker: null, python: machine.hardware.python.split('.').slice(0, 2).join('.'),
    // As Raspberry Pi OS sets up its first account.
    sudo: request['wantsSudo'] === true ? ['(ALL : ALL) ALL', '(ALL) NOPASSWD: ALL'] : null,
    answers: asks.map((ask) => ({ key: ask['key'], ...lookProcess(machine, ask), ...lookBackend(place, ask, holderOf) })),
  };
}

function lookProcess(machine: SimMachine, ask: Fields): Fields {
  if (typeof ask['pid'] !== 'number') return {};
  const found = machine.find(ask['pid']);
  if (found === null || (ask['startTicks'] !== undefined && found.startTicks !== ask['startTicks'])) return { process: null };
  const parent = machine.find(found.plan.ppid);
  return {
    process: layerOf(found), chain: parent === null ? [] : [layerOf(parent)], environment: Object.fromEntries(found.plan.env.filter(([name]) => kept.has(name))),
    children: machine.childrenOf(found.pid).map((child) => [child.pid, child.startTicks]), maySignal: found.plan.uid === 1000, canCapture: false, outputs: [found.plan.output, found.plan.output],
  };
}

function layerOf({ pid, startTicks, plan, state }: SimProcess): Fields {
  return { pid, startTicks, state: state(), parent: plan.ppid, uid: plan.uid, user: plan.user, argv: plan.argv, cgroup: [`0::${plan.cgroup}`], nspid: [pid] };
}

function lookBackend({ units }: HandPlace, ask: Fields, holderOf: (lock: string) => Fields | null): Fields {
  const answer: Record<string, unknown> = {};
  if (typeof ask['unit'] === 'string') answer['unit'] = ask['scope'] === null || ask['scope'] === undefined ? showUnit(units, ask['unit']) : { error: 'Failed to connect to bus: No medium found' };
  if (ask['program'] !== undefined) answer['program'] = { error: 'no such file' };
  if (ask['container'] !== undefined) answer['container'] = { error: 'docker: not found' };
  if (ask['socket'] !== undefined) answer['socket'] = 'absent';
  if (ask['supervisor'] !== undefined) answer['supervisor'] = { alive: false, maySignal: false, canCapture: false, children: [] };
  if (typeof ask['lock'] === 'string') answer['lockedBy'] = holderOf(ask['lock']);
  return answer;
}
