/** PRO-09: the worker runs from files that were replaced on disk: an upgrade that only half took place. Trap: memory files and shared segments are deleted by design. */
import { fewOf, isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const replacedFiles: Rule = {
  id: 'PRO-09',
  category: 'processes',
  impact: 2,
  link: 'https://man7.org/linux/man-pages/man5/proc_pid_exe.5.html',
  words: {
    en: {
      title: 'Replaced programs',
      says: { ok: 'The worker runs what is on disk.', replaced: 'The worker still runs files that were replaced: {{names}}.' },
      cause: 'Packages were upgraded while it ran. New pool processes may then load a mixture of old and new.', fix: 'Restart the worker at a quiet moment.', refute: 'No path in /proc/PID/maps ends in (deleted).',
    },
    fr: {
      title: 'Programmes remplacés',
      says: { ok: 'Le worker exécute ce qui est sur le disque.', replaced: 'Le worker exécute encore des fichiers remplacés : {{names}}.' },
      cause: 'Des paquets ont été mis à jour pendant qu’il tournait. De nouveaux processus du pool risquent de charger un mélange d’ancien et de neuf.', fix: 'Redémarrer le worker à un moment calme.', refute: 'Aucun chemin de /proc/PID/maps ne finit par (deleted).',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const subject = workerSubject(main);
    const on = [main.exe, main.libraries];
    if (!isHad(main.exe) || !isHad(main.libraries)) return [unknownOf(on, subject)];
    const files = main.libraries.value.filter(({ path, isDeleted }) => isDeleted && /\.so(\.|$)|\/bin\//.test(path) && !/^\/(dev|memfd|SYSV|tmp)/.test(path)).map(({ path }) => path);
    const names = [...(main.exe.value.isDeleted ? [main.exe.value.path] : []), ...files];
    return [names.length === 0 ? { subject, on, severity: 'ok', says: 'ok' } : { subject, on, severity: 'warn', says: 'replaced', args: { names: fewOf(names.map((name) => name.slice(0, 150))) }, group: 'replaced-files' }];
  }),
};
