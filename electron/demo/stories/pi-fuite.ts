/**
 * The leak: each task leaves some megabytes behind until Celery recycles the child, in silence. Memory draws a saw;
 * only the changing child pids tell why. Redis wants a password here, and its address is in the environment.
 */
import type { Story } from '#electron/demo/story.ts';
import { piHardware } from './pi-hardware.ts';
import { planWorker } from './plan-worker.ts';

const password = 'fuite-de-demo';

export const piFuite: Story = {
  name: 'pi-fuite', site: 'Lyon', tags: ['photos', 'à surveiller'],
  hardware: piHardware('pi-4', 'pi-fuite', '8b9d1c70-33a6-4b0a-8a57-0d5f0e1c7723', 6.8),
  redis: { password, maxMemory: 134_217_728, policy: 'allkeys-lru', usedMemory: 101_900_000 },
  play(stage) {
    stage.employ(planWorker({
      node: 'analyse@pi-fuite', app: 'analyse', pool: 'prefork', concurrency: 2, queues: ['analyse'], unit: 'celery-analyse.service', password, brokerIn: 'environment', version: '5.2.6',
      maxMemoryPerChildKiB: 720_000, isAckLate: true, prefetchMultiplier: 1, childKiB: 81_000,
      tasks: [{ name: 'analyse.segment_image', runMs: [1300, 2400], cores: 0.97, leakKiB: 21_500, peakKiB: 24_000, result: 12, failRate: 0.01 }],
    }), { name: 'celery-analyse.service', restart: 'always', restartMs: 5000, isStarted: true });
    stage.machine.pressure.memory = 3.4;
    stage.every(4000, () => { stage.machine.swapUsedKiB = Math.round(Math.max(0, stage.machine.usedKiB() - 1_500_000) * 0.05); });
    stage.produce({ db: 0, queue: 'analyse', task: 'analyse.segment_image', everyMs: 1050, maxDepth: 30, startDepth: 6, args: (count) => [`scan-${count}.tif`] });
  },
};
