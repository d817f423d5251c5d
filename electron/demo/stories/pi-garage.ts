/**
 * The garage: its network comes and goes. Connections drop, new ones are refused, then all is back; the workers
 * themselves never stopped.
 */
import type { Story } from '#electron/demo/story.ts';
import { piHardware } from './pi-hardware.ts';
import { planWorker } from './plan-worker.ts';

const awayMs = 30_000;
const presentMs = 60_000;

export const piGarage: Story = {
  name: 'pi-garage', site: 'Grenoble', tags: ['wifi'],
  hardware: piHardware('pi-3', 'pi-garage', '2f0d7a91-1b74-4f0c-93ce-6d3a1f9be504', 2.4),
  redis: { password: null, maxMemory: 0, policy: 'noeviction', usedMemory: 2_210_000 },
  play(stage) {
    stage.employ(planWorker({
      node: 'portail@pi-garage', app: 'garage', pool: 'prefork', concurrency: 1, queues: ['portail'], unit: 'celery-portail.service', brokerIn: 'nowhere',
      tasks: [{ name: 'garage.open_gate', runMs: [700, 1600], cores: 0.1, result: true }],
    }), { name: 'celery-portail.service', restart: 'always', restartMs: 5000, isStarted: true });
    stage.produce({ db: 0, queue: 'portail', task: 'garage.open_gate', everyMs: 6000, maxDepth: 20, args: () => ['nord'] });
    const leave = () => {
      stage.network.goAway();
      stage.later(awayMs, () => { stage.network.comeBack(); stage.later(presentMs, leave); });
    };
    stage.onceWatched(() => stage.later(6000, leave));
  },
};
