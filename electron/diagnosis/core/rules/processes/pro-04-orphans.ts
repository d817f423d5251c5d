/** PRO-04: pool processes whose main is gone. They may still hold tasks and connections, and nobody gives them work or ends them. */
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const orphans: Rule = {
  id: 'PRO-04',
  category: 'processes',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#stopping-the-worker',
  words: {
    en: {
      title: 'Orphaned pool processes',
      says: { ok: 'Every pool process has its main.', orphans: '{{count}} pool processes have lost their main (pids {{pids}}).' },
      cause: 'The main process was killed so that its children could not notice, or a container’s init took them over.', fix: 'Ask each to end with TERM, by its pid; the panel checks its start time before.', refute: 'ps shows their parent as a celery worker.',
    },
    fr: {
      title: 'Processus du pool orphelins',
      says: { ok: 'Chaque processus du pool a son processus principal.', orphans: '{{count}} processus du pool ont perdu leur processus principal (pid {{pids}}).' },
      cause: 'Le processus principal a été tué sans que ses enfants le voient, ou l’init d’un conteneur les a recueillis.', fix: 'Demander à chacun de finir par TERM, par son pid ; le panneau vérifie d’abord son heure de départ.', refute: 'ps montre un worker celery comme leur parent.',
    },
  },
  judge: ({ processes: { orphans: list } }) => {
    if (!isHad(list)) return [unknownOf([list])];
    if (list.value.length === 0) return [{ severity: 'ok', says: 'ok', on: [list] }];
    const pids = list.value.slice(0, 20).map(({ pid }) => pid);
    return [{ severity: 'crit', says: 'orphans', on: [list], args: { count: list.value.length, pids: pids.join(', ') }, group: 'orphans', command: `ps -o pid,ppid,lstart,args -p ${pids.join(',')}` }];
  },
};
