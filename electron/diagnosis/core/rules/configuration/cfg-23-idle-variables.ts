/** CFG-23: variables of the field reports that do nothing here. Harmless; told so that nobody relies on them. */
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const idleVariables: Rule = {
  id: 'CFG-23',
  category: 'configuration',
  impact: 1,
  link: 'https://docs.opencv.org/4.x/d4/d15/group__videoio__flags__base.html',
  words: {
    en: {
      title: 'Variables without effect',
      says: { ok: 'No variable is set that is known to do nothing.', idle: '{{names}} is set and protects nothing.' },
      cause: 'OPENCV_FFMPEG_CAPTURE_OPTIONS=rtsp_transport;udp concerns network cameras (RTSP) only; FFMPEG_HIDE_BANNER and AV_LOG_FORCE_NOCOLOR change what is printed.',
      fix: 'Leave it or take it out; for stability cap the threads (OMP_NUM_THREADS=1) instead.', refute: 'A task reads from an RTSP camera.',
    },
    fr: {
      title: 'Variables sans effet',
      says: { ok: 'Aucune variable connue pour ne rien faire n’est posée.', idle: '{{names}} est posée et ne protège de rien.' },
      cause: 'OPENCV_FFMPEG_CAPTURE_OPTIONS=rtsp_transport;udp ne concerne que les caméras réseau (RTSP) ; FFMPEG_HIDE_BANNER et AV_LOG_FORCE_NOCOLOR changent ce qui s’affiche.',
      fix: 'La laisser ou la retirer ; pour la stabilité, plafonner plutôt les fils (OMP_NUM_THREADS=1).', refute: 'Une tâche lit une caméra RTSP.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const subject = workerSubject(main);
    if (!isHad(main.environ)) return [unknownOf([main.environ], subject)];
    const { value } = main.environ;
    const names = ['OPENCV_FFMPEG_CAPTURE_OPTIONS', 'FFMPEG_HIDE_BANNER', 'AV_LOG_FORCE_NOCOLOR'].filter((name) => value[name] !== undefined);
    const base = { subject, on: [main.environ] };
    return [names.length === 0 ? { ...base, severity: 'ok', says: 'ok' } : { ...base, severity: 'info', says: 'idle', args: { names: names.join(', ') } }];
  }),
};
