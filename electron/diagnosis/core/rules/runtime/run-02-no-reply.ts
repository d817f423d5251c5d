/**
 * RUN-02: no answer to a ping by remote control.
 * Traps: a solo worker in a task answers nobody; one missed answer proves nothing, so it must miss again in the next round.
 */
import { isHad, nodeSubject } from '#electron/diagnosis/core/judging.ts';
import { viewsHere } from '#electron/diagnosis/core/workers-here.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const noReply: Rule = {
  id: 'RUN-02',
  category: 'runtime',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#ping',
  words: {
    en: {
      title: 'Answers to remote control',
      says: { ok: 'The worker answered in {{took|ms}}.', busy: 'The worker is in a task and cannot answer meanwhile.', off: 'The worker has remote control switched off.', missed: 'The worker did not answer.', deaf: 'The worker did not answer, twice in a row: it is connected and deaf.' },
      cause: 'Its event loop stands still, or it lost its place at the broker after a reconnection.', fix: 'Restart it; tasks acknowledged late come back by themselves.', refute: 'celery inspect ping -d NODE answers pong.',
    },
    fr: {
      title: 'Réponses au contrôle à distance',
      says: { ok: 'Le worker a répondu en {{took|ms}}.', busy: 'Le worker est dans une tâche et ne peut pas répondre.', off: 'Le contrôle à distance du worker est désactivé.', missed: 'Le worker n’a pas répondu.', deaf: 'Le worker n’a pas répondu, deux fois de suite : il est connecté et sourd.' },
      cause: 'Sa boucle d’événements est figée, ou il a perdu sa place au broker après une reconnexion.', fix: 'Le redémarrer ; les tâches à acquittement tardif reviennent d’elles-mêmes.', refute: 'celery inspect ping -d NŒUD répond pong.',
    },
  },
  judge: (evidence) => evidence.celery.flatMap((node): Judgement[] => {
    const subject = nodeSubject(node);
    const view = viewsHere(evidence).find(({ key }) => key === node.worker);
    const on = [node.ping, node.heartbeat];
    if (isHad(node.ping)) return [{ subject, on, severity: 'ok', says: 'ok', args: { took: node.ping.value.ms } }];
    if (view?.verdict.kind === 'busy' || view?.verdict.reason === 'solo-in-task') return [{ subject, on, severity: 'ok', says: 'busy' }];
    if (view !== undefined && ['crashed', 'stopped', 'restarting', 'unreachable'].includes(view.verdict.kind)) return [];
    const stood = evidence.panel.earlierFindings.some(({ id, severity }) => id === `RUN-02:worker:${node.node}` && (severity === 'warn' || severity === 'crit'));
    return [stood ? { subject, on, severity: 'crit', says: 'deaf', group: 'worker-down' } : { subject, on, severity: 'warn', says: 'missed', group: 'worker-down' }];
  }),
};
