/**
 * One simulated Pi, put together: machine, systemd, Redis, SSH door, and the story that plays on it.
 */
import type { Clock } from '#electron/ports/clock.ts';
import type { Log } from '#electron/ports/log.ts';
import type { Timers } from '#electron/ports/timers.ts';
import type { HostDraft } from '#shared/domain/host-config.ts';
import { encodeTask, queueKey } from './celery/envelope.ts';
import { createSimWorker, type SimWorker } from './celery/sim-worker.ts';
import { createSimMachine, type SimMachine } from './linux/sim-machine.ts';
import { createSimHand } from './linux/sim-hand.ts';
import { createSimUnits } from './linux/sim-units.ts';
import { toBytes } from './redis/resp.ts';
import { createSimRedis, type SimRedis } from './redis/sim-redis.ts';
import { createSeededRandom } from './seeded-random.ts';
import { startSimSshServer } from './ssh/sim-ssh-server.ts';
import type { Production, Stage, Story } from './story.ts';

export type SimHost = {
  readonly draft: HostDraft;
  readonly knownHostsLine: string;
  readonly machine: SimMachine;
  readonly redis: SimRedis;
  readonly workers: readonly SimWorker[];
  dispose(): Promise<void>;
};

export type SimHostNeeds = { readonly clock: Clock; readonly timers: Timers; readonly log: Log; readonly address: string; readonly password: string; readonly pace: number; readonly firstPid: number };

export async function startSimHost(needs: SimHostNeeds, story: Story): Promise<SimHost> {
  const { clock, timers, log } = needs;
  const random = createSeededRandom(story.name);
  const machine = createSimMachine(clock, story.hardware, needs.firstPid);
  machine.throttled = story.throttled ?? 0;
  const redis = createSimRedis({ clock, timers, settings: { ...story.redis, version: '7.0.15', runId: random.token(20), usedMemory: () => story.redis.usedMemory } });
  const units = createSimUnits(timers);
  const workers: SimWorker[] = [];
  const signal = (pid: number, name: string): boolean => signalWorker(workers, pid, name);
  const hand = createSimHand({ clock, timers, machine, units, signal });
  const owned = new Set<Disposable>();
  let onFirstLogin: (() => void)[] = [];
  const ssh = await startSimSshServer({
    address: needs.address, user: 'pi', password: needs.password, redis, timers, log,
    place: { machine, units, hand, signal },
    onLogin: () => { const runs = onFirstLogin; onFirstLogin = []; for (const run of runs) run(); },
  });
  const later = (ms: number, run: () => void) => {
    const timer = timers.after(ms / needs.pace, () => { owned.delete(timer); run(); });
    owned.add(timer);
  };
  const stage: Stage = {
    clock, timers, random, machine, redis, units, later,
    employ(plan, unit) {
      const worker = createSimWorker({ clock, timers, random, machine, redis }, plan);
      workers.push(worker);
      units.add({ ...unit, worker });
      return worker;
    },
    produce: (plan) => produce(stage, plan),
    every(ms, run) { owned.add(timers.every(ms / needs.pace, run)); },
    onceWatched(run) { onFirstLogin.push(run); },
    network: { goAway: ssh.goAway, comeBack: ssh.comeBack },
  };
  story.play(stage);
  return {
    draft: draftOf(story, needs.address, ssh.port), knownHostsLine: `[${needs.address}]:${ssh.port} ${ssh.hostKey}`, machine, redis, workers,
    async dispose() {
      for (const timer of owned) timer[Symbol.dispose]();
      owned.clear();
      hand.dispose();
      units.dispose();
      redis.dispose();
      await ssh.dispose();
    },
  };
}

function draftOf(story: Story, address: string, port: number): HostDraft {
  return {
    name: story.name, address, port, user: 'pi', site: story.site, tags: [...story.tags], login: { method: 'password', keyPath: null }, jump: [], sshAlias: null, broker: { find: 'auto' },
  };
}

const signalNames: Readonly<Record<string, string>> = { 2: 'INT', 3: 'QUIT', 9: 'KILL', 11: 'SEGV', 15: 'TERM', 18: 'CONT', 19: 'STOP' };

/** Signals sent by hand over SSH do to a simulated worker what they do to a real one. */
function signalWorker(workers: readonly SimWorker[], pid: number, signal: string): boolean {
  const name = signalNames[signal] ?? signal;
  const owner = workers.find((worker) => worker.main()?.pid === pid || worker.children().some((child) => child.pid === pid));
  if (owner === undefined) return false;
  if (owner.main()?.pid !== pid) { owner.killChild(pid, name === 'SEGV' ? 11 : 9); return true; }
  if (name === 'QUIT') owner.quit();
  else if (name === 'TERM' || name === 'INT') owner.stop();
  else if (name === 'STOP') owner.setCondition('frozen');
  else if (name === 'CONT') owner.setCondition('normal');
  else owner.kill();
  return true;
}

function produce(stage: Stage, plan: Production): void {
  let count = 0;
  const send = () => {
    const priorities = plan.priorities ?? [0];
    const priority = priorities[count % priorities.length] ?? 0;
    const depth = [0, 3, 6, 9].reduce((sum, step) => { const reply = stage.redis.call(plan.db, 'LLEN', toBytes(queueKey(plan.queue, step))); return sum + (typeof reply === 'number' ? reply : 0); }, 0);
    if (depth >= plan.maxDepth) return;
    count += 1;
    const { random } = stage;
    stage.redis.call(plan.db, 'LPUSH', toBytes(queueKey(plan.queue, priority)), encodeTask({
      id: random.uuid(), task: plan.task, args: plan.args(count, random), kwargs: {}, queue: plan.queue, priority, eta: null,
      origin: `gen771@${stage.machine.hardware.hostname}`, replyTo: random.uuid(), tag: random.uuid(),
    }));
  };
  for (let i = 0; i < (plan.startDepth ?? 0); i += 1) send();
  const next = () => stage.later(plan.everyMs * (0.6 + 0.8 * stage.random.next()), () => { send(); next(); });
  next();
}
