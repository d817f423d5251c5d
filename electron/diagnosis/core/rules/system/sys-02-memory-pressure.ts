/**
 * SYS-02: time lost waiting for memory (PSI), which occupancy does not show.
 * Trap: Raspberry Pi kernels may need psi=1 on their command line; without it SYS-02b looks at page faults instead.
 */
import { hostSubject, isHad, lossBetween, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const memoryPressure: Rule = {
  id: 'SYS-02',
  category: 'system',
  impact: 4,
  link: 'https://docs.kernel.org/accounting/psi.html',
  words: {
    en: {
      title: 'Waiting for memory',
      says: {
        ok: 'In the last minute some task waited for memory {{some|percent}} of the time.',
        some: 'In the last minute some task waited for memory {{some|percent}} of the time.',
        full: 'Everything stood still for want of memory: {{full|percent}} of the last minute, {{now|percent}} of the last ten seconds.',
      },
      cause: 'The kernel spends its time fetching pages back instead of running programs: they hold more memory than there is.',
      fix: 'Use fewer pool processes, recycle them earlier, or move a heavy service away from this Pi.',
      refute: 'The avg60 figures of /proc/pressure/memory stay below {{limit}} while the same tasks run.',
    },
    fr: {
      title: 'Attente de mémoire',
      says: {
        ok: 'Durant la dernière minute, une tâche a attendu la mémoire {{some|percent}} du temps.',
        some: 'Durant la dernière minute, une tâche a attendu la mémoire {{some|percent}} du temps.',
        full: 'Tout s’est arrêté faute de mémoire : {{full|percent}} de la dernière minute, {{now|percent}} des dix dernières secondes.',
      },
      cause: 'Le noyau passe son temps à relire des pages au lieu d’exécuter les programmes : ils occupent plus de mémoire qu’il n’y en a.',
      fix: 'Réduire le nombre de processus du pool, les recycler plus tôt, ou déplacer un service lourd hors de ce Pi.',
      refute: 'Les valeurs avg60 de /proc/pressure/memory restent sous {{limit}} pendant que les mêmes tâches tournent.',
    },
  },
  judge: (evidence) => {
    const { psiMemory } = evidence.system;
    if (!isHad(psiMemory)) return [unknownOf([psiMemory])];
    const some = psiMemory.value.some.avg60;
    const full = psiMemory.value.full?.avg60 ?? 0;
    const now = psiMemory.value.full?.avg10 ?? 0;
    const base = { subject: hostSubject(evidence), on: [psiMemory], args: { some, full, now, limit: 10 }, command: 'cat /proc/pressure/memory' };
    if (full > 5 || now > 20) return [{ ...base, severity: 'crit', says: 'full', group: 'memory' }];
    if (some > 10) return [{ ...base, severity: 'warn', says: 'some', group: 'memory', loss: lossBetween(some, 10, 60) }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  },
};
