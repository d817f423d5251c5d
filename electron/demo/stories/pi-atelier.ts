/**
 * The workshop: all is well. A photo worker with steady work, a mail worker that mostly waits, the scheduler, and a
 * report worker that its owner stops properly: it says goodbye, and comes back for a while every few minutes.
 */
import type { Story } from '#electron/demo/story.ts';
import { piHardware } from './pi-hardware.ts';
import { planWorker } from './plan-worker.ts';

export const piAtelier: Story = {
  name: 'pi-atelier', site: 'Lyon', tags: ['photos'],
  hardware: piHardware('pi-4', 'pi-atelier', '0c4f2a55-7d0e-4a7e-9f5b-5a4be2f0a9c1', 41.3),
  redis: { password: null, maxMemory: 268_435_456, policy: 'noeviction', usedMemory: 3_412_000 },
  play(stage) {
    stage.employ(planWorker({
      node: 'photos@pi-atelier', app: 'atelier', pool: 'prefork', concurrency: 3, queues: ['photos'], unit: 'celery-photos.service', hasTaskEvents: true,
      tasks: [
        { name: 'atelier.photos.resize', runMs: [900, 2600], cores: 0.93, peakKiB: 38_000, result: 'ok', failRate: 0.02 },
        { name: 'atelier.photos.watermark', runMs: [300, 700], cores: 0.6, result: 'ok' },
      ],
    }), { name: 'celery-photos.service', restart: 'always', restartMs: 5000, isStarted: true });
    stage.employ(planWorker({
      node: 'courrier@pi-atelier', app: 'atelier', pool: 'prefork', concurrency: 2, queues: ['courrier', 'celery'], unit: 'celery-courrier.service',
      tasks: [{ name: 'atelier.mail.send', runMs: [150, 600], cores: 0.12, result: true }],
    }), { name: 'celery-courrier.service', restart: 'always', restartMs: 5000, isStarted: true });
    const reports = 'celery-rapports.service';
    stage.employ(planWorker({
      node: 'rapports@pi-atelier', app: 'atelier', pool: 'prefork', concurrency: 1, queues: ['rapports'], unit: reports,
      tasks: [{ name: 'atelier.reports.daily', runMs: [4000, 9000], cores: 0.8, result: 'ok' }],
    }), { name: reports, restart: 'on-failure', restartMs: 5000, isStarted: true });
    const beat = planWorker({ node: 'x', app: 'atelier', pool: 'solo', concurrency: 1, queues: ['celery'], unit: 'celery-beat.service', tasks: [] });
    stage.machine.spawn({
      ...beat.process, ppid: 1, comm: 'celery', threads: 1, rssKiB: 47_300, cgroup: '/system.slice/celery-beat.service',
      argv: [...beat.process.argv.slice(0, 6), 'beat', '-l', 'INFO', '-s', '/home/pi/atelier/celerybeat-schedule'],
    });
    stage.produce({ db: 0, queue: 'photos', task: 'atelier.photos.resize', everyMs: 950, maxDepth: 40, args: (count) => [`/photos/2026/IMG_${4000 + count}.jpg`, 1600] });
    stage.produce({ db: 0, queue: 'photos', task: 'atelier.photos.watermark', everyMs: 3100, maxDepth: 40, priorities: [4], args: (count) => [`/photos/2026/IMG_${4000 + count}.jpg`] });
    stage.produce({ db: 0, queue: 'courrier', task: 'atelier.mail.send', everyMs: 24_000, maxDepth: 20, args: (count) => [`client-${count}@exemple.fr`, 'Votre commande est prête'] });
    const openAndClose = () => {
      stage.units.stop(reports);
      stage.later(240_000, () => { stage.units.start(reports); stage.later(60_000, openAndClose); });
    };
    stage.onceWatched(() => stage.later(4500, openAndClose));
  },
};
