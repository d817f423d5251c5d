/** STO-10: beat's schedule file: writable, on a disk that lasts, and of one beat only. */
import { isHad, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const beatSchedule: Rule = {
  id: 'STO-10',
  category: 'storage',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html#starting-the-scheduler',
  words: {
    en: {
      title: 'Schedule file of beat',
      says: {
        ok: '{{path}} is writable and lasts.',
        shared: '{{count}} beats write the same schedule file {{path}}: they spoil it for each other.',
        'not-writable': '{{path}} cannot be written by its beat: after a restart it forgets when each task last ran.',
        temporary: '{{path}} lies in a place that a restart empties: every periodic task then counts as never run.',
      },
      cause: { shared: 'Two beats were started in the same directory.', else: 'Beat was started without -s in a directory that does not fit.' },
      fix: 'Start beat with -s and a path of its own under /var/lib; one beat only for each app.', refute: 'ls -l shows the file elsewhere, or one beat has ended since.',
    },
    fr: {
      title: 'Fichier d’échéances de beat',
      says: {
        ok: '{{path}} est inscriptible et durable.',
        shared: '{{count}} beats écrivent le même fichier {{path}} : ils se l’abîment l’un l’autre.',
        'not-writable': '{{path}} n’est pas inscriptible par son beat : après un redémarrage, il oublie quand chaque tâche a tourné.',
        temporary: '{{path}} se trouve là où un redémarrage efface tout : chaque tâche périodique passe alors pour jamais exécutée.',
      },
      cause: { shared: 'Deux beats ont été démarrés dans le même répertoire.', else: 'Beat a été démarré sans -s dans un répertoire qui ne convient pas.' },
      fix: 'Démarrer beat avec -s et un chemin à lui sous /var/lib ; un seul beat par application.', refute: 'ls -l montre le fichier ailleurs, ou l’un des beats s’est arrêté depuis.',
    },
  },
  judge: ({ processes: { beats }, storage: { beatSchedules, mounts } }) => {
    if (isHad(beats) && beats.value.length === 0) return [];
    if (!isHad(beatSchedules)) return [unknownOf([beatSchedules, beats])];
    const tmpfs = isHad(mounts) ? mounts.value.filter(({ kind }) => kind === 'tmpfs').map(({ path }) => `${path}/`) : [];
    const byPath = Map.groupBy(beatSchedules.value, ({ path }) => path);
    return [...byPath].map(([path, users]): Judgement => {
      const base = { on: [beatSchedules, beats], subject: subjectOf('file', path), args: { path, count: users.length } };
      if (users.length > 1) return { ...base, severity: 'warn', says: 'shared', group: 'beat' };
      if (users.some(({ isWritable }) => !isWritable)) return { ...base, severity: 'warn', says: 'not-writable' };
      if (path.startsWith('/tmp/') || tmpfs.some((place) => path.startsWith(place))) return { ...base, severity: 'warn', says: 'temporary' };
      return { ...base, severity: 'ok', says: 'ok' };
    });
  },
};
