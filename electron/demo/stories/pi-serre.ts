/**
 * The greenhouse, on the smallest Pi: a threads pool without heartbeats (nothing is ever wrong with that), work spread
 * over every priority, queue names with accents and a very long worker name.
 */
import type { Story } from '#electron/demo/story.ts';
import { piHardware } from './pi-hardware.ts';
import { planWorker } from './plan-worker.ts';
import { tellReportLog } from './tell-crashes.ts';

export const piSerre: Story = {
  name: 'pi-serre', site: 'Nice', tags: ['jardin', 'extérieur'],
  hardware: piHardware('zero-2', 'pi-serre', 'b6d24d0f-c1a5-4fb3-8f30-9f4b9f2f6e3d', 153.9),
  redis: { password: null, maxMemory: 33_554_432, policy: 'noeviction', usedMemory: 1_720_000 },
  play(stage) {
    tellReportLog(stage);
    const queues = ['arrosage', 'température', 'capteurs-extérieurs'] as const;
    stage.employ(planWorker({
      node: 'serre-du-fond-de-la-vallée-aux-orangers-et-aux-citronniers@pi-serre', app: 'serre', pool: 'threads', concurrency: 4, queues, unit: 'celery-serre.service', db: 2,
      hasHeartbeat: false, mainKiB: 61_000,
      tasks: [
        { name: 'serre.arrosage.ouvrir_vanne', runMs: [1500, 4200], cores: 0.04, result: true },
        { name: 'serre.mesurer', runMs: [250, 1200], cores: 0.15, result: 22 },
      ],
    }), { name: 'celery-serre.service', restart: 'always', restartMs: 5000, isStarted: true });
    stage.produce({ db: 2, queue: 'température', task: 'serre.mesurer', everyMs: 900, maxDepth: 60, startDepth: 22, priorities: [0, 3, 6, 9, 4, 7], args: (count) => [`serre n° ${count % 3}`] });
    stage.produce({ db: 2, queue: 'arrosage', task: 'serre.arrosage.ouvrir_vanne', everyMs: 2500, maxDepth: 40, startDepth: 9, priorities: [9, 0, 5], args: (count) => [`vanne ${count % 12}`] });
    stage.produce({ db: 2, queue: 'capteurs-extérieurs', task: 'serre.mesurer', everyMs: 2200, maxDepth: 40, priorities: [6, 9], args: () => ['été'] });
  },
};
