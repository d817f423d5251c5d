/**
 * One plan of the panel's hand, carried out on a simulated Pi: waits for the go, climbs the ladder, lets systemd act, and
 * waits for the process. Its words are numbered and kept, so that a panel that comes back hears them all.
 */
import { fieldsOf, sendGuarded, showUnit, wordOf, type Fields, type HandPlace } from './hand-place.ts';

export type SimAct = {
  start(): void;
  holder(): Fields;
  /** Every word after number `after`, then those to come. Returns the unsubscribe. */
  attach(after: number, hear: (event: Fields) => void): () => void;
  tell(word: Fields): void;
  dispose(): void;
};

type Word = { readonly n: number; readonly at: number; readonly event: Fields };
type Found = { readonly pid: number; readonly words: string };

class Failed extends Error {
  readonly about: string;
  constructor(why: string, about = '') {
    super(why);
    this.about = about;
  }
}

/** What the phases of one plan share. */
type Carrying = {
  readonly place: HandPlace;
  readonly plan: Fields;
  readonly guard: Fields | null;
  readonly told: ReadonlySet<string>;
  readonly answers: ReadonlyMap<string, boolean>;
  readonly hasEars: () => boolean;
  say(event: Fields): void;
  /** True as soon as it holds, false after so many seconds. Never settles once the simulation has ended. */
  until(seconds: number, holds: () => boolean): Promise<boolean>;
  fresh: Fields | null;
};

const lookEveryMs = 150;
const secondsOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const wordsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(wordOf) : []);
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

export function createSimAct(place: HandPlace, plan: Fields, onEnd: () => void): SimAct {
  const { clock, timers } = place;
  const words: Word[] = [];
  const ears = new Set<(event: Fields) => void>();
  const told = new Set<string>();
  const answers = new Map<string, boolean>();
  const owned = new Set<Disposable>();
  let isOver = false;
  const said = ({ n, at, event }: Word): Fields => ({ ...event, n, agoS: Math.max(0, (clock.monotonic() - at) / 1000) });
  const carrying: Carrying = {
    place, plan, guard: plan['guard'] === null ? null : fieldsOf(plan['guard']), told, answers, fresh: null,
    hasEars: () => ears.size > 0,
    say(event) {
      const word = { n: words.length + 1, at: clock.monotonic(), event };
      words.push(word);
      for (const hear of [...ears]) hear(said(word));
    },
    until: (seconds, holds) => new Promise((resolve) => {
      if (holds()) { resolve(true); return; }
      const from = clock.monotonic();
      const timer = timers.every(lookEveryMs, () => {
        const isSo = holds();
        if (!isSo && clock.monotonic() - from < seconds * 1000) return;
        timer[Symbol.dispose]();
        owned.delete(timer);
        resolve(isSo);
      });
      owned.add(timer);
    }),
  };
  const work = async (): Promise<void> => {
    const end = await carryOut(carrying);
    isOver = true;
    onEnd();
    carrying.say({ fresh: carrying.fresh, ...end });
  };
  return {
    start: () => void work(),
    holder: () => ({ who: wordOf(plan['who']), op: wordOf(plan['op']), leftS: isOver ? 0 : 60, uid: 1000 }),
    attach(after, hear) {
      for (const word of words.slice(after)) hear(said(word));
      ears.add(hear);
      return () => ears.delete(hear);
    },
    tell(word) {
      for (const key of ['go', 'cancel', 'bye']) if (word[key] === true) told.add(key);
      if (typeof word['consent'] === 'string') answers.set(word['consent'], word['allow'] === true);
    },
    dispose() {
      for (const timer of owned) timer[Symbol.dispose]();
      owned.clear();
    },
  };
}

const phases: Readonly<Record<string, (c: Carrying, phase: Fields) => Promise<void>>> = { 'wait-go': waitGo, ladder: climb, acts: carry, await: settle };

async function carryOut(c: Carrying): Promise<Fields> {
  try {
    if (c.guard !== null && isGone(c)) throw new Failed('process-changed');
    for (const phase of listOf(c.plan['phases'])) await phases[wordOf(phase['do'])]?.(c, phase);
    return { end: 'done' };
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    return error.message === 'cancelled' ? { end: 'cancelled' } : { end: 'failed', why: error.message, about: error.about };
  }
}

function isGone({ place, guard }: Carrying): boolean {
  return guard === null || place.machine.find(Number(guard['pid']))?.startTicks !== guard['startTicks'];
}

/** A process that is not the one that was shown. */
function isNew({ place, guard }: Carrying, pid: number): boolean {
  const found = place.machine.find(pid);
  return found !== null && (guard === null || found.pid !== guard['pid'] || found.startTicks !== guard['startTicks']);
}

function status(c: Carrying): Found {
  const how = fieldsOf(c.plan['status']);
  const shown = Number(c.guard?.['pid'] ?? 0);
  if (how['by'] !== 'systemd') return isGone(c) ? { pid: 0, words: 'not running' } : { pid: shown, words: `pid ${shown}` };
  const unit = showUnit(c.place.units, wordOf(how['unit']));
  return { pid: unit['ActiveState'] === 'active' ? Number(unit['MainPID']) : 0, words: `${unit['ActiveState'] ?? 'unknown'} (${unit['SubState'] ?? ''})` };
}

