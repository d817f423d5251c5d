/**
 * The warehouse: a worker that has gone deaf. Its heartbeats go on, but it waits for no message and answers no ping;
 * its queue grows. Beside it a healthy one, and a worker nobody gives work to.
 */
import type { Story } from '#electron/demo/story.ts';
import { piHardware } from './pi-hardware.ts';
import { planWorker } from './plan-worker.ts';

export const piEntrepot: Story = {
  name: 'pi-entrepot', site: 'Marseille', tags: ['stock'],
  hardware: piHardware('pi-4', 'pi-entrepot', '51f6f0de-9b1f-4e29-8c1d-7f1b5f6c2a11', 88.6),
  redis: { password: null, maxMemory: 67_108_864, policy: 'noeviction', usedMemory: 9_870_000 },
  play(stage) {
    const tasks = [{ name: 'stock.count', runMs: [200, 900], cores: 0.4, result: 1 }] as const;
    const stock = stage.employ(planWorker({
      node: 'stock@pi-entrepot', app: 'entrepot', pool: 'solo', concurrency: 1, queues: ['stock'], unit: 'celery-stock.service', db: 1, version: '5.2.6', tasks,
    }), { name: 'celery-stock.service', restart: 'always', restartMs: 5000, isStarted: true });
    stage.employ(planWorker({
      node: 'etiquettes@pi-entrepot', app: 'entrepot', pool: 'prefork', concurrency: 2, queues: ['etiquettes'], unit: 'celery-etiquettes.service', db: 1, autoscale: { min: 2, max: 4 },
      tasks: [{ name: 'stock.print_label', runMs: [400, 1500], cores: 0.35, result: 'printed' }],
    }), { name: 'celery-etiquettes.service', restart: 'always', restartMs: 5000, isStarted: true });
    stage.employ(planWorker({
      node: 'inventaire@pi-entrepot', app: 'entrepot', pool: 'prefork', concurrency: 2, queues: ['inventaire'], unit: 'celery-inventaire.service', db: 1, tasks,
    }), { name: 'celery-inventaire.service', restart: 'always', restartMs: 5000, isStarted: true });
    stage.later(60, () => {
      stock.setCondition('deaf');
      stage.produce({ db: 1, queue: 'stock', task: 'stock.count', everyMs: 2800, maxDepth: 4000, startDepth: 184, args: (count) => [`allée ${count % 40}`, count] });
    });
    stage.produce({ db: 1, queue: 'etiquettes', task: 'stock.print_label', everyMs: 1700, maxDepth: 30, args: (count) => [`COLIS-${90_000 + count}`] });
  },
};
