/**
 * systemd of a simulated Pi: units around workers, restarted as their unit says, started and stopped by systemctl.
 * Answers have systemctl's own form.
 */
import type { Timers } from '#electron/ports/timers.ts';
import type { SimWorker } from '#electron/demo/celery/sim-worker.ts';

export type UnitPlan = { readonly name: string; readonly worker: SimWorker; readonly restart: 'no' | 'on-failure' | 'always'; readonly restartMs: number; readonly isStarted: boolean };

export type SimUnits = {
  add(plan: UnitPlan): void;
  start(name: string): void;
  stop(name: string): void;
  /** `systemctl …` as typed; output and exit code. */
  control(args: readonly string[]): { readonly out: string; readonly err: string; readonly code: number };
  dispose(): void;
};

type Unit = { readonly plan: UnitPlan; state: 'active' | 'inactive' | 'failed' | 'activating'; restarts: number; result: string; isWanted: boolean; timer: Disposable | null };

export function createSimUnits(timers: Timers): SimUnits {
  const units = new Map<string, Unit>();
  const begin = (unit: Unit) => {
    unit.timer?.[Symbol.dispose]();
    unit.timer = null;
    unit.isWanted = true;
    unit.state = 'active';
    unit.result = 'success';
    unit.plan.worker.start();
  };
  const halt = (unit: Unit) => {
    unit.timer?.[Symbol.dispose]();
    unit.timer = null;
    unit.isWanted = false;
    if (unit.plan.worker.main() === null) unit.state = 'inactive';
    else unit.plan.worker.stop();
  };
  const ended = (unit: Unit, isClean: boolean) => {
    const again = unit.isWanted && (unit.plan.restart === 'always' || (unit.plan.restart === 'on-failure' && !isClean));
    unit.result = isClean ? 'success' : 'signal';
    unit.state = again ? 'activating' : isClean ? 'inactive' : 'failed';
    if (again) unit.timer = timers.after(unit.plan.restartMs, () => { unit.restarts += 1; begin(unit); });
  };
  const verbs = { start: begin, stop: halt, restart: (unit: Unit) => { if (unit.plan.worker.main() === null) { begin(unit); return; } const off = unit.plan.worker.onEnd(() => { off(); begin(unit); }); halt(unit); } } as const;
  return {
    add(plan) {
      const unit: Unit = { plan, state: 'inactive', restarts: 0, result: 'success', isWanted: false, timer: null };
      units.set(plan.name, unit);
      plan.worker.onEnd((isClean) => ended(unit, isClean));
      if (plan.isStarted) begin(unit);
    },
    start(name) { const unit = units.get(name); if (unit !== undefined) begin(unit); },
    stop(name) { const unit = units.get(name); if (unit !== undefined) halt(unit); },
    control(args) {
      const words = args.filter((arg) => !arg.startsWith('-'));
      const [verb = ''] = words;
      const names = words.slice(1).map((name) => (name.includes('.') ? name : `${name}.service`)).filter((name) => !name.includes('='));
      const found = names.map((name) => units.get(name));
      if (verb === 'start' || verb === 'stop' || verb === 'restart') {
        for (const [i, unit] of found.entries()) {
          if (unit === undefined) return { out: '', err: `Failed to ${verb} ${names[i]}: Unit ${names[i]} not found.\n`, code: 5 };
          verbs[verb](unit);
        }
        return { out: '', err: '', code: 0 };
      }
      if (verb === 'is-active') return { out: found.map((unit) => `${unit?.state ?? 'inactive'}\n`).join(''), err: '', code: found.some((unit) => unit?.state === 'active') ? 0 : 3 };
      if (verb === 'show') return { out: found.map((unit, i) => show(names[i] ?? '', unit)).join('\n'), err: '', code: 0 };
      return { out: '', err: `Unknown command verb ${verb.slice(0, 80)}.\n`, code: 1 };
    },
    dispose() { for (const unit of units.values()) { unit.timer?.[Symbol.dispose](); unit.plan.worker.dispose(); } units.clear(); },
  };
}

function show(name: string, unit: Unit | undefined): string {
  if (unit === undefined) return `Id=${name}\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nMainPID=0\n`;
  const sub = { active: 'running', inactive: 'dead', failed: 'failed', activating: 'auto-restart' }[unit.state];
  return `Id=${name}\nLoadState=loaded\nActiveState=${unit.state}\nSubState=${sub}\nMainPID=${unit.plan.worker.main()?.pid ?? 0}\nNRestarts=${unit.restarts}\nResult=${unit.result}\n`
    + `Restart=${unit.plan.restart}\nRestartUSec=${unit.plan.restartMs / 1000}s\nTimeoutStopUSec=5min 30s\nKillMode=mixed\nKillSignal=15\nSendSIGKILL=yes\nType=simple\nUnitFileState=enabled\n`;
}
