/** PRO-08: who goes first when memory runs out. Redis and the main process should outlive a pool process. */
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const oomOrder: Rule = {
  id: 'PRO-08',
  category: 'processes',
  impact: 1,
  link: 'https://man7.org/linux/man-pages/man5/proc_pid_oom_score_adj.5.html',
  words: {
    en: {
      title: 'Order of the out-of-memory killer',
      says: { ok: 'Redis is shielded from the out-of-memory killer.', equal: 'Redis has no advantage over the workers when memory runs out ({{redis}} and {{worker}}).' },
      cause: 'Nobody set oom_score_adj.', fix: 'Set OOMScoreAdjust=-500 in a drop-in of the unit of Redis: losing the broker costs more than one task.', refute: '/proc/PID/oom_score_adj of redis-server is below that of the workers.',
    },
    fr: {
      title: 'Ordre de l’OOM killer',
      says: { ok: 'Redis est à l’abri de l’OOM killer.', equal: 'Redis n’a aucun avantage sur les workers quand la mémoire manque ({{redis}} et {{worker}}).' },
      cause: 'Personne n’a réglé oom_score_adj.', fix: 'Mettre OOMScoreAdjust=-500 dans un complément de l’unité de Redis : perdre le broker coûte plus qu’une tâche.', refute: '/proc/PID/oom_score_adj de redis-server est inférieur à celui des workers.',
    },
  },
  judge: ({ processes: { redisServers, mains } }) => {
    if (!isHad(redisServers) || !isHad(mains)) return [unknownOf([redisServers, mains])];
    const server = redisServers.value[0];
    const worker = mains.value[0];
    if (server === undefined || worker === undefined) return [];
    const on = [server.oomScoreAdj, worker.oomScoreAdj];
    if (!isHad(server.oomScoreAdj) || !isHad(worker.oomScoreAdj)) return [unknownOf(on)];
    const args = { redis: server.oomScoreAdj.value, worker: worker.oomScoreAdj.value };
    return [args.redis < args.worker ? { severity: 'ok', says: 'ok', on, args } : { severity: 'info', says: 'equal', on, args, fix: { id: 'redis-oom-shield', args: {} } }];
  },
};
