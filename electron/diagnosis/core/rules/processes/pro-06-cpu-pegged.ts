/** PRO-06: one process that computes without a pause for longer than its task may take. Trap: computing is what a worker is for. */
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { viewsHere } from '#electron/diagnosis/core/workers-here.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const cpuPegged: Rule = {
  id: 'PRO-06',
  category: 'processes',
  impact: 2,
  link: 'https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html',
  words: {
    en: {
      title: 'Processes that never pause',
      says: { ok: 'No process computes beyond its time.', pegged: 'Process {{pid}} uses {{cpu|percent}} of a core, while its worker reports no task under way.', over: 'Process {{pid}} uses {{cpu|percent}} of a core, and its task has run for {{age|seconds}}, over its limit of {{limit|seconds}}.' },
      cause: { pegged: 'A thread that a task started goes on after it, or the event loop spins.', else: 'The task is in an endless loop, and the limit does not act in this pool.' },
      fix: { pegged: 'Restart the worker; find the thread with py-spy dump if it comes back.', else: 'Revoke the task with terminate in prefork; restart a solo worker.' }, refute: 'The CPU ticks of the process stop when its task ends.',
    },
    fr: {
      title: 'Processus sans pause',
      says: { ok: 'Aucun processus ne calcule au-delà de son temps.', pegged: 'Le processus {{pid}} utilise {{cpu|percent}} d’un cœur alors que son worker n’annonce aucune tâche.', over: 'Le processus {{pid}} utilise {{cpu|percent}} d’un cœur, et sa tâche tourne depuis {{age|seconds}}, plus que sa limite de {{limit|seconds}}.' },
      cause: { pegged: 'Un fil lancé par une tâche continue après elle, ou la boucle d’événements s’emballe.', else: 'La tâche est dans une boucle sans fin, et la limite n’agit pas dans ce pool.' },
      fix: { pegged: 'Redémarrer le worker ; trouver le fil avec py-spy dump s’il revient.', else: 'Révoquer la tâche avec terminate en prefork ; redémarrer un worker solo.' }, refute: 'Les tics du processus cessent quand sa tâche finit.',
    },
  },
  judge: (evidence, { nowMs }) => eachWorker(evidence, ({ main, node, hardTimeLimitS: limit }) => {
    const subject = workerSubject(main);
    const ticks = evidence.host.clockTicksPerSecond ?? 100;
    const busy = [main, ...main.children].flatMap((one) => {
      if (!isHad(one.stat) || one.stat.value.overMs <= 0) return [];
      const { first, second, overMs } = one.stat.value;
      const cpu = (100 * ((second.userTicks + second.systemTicks - first.userTicks - first.systemTicks) / ticks)) / (overMs / 1000);
      return cpu > 95 ? [{ one, cpu }] : [];
    })[0];
    const on = [main.stat, ...(node === null ? [] : [node.active])];
    if (!isHad(main.stat)) return [unknownOf(on, subject)];
    if (busy === undefined) return [{ subject, on, severity: 'ok', says: 'ok' }];
    if (node === null || !isHad(node.active)) return [{ ...unknownOf(on, subject), grant: 'worker-reply' }];
    const started = Math.min(...node.active.value.flatMap(({ startedAtMs }) => startedAtMs ?? []), nowMs);
    const age = (nowMs - started) / 1000;
    // one look at a busy moment proves nothing: the sampler must have seen it too
    const seen = viewsHere(evidence).find(({ key }) => key === main.worker);
    const base = { subject, on: [busy.one.stat, ...on.slice(1)], args: { pid: busy.one.pid, cpu: busy.cpu, age, limit }, group: 'stuck-task' };
    if (limit !== null && age > limit) return [{ ...base, severity: 'warn', says: 'over' }];
    if (node.active.value.length === 0 && (seen?.totalCpu ?? 0) > 90) return [{ ...base, severity: 'warn', says: 'pegged' }];
    return [{ subject, on, severity: 'ok', says: 'ok' }];
  }),
};
