/**
 * RED-14: more unacknowledged tasks than living workers hold: the rest belong to a dead one and are invisible until the timeout.
 * Trap: it proves something only when every worker of this broker was asked; one that kept silent makes it unknown.
 */
import { brokerSubject, isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const orphanUnacked: Rule = {
  id: 'RED-14',
  category: 'redis',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html#visibility-timeout',
  words: {
    en: {
      title: 'Tasks of dead workers',
      says: { ok: 'Every unacknowledged task is held by a living worker.', orphans: '{{orphans|number}} of {{count|number}} unacknowledged tasks belong to no living worker; nobody works on them until the visibility timeout.' },
      cause: 'A worker was killed while it held them. A restart does not bring them back: they are in unacked, not in the queue.', fix: 'Give them back in the list of unacknowledged tasks; a copy is kept, so it can be undone.', refute: 'A worker that did not answer here lists them under active or reserved.',
    },
    fr: {
      title: 'Tâches de workers morts',
      says: { ok: 'Chaque tâche non acquittée est tenue par un worker vivant.', orphans: '{{orphans|number}} des {{count|number}} tâches non acquittées n’appartiennent à aucun worker vivant ; personne n’y travaille avant le délai de visibilité.' },
      cause: 'Un worker a été tué alors qu’il les tenait. Un redémarrage ne les ramène pas : elles sont dans unacked, pas dans la file.', fix: 'Les rendre dans la liste des tâches non acquittées ; une copie est gardée, on peut revenir en arrière.', refute: 'Un worker qui n’a pas répondu ici les affiche dans active ou reserved.',
    },
  },
  judge: (evidence, { nowMs }) => evidence.redis.map((redis): Judgement => {
    const subject = brokerSubject(redis);
    if (!isHad(redis.unacked)) return unknownOf([redis.unacked], subject);
    const { count } = redis.unacked.value;
    const on = [redis.unacked, redis.listeners];
    if (count === 0) return { subject, on, severity: 'ok', says: 'ok' };
    const counted = evidence.panel.workers.filter((worker) => worker.broker === redis.broker && worker.counts !== null && nowMs - worker.counts.at < 120_000);
    // a busy solo worker answers nothing and may hold one
    if (!isHad(redis.listeners) || counted.length < redis.listeners.value) return { ...unknownOf(on, subject), grant: 'worker-reply' };
    const held = counted.reduce((sum, { counts }) => sum + (counts?.active ?? 0) + (counts?.reserved ?? 0) + (counts?.scheduled ?? 0), 0);
    const orphans = count - held;
    // counted at slightly different moments: a task or two in passing prove nothing
    if (orphans <= counted.length) return { subject, on, severity: 'ok', says: 'ok' };
    return { subject, on, severity: 'warn', says: 'orphans', args: { count, orphans }, group: 'unacked' };
  }),
};
