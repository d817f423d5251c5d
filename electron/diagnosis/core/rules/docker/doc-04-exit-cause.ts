/** DOC-04: how a container of ours ended last: out of memory, killed, or stopped. Trap: the OOM flag names the container though a child was the victim. */
import { eachContainer } from '#electron/diagnosis/core/each-container.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const dayMs = 24 * 3_600_000;

export const containerExit: Rule = {
  id: 'DOC-04',
  category: 'docker',
  impact: 4,
  link: 'https://docs.docker.com/engine/containers/resource_constraints/',
  words: {
    en: {
      title: 'Last end of containers',
      says: { ok: 'No container of Celery or Redis ended badly in the last day.', oom: '{{name}} was ended by the out-of-memory killer.', 'oom-child': 'A process inside {{name}} was ended by the out-of-memory killer; the container goes on.', killed: '{{name}} was ended by SIGKILL (137), and Docker knows of no memory limit it reached: its stop took too long, somebody killed it, or the whole Pi ran out of memory.', crashed: '{{name}} ended by {{signal}} ({{code|number}}).', error: '{{name}} ended with exit code {{code|number}}.' },
      cause: { oom: 'It needed more than its limit, or the Pi ran out of memory.', 'oom-child': 'A task needed more than the limit of the container.', killed: 'docker stop waits 10 s by default and then kills.', else: 'The program inside failed; its log says why.' },
      fix: { oom: 'Fewer pool processes, or a limit that fits; see the check of the memory limits.', 'oom-child': 'Fewer pool processes, or recycle them by memory.', killed: 'Set stop_grace_period above the longest task.', else: 'Read docker logs --tail 100 of the container.' },
      refute: 'docker inspect shows OOMKilled false and another exit code.',
    },
    fr: {
      title: 'Dernière fin des conteneurs',
      says: { ok: 'Aucun conteneur de Celery ou Redis n’a mal fini depuis un jour.', oom: '{{name}} a été terminé par l’OOM killer.', 'oom-child': 'Un processus dans {{name}} a été terminé par l’OOM killer ; le conteneur continue.', killed: '{{name}} a été terminé par SIGKILL (137), et Docker ne sait d’aucune limite de mémoire atteinte : son arrêt a trop duré, quelqu’un l’a tué, ou tout le Pi a manqué de mémoire.', crashed: '{{name}} a fini par {{signal}} ({{code|number}}).', error: '{{name}} a fini avec le code {{code|number}}.' },
      cause: { oom: 'Il demandait plus que sa limite, ou le Pi n’avait plus de mémoire.', 'oom-child': 'Une tâche demandait plus que la limite du conteneur.', killed: 'docker stop attend 10 s par défaut, puis tue.', else: 'Le programme à l’intérieur a échoué ; son journal dit pourquoi.' },
      fix: { oom: 'Moins de processus du pool, ou une limite adaptée ; voir le contrôle des limites de mémoire.', 'oom-child': 'Moins de processus du pool, ou les recycler selon la mémoire.', killed: 'Mettre stop_grace_period au-dessus de la plus longue tâche.', else: 'Lire docker logs --tail 100 du conteneur.' },
      refute: 'docker inspect montre OOMKilled false et un autre code de sortie.',
    },
  },
  judge: (evidence, { nowMs }) => eachContainer(evidence, ({ name, oomKilled, exitCode: code, isOurs, state, finishedAtMs }, base) => {
    if (!isOurs) return [];
    const args = { name, code, signal: signalOf(code) };
    if (oomKilled) return [{ ...base, args, severity: 'crit', says: state === 'running' ? 'oom-child' : 'oom', group: 'memory-limit' }];
    const isRecent = finishedAtMs !== null && nowMs - finishedAtMs < dayMs;
    // 143 is TERM: somebody stopped it
    if (!isRecent || code === null || code === 0 || code === 143 || state === 'running') return [];
    if (code === 137) return [{ ...base, args, severity: 'warn', says: 'killed', group: 'container-down' }];
    return [{ ...base, args, severity: 'warn', says: args.signal === null ? 'error' : 'crashed', group: 'container-down' }];
  }),
};

function signalOf(code: number | null): string | null {
  const names: Readonly<Record<number, string>> = { 132: 'SIGILL', 134: 'SIGABRT', 135: 'SIGBUS', 136: 'SIGFPE', 139: 'SIGSEGV' };
  return code === null ? null : (names[code] ?? null);
}
