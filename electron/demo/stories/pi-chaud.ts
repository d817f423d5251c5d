/**
 * Too hot and badly powered: throttled now, under-voltage now and before. One worker is blocked on its output pipe,
 * which nobody reads any more: it sleeps in pipe_write, no tick, no heartbeat. Another was frozen by SIGSTOP.
 */
import type { Story } from '#electron/demo/story.ts';
import { piHardware } from './pi-hardware.ts';
import { planWorker } from './plan-worker.ts';

/** Under-voltage, capped and throttled: now and since boot. */
const underVoltageAndThrottled = 0x7_0007;

export const piChaud: Story = {
  name: 'pi-chaud', site: 'Nice', tags: ['extérieur'], throttled: underVoltageAndThrottled,
  hardware: piHardware('pi-3', 'pi-chaud', '7ac1e6b3-95a8-43d5-bd6a-37e2d9f0c888', 19.7),
  redis: { password: null, maxMemory: 0, policy: 'noeviction', usedMemory: 2_840_000 },
  play(stage) {
    const sensors = stage.employ(planWorker({
      node: 'capteurs@pi-chaud', app: 'toiture', pool: 'prefork', concurrency: 2, queues: ['capteurs'], unit: 'supervisor.service', output: 'pipe:[48213]',
      env: [['SUPERVISOR_ENABLED', '1'], ['SUPERVISOR_PROCESS_NAME', 'capteurs'], ['SUPERVISOR_GROUP_NAME', 'toiture']],
      tasks: [{ name: 'toiture.read_sensor', runMs: [300, 800], cores: 0.3, result: 21 }],
    }), { name: 'celery-capteurs.service', restart: 'always', restartMs: 5000, isStarted: true });
    const backup = stage.employ(planWorker({
      node: 'sauvegarde@pi-chaud', app: 'toiture', pool: 'prefork', concurrency: 1, queues: ['sauvegarde'], unit: 'celery-sauvegarde.service',
      tasks: [{ name: 'toiture.backup', runMs: [9000, 20_000], cores: 0.7, result: 'ok' }],
    }), { name: 'celery-sauvegarde.service', restart: 'always', restartMs: 5000, isStarted: true });
    stage.employ(planWorker({
      node: 'meteo@pi-chaud', app: 'toiture', pool: 'prefork', concurrency: 1, queues: ['meteo'], unit: 'celery-meteo.service', childKiB: 230_000, firstAgeS: 62_280,
      tasks: [{ name: 'toiture.forecast', runMs: [2500, 6000], cores: 0.9, leakKiB: 14, result: 'sun' }],
    }), { name: 'celery-meteo.service', restart: 'always', restartMs: 5000, isStarted: true });
    stage.machine.pressure.cpu = 31;
    stage.produce({ db: 0, queue: 'meteo', task: 'toiture.forecast', everyMs: 5200, maxDepth: 15, args: () => ['Nice', 'demain'] });
    stage.produce({ db: 0, queue: 'capteurs', task: 'toiture.read_sensor', everyMs: 4000, maxDepth: 600, args: (count) => [`sonde-${count % 6}`] });
    stage.later(60, () => { sensors.setCondition('blocked'); backup.setCondition('frozen'); });
  },
};
