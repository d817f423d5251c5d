/** SUP-01: programs of supervisord that gave up or do not get up. */
import { isHad, isMissing, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const programStates: Rule = {
  id: 'SUP-01',
  category: 'supervision',
  impact: 4,
  link: 'https://supervisord.org/subprocess.html#process-states',
  words: {
    en: {
      title: 'Programs of supervisord',
      says: { ok: 'All programs run.', fatal: '{{name}} is FATAL: supervisord gave up on it{{why}}.', backoff: '{{name}} ends right after its start; supervisord tries again (BACKOFF){{why}}.', exited: '{{name}} has ended and is not started again (EXITED).', starting: '{{name}} has been STARTING for {{age|seconds}}.' },
      cause: { exited: 'autorestart is unexpected by default, and its exit code counts as expected.', else: 'The program ends before startsecs: a wrong path, a missing module, a broken setting.' },
      fix: { exited: 'Set autorestart=true, then start it.', else: 'Read its stderr log, mend it, then start it again.' }, refute: 'supervisorctl status shows RUNNING.',
    },
    fr: {
      title: 'Programmes de supervisord',
      says: { ok: 'Tous les programmes tournent.', fatal: '{{name}} est FATAL : supervisord y a renoncé{{why}}.', backoff: '{{name}} finit juste après son démarrage ; supervisord réessaie (BACKOFF){{why}}.', exited: '{{name}} s’est terminé et n’est pas redémarré (EXITED).', starting: '{{name}} est en STARTING depuis {{age|seconds}}.' },
      cause: { exited: 'autorestart vaut unexpected par défaut, et son code de sortie compte comme attendu.', else: 'Le programme finit avant startsecs : mauvais chemin, module manquant, réglage cassé.' },
      fix: { exited: 'Mettre autorestart=true, puis le démarrer.', else: 'Lire son journal stderr, réparer, puis le redémarrer.' }, refute: 'supervisorctl status affiche RUNNING.',
    },
  },
  judge: ({ supervisord: { programs } }, { nowMs }) => {
    if (isMissing(programs)) return [];
    if (!isHad(programs)) return [unknownOf([programs])];
    const found = programs.value.slice(0, 200).flatMap(({ name, group, state, spawnError, startedAtMs }): Judgement[] => {
      const full = group === name || group === '' ? name : `${group}:${name}`;
      const age = startedAtMs === null ? null : (nowMs - startedAtMs) / 1000;
      const base = { on: [programs], subject: subjectOf('program', full), args: { name: full, why: spawnError === '' ? '' : ` (${spawnError.slice(0, 200)})`, age }, group: 'program-down', command: 'supervisorctl status' };
      if (state === 'FATAL') return [{ ...base, severity: 'crit', says: 'fatal' }];
      if (state === 'BACKOFF') return [{ ...base, severity: 'crit', says: 'backoff' }];
      if (state === 'EXITED') return [{ ...base, severity: 'warn', says: 'exited' }];
      return state === 'STARTING' && (age ?? 0) > 30 ? [{ ...base, severity: 'warn', says: 'starting' }] : [];
    });
    return found.length > 0 ? found : [{ severity: 'ok', says: 'ok', on: [programs] }];
  },
};