async function waitGo(c: Carrying, phase: Fields): Promise<void> {
  await c.until(3, c.hasEars);
  await c.until(secondsOf(phase['seconds']), () => c.told.has('go') || c.told.has('cancel') || isGone(c) || !c.hasEars());
  if (c.told.has('cancel')) throw new Failed('cancelled');
  if (c.told.has('go') || isGone(c) || c.hasEars()) return;
  c.say({ note: 'panel-lost' });
  if (phase['alone'] === 'cancel') throw new Failed('cancelled');
}

async function climb(c: Carrying, phase: Fields): Promise<void> {
  if (c.told.has('cancel') && !isGone(c)) throw new Failed('cancelled');
  const detail = `pid ${Number(c.guard?.['pid'])}`;
  let hasBegun = false;
  for (const rung of listOf(phase['rungs'])) {
    if (isGone(c) || (hasBegun && c.told.has('cancel'))) break;
    const step = wordOf(rung['step']);
    if (rung['asks'] === true && !(await isAllowed(c, step))) break;
    const result = sendGuarded(c.place, c.guard ?? {}, wordOf(rung['signal']));
    if (result === 'other') throw new Failed('process-changed');
    if (result === 'forbidden') throw new Failed('backend-refused', 'not permitted');
    hasBegun = true;
    c.say({ step, state: 'running', leftS: secondsOf(rung['seconds']), detail: `${wordOf(rung['signal'])} ${detail}` });
    const isMoved = await c.until(secondsOf(rung['seconds']), () => isGone(c) || c.told.has('cancel'));
    c.say({ step, state: isGone(c) ? 'done' : isMoved ? 'skipped' : 'failed' });
  }
  if (isGone(c)) return;
  // The signal cannot be taken back: its end is awaited as long as it takes.
  c.say({ step: 'warm-stop', state: 'running', leftS: null, detail });
  if (!(await c.until(secondsOf(c.plan['expiresS']), () => isGone(c)))) throw new Failed('did-not-end');
  c.say({ step: 'warm-stop', state: 'done' });
}

async function isAllowed(c: Carrying, step: string): Promise<boolean> {
  c.say({ step, state: 'asking', leftS: null });
  await c.until(secondsOf(c.plan['expiresS']), () => c.answers.has(step) || isGone(c) || c.told.has('cancel'));
  const allowed = c.answers.get(step) === true && !isGone(c);
  if (!allowed) c.say({ step, state: 'skipped' });
  return allowed;
}

async function carry(c: Carrying, phase: Fields): Promise<void> {
  const step = wordOf(phase['step']);
  if (secondsOf(phase['unlessBackS']) > 0 && (await c.until(secondsOf(phase['unlessBackS']), () => isNew(c, status(c).pid)))) return c.say({ step, state: 'skipped', detail: status(c).words });
  c.say({ step, state: 'running', leftS: secondsOf(phase['seconds']), detail: wordOf(phase['detail']) });
  for (const act of listOf(phase['acts'])) await obey(c, act);
  c.say({ step, state: 'done' });
}

async function obey(c: Carrying, act: Fields): Promise<void> {
  const { units, machine } = c.place;
  if (act['do'] === 'wait-gone') {
    if (!(await c.until(secondsOf(act['seconds']), () => machine.find(Number(act['pid']))?.startTicks !== act['startTicks']))) throw new Failed('did-not-end');
    return;
  }
  if (act['do'] === 'signal') {
    if (sendGuarded(c.place, act, wordOf(act['signal'])) === 'other') throw new Failed('process-changed');
    return;
  }
  if (act['do'] !== 'systemctl') throw new Failed('backend-refused', 'not on this host');
  const words = wordsOf(act['arguments']);
  const result = units.control(words);
  if (result.code !== 0) throw new Failed('backend-refused', result.err.trim());
  // systemctl itself waits for the job.
  if (words[0] === 'stop') await c.until(secondsOf(act['seconds']), () => status(c).pid === 0);
}

/** `running`: another process than the one shown, still the same a moment later. `stopped`: none, and it stays so. */
async function settle(c: Carrying, phase: Fields): Promise<void> {
  const { clock, machine } = c.place;
  c.say({ step: 'wait-for-process', state: 'running', leftS: secondsOf(phase['seconds']) });
  const wantsStopped = phase['want'] === 'stopped';
  let seen = '';
  let since = clock.monotonic();
  const isSettled = (): boolean => {
    const { pid } = status(c);
    const here = wantsStopped ? (pid === 0 ? 'none' : '') : isNew(c, pid) ? String(pid) : '';
    if (here !== seen) { seen = here; since = clock.monotonic(); }
    return here !== '' && clock.monotonic() - since >= secondsOf(phase['settleS']) * 1000;
  };
  if (!(await c.until(secondsOf(phase['seconds']), isSettled))) {
    c.say({ step: 'wait-for-process', state: 'failed', detail: status(c).words });
    throw new Failed(wantsStopped ? 'did-not-end' : 'did-not-start', status(c).words);
  }
  const process = wantsStopped ? null : machine.find(Number(seen));
  c.fresh = process === null ? null : { pid: process.pid, startTicks: process.startTicks };
  c.say({ step: 'wait-for-process', state: 'done', detail: status(c).words });
}
