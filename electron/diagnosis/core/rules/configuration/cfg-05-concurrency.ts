/**
 * CFG-05: pool processes of all workers together against the cores and the memory of the Pi.
 * Trap: the memory of pool processes is counted by PSS, for RSS counts shared pages once for each of them.
 */
import { isHad, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import { settingsOf } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const concurrencyFits: Rule = {
  id: 'CFG-05',
  category: 'configuration',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#concurrency',
  words: {
    en: {
      title: 'Number of pool processes',
      says: {
        ok: '{{count}} pool processes on {{cores}} cores.',
        cores: '{{count}} pool processes of all workers share {{cores}} cores; {{proposed}} would fit.',
        memory: '{{count}} pool processes need {{need|bytes}} at the size seen now ({{each|bytes}} each): {{share|percent}} of the memory. {{proposed}} would fit.',
      },
      cause: 'Without --concurrency each worker starts as many processes as there are cores, and nobody counts them together.',
      fix: 'Fitting number = the smaller of the cores and 70 % of the memory that is free without workers, divided by the size of one process. Shrink the pool now, and set --concurrency for the next start.',
      refute: 'The processes hardly ever work at the same time, and MemAvailable stays above 20 %.',
    },
    fr: {
      title: 'Nombre de processus du pool',
      says: {
        ok: '{{count}} processus du pool pour {{cores}} cœurs.',
        cores: '{{count}} processus de tous les workers se partagent {{cores}} cœurs ; {{proposed}} conviendraient.',
        memory: '{{count}} processus du pool demandent {{need|bytes}} à leur taille actuelle ({{each|bytes}} chacun) : {{share|percent}} de la mémoire. {{proposed}} conviendraient.',
      },
      cause: 'Sans --concurrency, chaque worker démarre autant de processus qu’il y a de cœurs, et personne ne les compte ensemble.',
      fix: 'Nombre convenable = le plus petit entre les cœurs et 70 % de la mémoire libre sans workers, divisée par la taille d’un processus. Réduire le pool maintenant, et fixer --concurrency pour le prochain démarrage.',
      refute: 'Les processus ne travaillent presque jamais en même temps, et MemAvailable reste au-dessus de 20 %.',
    },
  },
  judge: (evidence) => {
    const { mains } = evidence.processes;
    const { cores, memTotalBytes: total } = evidence.host;
    if (!isHad(mains) || cores === null || total === null) return [unknownOf([mains, evidence.system.meminfo])];
    if (mains.value.length === 0) return [];
    const children = mains.value.flatMap((main) => main.children);
    const count = mains.value.reduce((sum, main) => sum + (settingsOf(evidence, main).pool === 'prefork' ? Math.max(main.children.length, settingsOf(evidence, main).concurrency ?? 0) : 1), 0);
    const sizes = (children.length > 0 ? children : mains.value).flatMap((one) => valueOf(one.smaps)?.pssBytes ?? []).sort((a, b) => a - b);
    const each = sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * 0.95))] ?? null;
    const held = sizes.reduce((sum, size) => sum + size, 0);
    const available = valueOf(evidence.system.meminfo)?.['MemAvailable'] ?? null;
    const fitting = each === null || each === 0 || available === null ? cores : Math.floor((0.7 * (available + held)) / each);
    const proposed = Math.max(1, Math.min(cores, fitting));
    const need = each === null ? null : each * count;
    const share = need === null ? null : (100 * need) / total;
    const base = { on: [mains, evidence.system.meminfo], args: { count, cores, each, need, share, proposed } };
    const remedy = { fix: { id: 'pool-shrink', args: { proposed } }, group: 'memory' };
    if (share !== null && share > 70) return [{ ...base, ...remedy, severity: 'crit', says: 'memory' }];
    if (count > cores && mains.value.some((main) => settingsOf(evidence, main).pool === 'prefork')) return [{ ...base, ...remedy, severity: 'warn', says: 'cores', group: 'cpu-load' }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  },
};
