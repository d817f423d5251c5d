/**
 * Video: a solo worker in tasks of minutes (no heartbeat, no answer, but its CPU moves: busy, not sick), and beside it
 * a worker that dies of SIGSEGV every forty seconds and that systemd starts again.
 */
import type { Story } from '#electron/demo/story.ts';
import { piHardware } from './pi-hardware.ts';
import { planWorker } from './plan-worker.ts';
import { tellCrash } from './tell-crashes.ts';

export const piVideo: Story = {
  name: 'pi-video', site: 'Marseille', tags: ['vidéo'],
  hardware: piHardware('pi-5', 'pi-video', 'e3a97b16-52cb-4b63-a8cf-cd22a9a8d5e0', 12.1),
  redis: { password: null, maxMemory: 0, policy: 'noeviction', usedMemory: 5_120_000 },
  play(stage) {
    stage.employ(planWorker({
      node: 'encodage@pi-video', app: 'studio', pool: 'solo', concurrency: 1, queues: ['encodage'], unit: 'celery-encodage.service', isAckLate: true, mainKiB: 148_000,
      tasks: [{ name: 'studio.encode_h265', runMs: [180_000, 330_000], cores: 0.99, peakKiB: 410_000, result: 'encoded' }],
      env: [['OMP_NUM_THREADS', '1'], ['PYTHONFAULTHANDLER', '1']],
    }), { name: 'celery-encodage.service', restart: 'always', restartMs: 5000, isStarted: true });
    stage.produce({ db: 0, queue: 'encodage', task: 'studio.encode_h265', everyMs: 95_000, maxDepth: 9, startDepth: 4, args: (count) => [`/videos/brut/scene-${count}.mov`] });

    const thumbnails = stage.employ(planWorker({
      node: 'vignettes@pi-video', app: 'studio', pool: 'solo', concurrency: 1, queues: ['vignettes'], unit: 'celery-vignettes.service', mainKiB: 96_000, bootMs: 7000,
      tasks: [{ name: 'studio.thumbnail', runMs: [500, 1400], cores: 0.7, result: 'ok' }],
      env: [['OPENBLAS_NUM_THREADS', '4']],
    }), { name: 'celery-vignettes.service', restart: 'always', restartMs: 3500, isStarted: true });
    stage.produce({ db: 0, queue: 'vignettes', task: 'studio.thumbnail', everyMs: 2600, maxDepth: 25, args: (count) => [`/videos/brut/scene-${count}.mov`, 320] });
    const crash = () => { tellCrash(stage, 'celery-vignettes.service', thumbnails.main()?.pid ?? 0); thumbnails.kill(); stage.later(40_000, crash); };
    stage.onceWatched(() => stage.later(2500, crash));
  },
};
