/**
 * RUN-06: a task that runs far longer than its kind does.
 * Traps: five minutes are nothing where fifteen are allowed, so its own past and its own limit judge it, not a fixed number.
 */
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const stuckTask: Rule = {
  id: 'RUN-06',
  category: 'runtime',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#dump-of-currently-executing-tasks',
  words: {
    en: {
      title: 'Tasks under way',
      says: { ok: 'No task runs unusually long.', long: '{{task}} has run for {{age|seconds}}; 95 of 100 ended within {{usual|seconds}}.', 'past-limit': '{{task}} has run for {{age|seconds}}, longer than its limit of {{limit|seconds}} allows.', endless: '{{task}} has run for {{age|seconds}}; nobody knows how long it usually takes, and it has no limit.' },
      cause: { 'past-limit': 'The limit does not act in this pool, or the process hangs where no signal reaches it.', else: 'It waits for something that does not come: a network call without a timeout, a lock, a dead mount.' },
      fix: { 'past-limit': 'Restart the worker if its pool has no limits; in prefork revoke the task with terminate.', else: 'See what it waits for; revoke it with terminate (prefork), or restart a solo worker.' }, refute: 'The task is meant to run that long.',
    },
    fr: {
      title: 'Tâches en cours',
      says: { ok: 'Aucune tâche ne dure anormalement.', long: '{{task}} tourne depuis {{age|seconds}} ; 95 sur 100 finissaient en {{usual|seconds}}.', 'past-limit': '{{task}} tourne depuis {{age|seconds}}, plus que ne le permet sa limite de {{limit|seconds}}.', endless: '{{task}} tourne depuis {{age|seconds}} ; personne ne connaît sa durée habituelle, et elle n’a pas de limite.' },
      cause: { 'past-limit': 'La limite n’agit pas dans ce pool, ou le processus est bloqué là où aucun signal ne l’atteint.', else: 'Elle attend quelque chose qui ne vient pas : un appel réseau sans délai, un verrou, un montage mort.' },
      fix: { 'past-limit': 'Redémarrer le worker si son pool n’a pas de limites ; en prefork, révoquer la tâche avec terminate.', else: 'Voir ce qu’elle attend ; la révoquer avec terminate (prefork), ou redémarrer un worker solo.' }, refute: 'La tâche est faite pour durer aussi longtemps.',
    },
  },
  judge: (evidence, { nowMs }) => eachWorker(evidence, ({ main, node, hardTimeLimitS: limit }) => {
    const worker = { kind: 'worker', name: main.node ?? `pid ${main.pid}`, pid: main.pid, worker: main.worker } as const;
    if (node === null || !isHad(node.active)) return [{ ...unknownOf(node === null ? [evidence.processes.mains] : [node.active], worker), grant: 'worker-reply' }];
    const found = node.active.value.flatMap((task): Judgement[] => {
      if (task.startedAtMs === null) return [];
      const age = (nowMs - task.startedAtMs) / 1000;
      const past = Object.hasOwn(evidence.panel.taskRuntimesS, task.name) ? evidence.panel.taskRuntimesS[task.name] : undefined;
      const usual = past !== undefined && past.count >= 5 ? past.p95 : null;
      const base = { on: [node.active], subject: { kind: 'task', name: `${task.name} ${task.id}`.slice(0, 600), pid: task.workerPid, worker: main.worker } as const, args: { task: task.name, age, usual, limit }, group: 'stuck-task' };
      if (limit !== null && age > limit + 60) return [{ ...base, severity: 'crit', says: 'past-limit' }];
      if (usual !== null && age > 300 && age > 3 * usual) return [{ ...base, severity: 'warn', says: 'long' }];
      return usual === null && limit === null && age > 3600 ? [{ ...base, severity: 'warn', says: 'endless' }] : [];
    });
    return found.length > 0 ? found.slice(0, 50) : [{ severity: 'ok', says: 'ok', on: [node.active], subject: worker }];
  }),
};
