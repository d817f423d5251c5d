/** SUP-03: supervisord's exit status of a program that gave up reads 0 though it failed; the log line is right. */
import { isHad, isMissing, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const exitStatus: Rule = {
  id: 'SUP-03',
  category: 'supervision',
  impact: 1,
  link: 'https://supervisord.org/api.html#supervisor.rpcinterface.SupervisorNamespaceRPCInterface.getProcessInfo',
  words: {
    en: {
      title: 'Exit status as supervisord tells it',
      says: { ok: 'No program’s exit status misleads.', lies: '{{name}} is FATAL and its exit status reads 0: do not believe it, its log says how it ended.' },
      cause: 'supervisord keeps 0 there when a program never got up.', fix: 'Read the «exited:» line of its log, or the crash review.', refute: 'The program runs again.',
    },
    fr: {
      title: 'Code de sortie selon supervisord',
      says: { ok: 'Aucun code de sortie ne trompe.', lies: '{{name}} est FATAL et son code de sortie vaut 0 : ne pas le croire, son journal dit comment il a fini.' },
      cause: 'supervisord y garde 0 quand un programme n’a jamais pris.', fix: 'Lire la ligne « exited: » de son journal, ou la revue des plantages.', refute: 'Le programme tourne de nouveau.',
    },
  },
  judge: ({ supervisord: { programs } }) => {
    if (isMissing(programs)) return [];
    if (!isHad(programs)) return [unknownOf([programs])];
    const found: Judgement[] = programs.value.filter(({ state, exitStatus: status }) => state === 'FATAL' && status === 0).map(({ name }) => ({ severity: 'info', says: 'lies', on: [programs], subject: subjectOf('program', name), args: { name } }));
    return found.length > 0 ? found : [{ severity: 'ok', says: 'ok', on: [programs] }];
  },
};
