/** CFG-01: max-memory-per-child is KiB. 524288000, meant as 500 MB, is 500 GiB and never acts. */
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker, settingsOf, unanswered, type WorkerSettings } from '#electron/diagnosis/core/worker-settings.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const maxShareOfRam = 0.6;
const smallHostBytes = 4.2 * 1024 ** 3;

export const memoryLimitUnit: Rule = {
  id: 'CFG-01',
  category: 'configuration',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#max-memory-per-child-setting',
  words: {
    en: {
      title: 'Memory limit of a pool process',
      says: {
        ok: 'Each pool process is replaced after {{limit|bytes}}.',
        never: 'The limit is {{limitKiB|number}} KiB, that is {{limit|bytes}}: more than this host has ({{total|bytes}}), so it never acts.',
        'too-high': '{{children}} pool processes with {{limit|bytes}} each may hold more than this host has.',
        unset: 'No limit: a pool process that grows is never replaced.',
      },
      cause: { never: 'The number is KiB. Written as bytes it is 1024 times too large, and Celery takes it without a word.', else: 'The limit compares the peak memory of a pool process, after each task, with this number of KiB.' },
      fix: 'Start the worker with --max-memory-per-child={{proposed}} (KiB: {{share|percent}} of the memory shared by {{children}} processes). It is looked at after a task, so it cannot stop the task that eats the memory.',
      refute: 'stats shows another max-memory-per-child for this worker, or its pool is not prefork (then the number does nothing at all).',
    },
    fr: {
      title: 'Limite de mémoire d’un processus du pool',
      says: {
        ok: 'Chaque processus du pool est remplacé au-delà de {{limit|bytes}}.',
        never: 'La limite est de {{limitKiB|number}} Kio, soit {{limit|bytes}} : plus que cet hôte n’en a ({{total|bytes}}), elle n’agit donc jamais.',
        'too-high': '{{children}} processus du pool à {{limit|bytes}} chacun peuvent dépasser ce que cet hôte possède.',
        unset: 'Aucune limite : un processus du pool qui grossit n’est jamais remplacé.',
      },
      cause: { never: 'Le nombre est en Kio. Écrit en octets, il est 1024 fois trop grand, et Celery l’accepte sans rien dire.', else: 'La limite compare, après chaque tâche, le pic de mémoire d’un processus du pool à ce nombre de Kio.' },
      fix: 'Démarrer le worker avec --max-memory-per-child={{proposed}} (Kio : {{share|percent}} de la mémoire partagée par {{children}} processus). Elle est vérifiée après une tâche : elle n’arrête pas la tâche qui dévore la mémoire.',
      refute: 'stats indique un autre max-memory-per-child pour ce worker, ou son pool n’est pas prefork (le nombre n’a alors aucun effet).',
    },
  },
  judge: (evidence) => eachWorker(evidence, (settings) => judgeWorker(evidence, settings)),
};

function judgeWorker(evidence: Evidence, settings: WorkerSettings): readonly Judgement[] {
  const { main, pool, maxMemoryPerChildKiB: limitKiB } = settings;
  const subject = workerSubject(main);
  const total = evidence.host.memTotalBytes;
  const on = [...settings.on, evidence.system.meminfo];
  if (total === null) return [unknownOf(on, subject)];
  const limit = limitKiB === null ? null : limitKiB * 1024;
  const children = Math.max(1, settings.concurrency ?? main.children.length);
  // every process of every worker shares the memory
  const all = isHad(evidence.processes.mains) ? evidence.processes.mains.value.reduce((sum, one) => sum + Math.max(1, settingsOf(evidence, one).concurrency ?? one.children.length), 0) : children;
  const proposed = Math.floor((maxShareOfRam * total) / 1024 / all);
  const base = { subject, on, args: { limitKiB, limit, total, children: all, proposed: String(proposed), share: maxShareOfRam * 100 } };
  const remedy = { fix: { id: 'worker-memory-limit', args: { proposed } }, group: 'memory-limit' };
  // a figure that cannot be meant is told whatever the pool; that other pools ignore it is CFG-02's to say
  if (limit !== null && limit > total) return [{ ...base, ...remedy, severity: 'crit', says: 'never' }];
  if (pool !== 'prefork') return pool === 'unknown' ? [unanswered(settings)] : [];
  if (limit === null && !settings.isKnown) return [unanswered(settings)];
  if (limit === null) return total > smallHostBytes ? [{ ...base, severity: 'info', says: 'unset' }] : [{ ...base, ...remedy, severity: 'warn', says: 'unset' }];
  if (limit * children > maxShareOfRam * total) return [{ ...base, ...remedy, severity: 'warn', says: 'too-high' }];
  return [{ ...base, severity: 'ok', says: 'ok' }];
}
