/**
 * CFG-17: exactly one beat for each app that has a schedule.
 * Traps: `-B` is a beat inside a worker; a schedule without a beat here may be served by a beat on another host.
 */
import { isHad, unknownOf, valueOf, nodeOf } from '#electron/diagnosis/core/judging.ts';
import type { OneProcess } from '#electron/diagnosis/core/evidence-process.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const beatCount: Rule = {
  id: 'CFG-17',
  category: 'configuration',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html#starting-the-scheduler',
  words: {
    en: {
      title: 'Number of beats',
      says: { ok: 'One beat runs for {{app}}.', 'none-needed': 'No periodic tasks are configured here.', several: '{{count}} beats run for {{app}} (pids {{pids}}): every periodic task is sent {{count}} times.', none: 'Periodic tasks are configured for {{app}}, and no beat runs on this host.' },
      cause: { several: 'A beat was started by hand beside the service, or workers run with -B as well.', else: 'Beat was never started, ended, or runs on another host.' },
      fix: { several: 'Keep the one that is supervised, end the others by their pid.', else: 'Start beat as a service of its own, on one host only.' }, refute: 'The beat of this app runs on another host that the panel does not see.',
    },
    fr: {
      title: 'Nombre de beats',
      says: { ok: 'Un beat tourne pour {{app}}.', 'none-needed': 'Aucune tâche périodique n’est configurée ici.', several: '{{count}} beats tournent pour {{app}} (pid {{pids}}) : chaque tâche périodique part {{count}} fois.', none: 'Des tâches périodiques sont configurées pour {{app}}, et aucun beat ne tourne sur cet hôte.' },
      cause: { several: 'Un beat a été lancé à la main à côté du service, ou des workers tournent aussi avec -B.', else: 'Beat n’a jamais été démarré, s’est arrêté, ou tourne sur un autre hôte.' },
      fix: { several: 'Garder celui qui est supervisé, terminer les autres par leur pid.', else: 'Démarrer beat comme un service à part, sur un seul hôte.' }, refute: 'Le beat de cette application tourne sur un autre hôte que le panneau ne voit pas.',
    },
  },
  judge: (evidence) => {
    const { mains, beats, isComplete } = evidence.processes;
    if (!isHad(mains) || !isHad(beats)) return [unknownOf([beats, mains])];
    const inside = mains.value.filter(({ asked }) => asked.withBeat).map((main) => ({ app: main.asked.app ?? '', pid: main.pid }));
    const running = [...beats.value.map((beat) => ({ app: appOf(beat), pid: beat.pid })), ...inside];
    const on = [beats, mains];
    const found: Judgement[] = [...Map.groupBy(running, ({ app }) => app)].filter(([, same]) => same.length > 1)
      .map(([app, same]) => ({ severity: 'crit', says: 'several', on, subject: { kind: 'beat', name: app, pid: same[0]?.pid ?? null, worker: null }, args: { app, count: same.length, pids: same.map(({ pid }) => pid).join(', ') }, group: 'beat' }));
    if (found.length > 0) return found;
    const scheduled = mains.value.find((main) => {
      const conf = nodeOf(evidence, main);
      const schedule = conf === null ? undefined : valueOf(conf.conf)?.['beat_schedule'];
      return schedule !== undefined && !/^\s*(\{\s*\}|None|null)?\s*$/.test(schedule);
    });
    if (running.length > 0) return [{ severity: 'ok', says: 'ok', on, args: { app: running[0]?.app ?? '' } }];
    if (scheduled === undefined) return [{ severity: 'ok', says: 'none-needed', on }];
    if (!isComplete) return [{ ...unknownOf([beats]), grant: 'hidepid' }];
    return [{ severity: 'warn', says: 'none', on, args: { app: scheduled.asked.app ?? scheduled.node ?? '' }, group: 'beat' }];
  },
};

/** `-A proj`, `--app=proj`. */
function appOf(beat: OneProcess): string {
  const at = beat.argv.findIndex((word) => word === '-A' || word === '--app');
  return at >= 0 ? (beat.argv[at + 1] ?? '') : (beat.argv.find((word) => word.startsWith('--app='))?.slice(6) ?? '');
}
