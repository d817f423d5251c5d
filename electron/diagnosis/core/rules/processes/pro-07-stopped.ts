/** PRO-07: a process held by SIGSTOP or a debugger. It looks alive in every list and does nothing. */
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const stoppedProcess: Rule = {
  id: 'PRO-07',
  category: 'processes',
  impact: 4,
  link: 'https://man7.org/linux/man-pages/man7/signal.7.html',
  words: {
    en: {
      title: 'Stopped processes',
      says: { ok: 'No process of the worker is stopped.', stopped: 'Process {{pid}} is stopped by a signal.', traced: 'Process {{pid}} is held by a debugger (pid {{tracer}}).' },
      cause: { traced: 'gdb, strace or py-spy is attached.', else: 'Somebody sent SIGSTOP, or pressed Ctrl+Z in its terminal.' },
      fix: { traced: 'Leave the debugger.', else: 'Send it SIGCONT.' }, refute: 'The state in ps is no longer T.',
    },
    fr: {
      title: 'Processus arrêtés',
      says: { ok: 'Aucun processus du worker n’est arrêté.', stopped: 'Le processus {{pid}} est arrêté par un signal.', traced: 'Le processus {{pid}} est retenu par un débogueur (pid {{tracer}}).' },
      cause: { traced: 'gdb, strace ou py-spy y est attaché.', else: 'Quelqu’un a envoyé SIGSTOP, ou pressé Ctrl+Z dans son terminal.' },
      fix: { traced: 'Quitter le débogueur.', else: 'Lui envoyer SIGCONT.' }, refute: 'L’état dans ps n’est plus T.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main }) => {
    const subject = workerSubject(main);
    const held = [main, ...main.children].find((one) => isHad(one.stat) && /^[Tt]$/.test(one.stat.value.first.state) && /^[Tt]$/.test(one.stat.value.second.state));
    if (held === undefined) return [isHad(main.stat) ? { subject, on: [main.stat], severity: 'ok', says: 'ok' } : unknownOf([main.stat], subject)];
    const tracer = isHad(held.status) ? (held.status.value['TracerPid'] ?? 0) : 0;
    return [{ subject, on: [held.stat, held.status], severity: 'crit', says: tracer > 0 ? 'traced' : 'stopped', args: { pid: held.pid, tracer }, group: 'worker-down', ...(tracer > 0 ? {} : { command: `kill -CONT ${held.pid}` }) }];
  }),
};
