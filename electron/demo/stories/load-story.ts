/**
 * One of many identical Pis for scale measurements: so many small workers, a trickle of tasks, nothing going wrong.
 */
import type { Story } from '#electron/demo/story.ts';
import { piHardware } from './pi-hardware.ts';
import { planWorker } from './plan-worker.ts';

export function loadStory(index: number, workersPerHost: number, childrenPerWorker: number): Story {
  const name = `load-${String(index).padStart(4, '0')}`;
  const bootId = `00000000-0000-4000-a000-${String(index).padStart(12, '0')}`;
  return {
    name, site: `rack-${Math.floor(index / 40)}`, tags: ['load'], hardware: piHardware('pi-4', name, bootId, 1 + (index % 90)),
    redis: { password: null, maxMemory: 0, policy: 'noeviction', usedMemory: 2_000_000 },
    play(stage) {
      for (let i = 0; i < workersPerHost; i += 1) {
        const unit = `celery-w${i}.service`;
        const worker = planWorker({
          node: `w${i}@${name}`, app: 'load', pool: 'prefork', concurrency: childrenPerWorker, queues: [i === 0 ? 'celery' : `q${i}`], unit, bootMs: 300 + ((index * 7 + i * 131) % 1700),
          firstAgeS: 3600 + index,
          tasks: [{ name: 'load.step', runMs: [800, 2400], cores: 0.5, result: 1 }],
        });
        stage.employ(worker, { name: unit, restart: 'always', restartMs: 5000, isStarted: true });
      }
      stage.produce({ db: 0, queue: 'celery', task: 'load.step', everyMs: 5000, maxDepth: 10, args: (count) => [count] });
    },
  };
}
