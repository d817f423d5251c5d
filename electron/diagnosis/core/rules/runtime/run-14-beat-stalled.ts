/** RUN-14: a beat that stands still: stopped, blocked on its output, or its schedule untouched for more than a day. */
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { isPipeBlocked } from '#electron/diagnosis/core/blocked-on-pipe.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const dayMs = 25 * 3_600_000;

export const beatStalled: Rule = {
  id: 'RUN-14',
  category: 'runtime',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html',
  words: {
    en: {
      title: 'Beat at work',
      says: { ok: 'Beat keeps its schedule.', stopped: 'Beat is stopped by a signal.', blocked: 'Beat is blocked: nobody reads its output.', untouched: 'Beat has not written its schedule for {{age|seconds}}.' },
      cause: { stopped: 'SIGSTOP or Ctrl+Z.', blocked: 'Its output goes into a pipe that is full.', else: 'It sends nothing: no task is due that often, or it hangs.' },
      fix: { stopped: 'Continue it with SIGCONT, or restart it.', blocked: 'Restart it under something that reads its output.', else: 'Read its log; restart it if a task was due meanwhile.' }, refute: 'Its log shows «Scheduler: Sending due task» in the meantime.',
    },
    fr: {
      title: 'Beat au travail',
      says: { ok: 'Beat tient son échéancier.', stopped: 'Beat est arrêté par un signal.', blocked: 'Beat est bloqué : personne ne lit sa sortie.', untouched: 'Beat n’a pas écrit son échéancier depuis {{age|seconds}}.' },
      cause: { stopped: 'SIGSTOP ou Ctrl+Z.', blocked: 'Sa sortie va dans un tube plein.', else: 'Il n’envoie rien : aucune tâche n’est due si souvent, ou il est bloqué.' },
      fix: { stopped: 'Le reprendre avec SIGCONT, ou le redémarrer.', blocked: 'Le redémarrer sous quelque chose qui lit sa sortie.', else: 'Lire son journal ; le redémarrer si une tâche était due entre-temps.' }, refute: 'Son journal montre « Scheduler: Sending due task » dans l’intervalle.',
    },
  },
  judge: ({ processes: { beats }, storage: { beatSchedules } }, { nowMs }) => {
    if (!isHad(beats)) return [unknownOf([beats])];
    return beats.value.map((beat): Judgement => {
      const subject = { kind: 'beat', name: `pid ${beat.pid}`, pid: beat.pid, worker: null } as const;
      const on = [beat.stat, beat.wchan, beatSchedules];
      if (!isHad(beat.stat)) return unknownOf(on, subject);
      if (/^[Tt]$/.test(beat.stat.value.second.state)) return { subject, on, severity: 'crit', says: 'stopped', group: 'beat', command: `kill -CONT ${beat.pid}` };
      if (isPipeBlocked(beat)) return { subject, on, severity: 'crit', says: 'blocked', group: 'pipe-full' };
      const file = isHad(beatSchedules) ? beatSchedules.value.find(({ pid }) => pid === beat.pid) : undefined;
      const age = file === undefined ? 0 : nowMs - file.modifiedAtMs;
      if (age > dayMs && (beat.upS ?? 0) * 1000 > dayMs) return { subject, on, severity: 'warn', says: 'untouched', args: { age: age / 1000 }, group: 'beat' };
      return { subject, on, severity: 'ok', says: 'ok' };
    });
  },
};
