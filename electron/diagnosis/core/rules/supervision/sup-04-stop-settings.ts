/** SUP-04: how supervisord stops a worker: ten seconds by default, and a signal to the whole group kills its tasks. */
import { isHad, isMissing, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import { settingsOf } from '#electron/diagnosis/core/worker-settings.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const programStop: Rule = {
  id: 'SUP-04',
  category: 'supervision',
  impact: 3,
  link: 'https://supervisord.org/configuration.html#program-x-section-settings',
  words: {
    en: {
      title: 'How supervisord stops a worker',
      says: { ok: 'supervisord waits long enough.', short: 'supervisord kills {{name}} {{wait|seconds}} after asking it to stop, but its tasks may take {{limit|seconds}}.', group: '{{name}} has stopasgroup=true: TERM reaches the pool processes too, and running tasks are lost.' },
      cause: 'stopwaitsecs is 10 by default.', fix: 'Set stopwaitsecs above the time limit of the tasks, stopasgroup=false and killasgroup=true.', refute: 'The section in the configuration holds these values, and it was reread.',
    },
    fr: {
      title: 'Comment supervisord arrête un worker',
      says: { ok: 'supervisord attend assez longtemps.', short: 'supervisord tue {{name}} {{wait|seconds}} après l’avoir prié de s’arrêter, mais ses tâches peuvent durer {{limit|seconds}}.', group: '{{name}} a stopasgroup=true : TERM atteint aussi les processus du pool, et les tâches en cours sont perdues.' },
      cause: 'stopwaitsecs vaut 10 par défaut.', fix: 'Mettre stopwaitsecs au-dessus de la limite de temps des tâches, stopasgroup=false et killasgroup=true.', refute: 'La section de la configuration contient ces valeurs, et elle a été relue.',
    },
  },
  judge: (evidence) => {
    const { config, programs } = evidence.supervisord;
    if (isMissing(programs) && isMissing(config)) return [];
    if (!isHad(config)) return [unknownOf([config])];
    const sections = Object.entries(config.value).filter(([section, { command = '' }]) => section.startsWith('program:') && /celery/.test(command) && /\bworker\b/.test(command));
    const found = sections.flatMap(([section, options]): Judgement[] => {
      const name = section.slice(8);
      const main = (valueOf(evidence.processes.mains) ?? []).find(({ backend }) => backend.kind === 'supervisord' && (backend.unit === name || backend.unit?.endsWith(`:${name}`) === true));
      const limit = main === undefined ? null : settingsOf(evidence, main).hardTimeLimitS;
      const wait = Number(options['stopwaitsecs'] ?? 10);
      const base = { on: [config], subject: { kind: 'program', name, pid: main?.pid ?? null, worker: main?.worker ?? null } as const, args: { name, wait, limit: limit ?? 300 }, group: 'stop-too-short', fix: { id: 'program-stop-settings', args: { program: name, waitS: Math.ceil((limit ?? 300) + 30) } } };
      if (/^(true|1|yes|on)$/i.test(options['stopasgroup'] ?? '')) return [{ ...base, severity: 'warn', says: 'group' }];
      return wait < (limit ?? 30) ? [{ ...base, severity: 'warn', says: 'short' }] : [];
    });
    return found.length > 0 ? found : [{ severity: 'ok', says: 'ok', on: [config] }];
  },
};
