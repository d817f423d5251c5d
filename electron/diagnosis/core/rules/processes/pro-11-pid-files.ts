/** PRO-11: a pid file that names a process that is gone or is another program: a start then refuses, or a stop hits the wrong one. */
import { isHad, isMissing, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const stalePidFile: Rule = {
  id: 'PRO-11',
  category: 'processes',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/daemonizing.html#available-options',
  words: {
    en: {
      title: 'Pid files',
      says: { ok: 'Every pid file names its process.', gone: '{{path}} names pid {{pid}}, which does not exist.', other: '{{path}} names pid {{pid}}, which is another program now: a stop by this file would hit the wrong one.', empty: '{{path}} holds no pid.' },
      cause: 'The worker was killed and could not remove it.', fix: 'Remove the file after a look at it; Celery itself removes a stale one when it starts.', refute: 'cat of the file and ps of that pid show a celery process.',
    },
    fr: {
      title: 'Fichiers de pid',
      says: { ok: 'Chaque fichier de pid nomme son processus.', gone: '{{path}} nomme le pid {{pid}}, qui n’existe pas.', other: '{{path}} nomme le pid {{pid}}, devenu un autre programme : un arrêt par ce fichier toucherait le mauvais.', empty: '{{path}} ne contient aucun pid.' },
      cause: 'Le worker a été tué sans pouvoir le retirer.', fix: 'Retirer le fichier après l’avoir regardé ; Celery retire lui-même un fichier périmé à son démarrage.', refute: 'cat du fichier et ps de ce pid montrent un processus celery.',
    },
  },
  judge: ({ processes: { pidFiles } }) => {
    if (isMissing(pidFiles)) return [];
    if (!isHad(pidFiles)) return [unknownOf([pidFiles])];
    const found = pidFiles.value.flatMap(({ path, pid, isAlive, isCelery }): Judgement[] => {
      const base = { on: [pidFiles], subject: subjectOf('file', path), args: { path, pid }, group: 'pid-file' };
      if (pid === null) return [{ ...base, severity: 'warn', says: 'empty' }];
      if (isAlive === false) return [{ ...base, severity: 'warn', says: 'gone' }];
      return isCelery === false ? [{ ...base, severity: 'crit', says: 'other' }] : [];
    });
    return found.length > 0 ? found.slice(0, 20) : [{ severity: 'ok', says: 'ok', on: [pidFiles] }];
  },
};
