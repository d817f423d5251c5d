/**
 * RUN-01: a worker that beats no more.
 * Traps: a solo worker in a long task cannot beat and is busy; one started without heartbeat never does; only a process proven gone is down.
 */
import { isHad, nodeSubject, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { viewsHere } from '#electron/diagnosis/core/workers-here.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

/** The last step of a stop comes this long after its beginning. */
const actedWithinMs = 15 * 60_000;

export const silentWorker: Rule = {
  id: 'RUN-01',
  category: 'runtime',
  impact: 5,
  link: 'https://docs.celeryq.dev/en/stable/userguide/monitoring.html#worker-events',
  words: {
    en: {
      title: 'Worker alive',
      says: {
        ok: 'The worker was heard {{age|seconds}} ago.', busy: 'The worker is in a task and cannot beat meanwhile, as is usual in a solo pool.',
        late: 'The last heartbeat came {{age|seconds}} ago; it should come every {{every|seconds}}.', stalled: 'The process lives, but was not heard for {{age|seconds}}.', down: 'The worker has died.', ended: 'The worker was ended through this panel {{ago|seconds}} ago and is not back.',
      },
      cause: { ended: 'Somebody stopped or killed it here; the journal of actions says who.', down: 'Its process ended and nothing started it again; the crash review has its end.', else: 'It stands still: blocked on its output, on a dead mount or in a task of a solo pool, or its connection to Redis is lost.' },
      fix: { ended: 'Start it when it is needed.', down: 'Start it again, then read why it died.', else: 'See the checks of its process (pipe, state) and of the broker; restart it if those say nothing.' }, refute: 'A heartbeat of this worker arrives, or it was stopped on purpose.',
    },
    fr: {
      title: 'Worker en vie',
      says: {
        ok: 'Le worker s’est manifesté il y a {{age|seconds}}.', busy: 'Le worker est dans une tâche et ne peut pas battre pendant ce temps, comme d’usage en pool solo.',
        late: 'Le dernier battement date de {{age|seconds}} ; il devrait venir toutes les {{every|seconds}}.', stalled: 'Le processus vit, mais ne s’est pas manifesté depuis {{age|seconds}}.', down: 'Le worker est mort.', ended: 'Le worker a été terminé depuis ce panneau il y a {{ago|seconds}} et n’est pas revenu.',
      },
      cause: { ended: 'Quelqu’un l’a arrêté ou tué ici ; le journal des actions dit qui.', down: 'Son processus s’est terminé et rien ne l’a redémarré ; la revue des plantages garde sa fin.', else: 'Il est figé : bloqué sur sa sortie, sur un montage mort ou dans une tâche en pool solo, ou sa connexion à Redis est perdue.' },
      fix: { ended: 'Le démarrer quand on en a besoin.', down: 'Le redémarrer, puis lire pourquoi il est mort.', else: 'Voir les contrôles de son processus (tube, état) et du broker ; le redémarrer s’ils ne disent rien.' }, refute: 'Un battement de ce worker arrive, ou il a été arrêté exprès.',
    },
  },
  judge: (evidence, { nowMs }) => {
    const views = viewsHere(evidence);
    const gone: Judgement[] = views.filter(({ verdict }) => verdict.kind === 'crashed').map(({ name, key, process, verdict }) => {
      const base = { on: [evidence.processes.mains], subject: { kind: 'worker', name, pid: process?.pid ?? null, worker: key } as const };
      const act = evidence.panel.actions.findLast(({ worker, what, atMs }) => worker === key && (what === 'stop' || what === 'signal') && Math.abs(verdict.since - atMs) < actedWithinMs);
      return act === undefined ? { ...base, severity: 'crit', says: 'down', group: 'worker-down' } : { ...base, severity: 'info', says: 'ended', args: { ago: Math.round((nowMs - verdict.since) / 1000) } };
    });
    const nodes = evidence.celery.map((node): Judgement | null => {
      const view = views.find(({ key }) => key === node.worker);
      const subject = nodeSubject(node);
      const main = isHad(evidence.processes.mains) ? evidence.processes.mains.value.find(({ pid }) => pid === node.pid) : undefined;
      if (view !== undefined && ['crashed', 'stopped', 'restarting'].includes(view.verdict.kind)) return null;
      if (main?.asked.withoutHeartbeat === true) return null;
      const on = [node.heartbeat, node.ping];
      if (!isHad(node.heartbeat)) return unknownOf(on, subject);
      const every = node.heartbeat.value.everyS ?? 2;
      const age = Math.max(0, (nowMs - node.heartbeat.value.atMs) / 1000);
      const base = { subject, on, args: { age: Math.round(age), every } };
      if (age <= Math.max(10, 3 * every)) return { ...base, severity: 'ok', says: 'ok' };
      if (view?.verdict.kind === 'busy' || view?.verdict.reason === 'solo-in-task') return { ...base, severity: 'ok', says: 'busy' };
      if (isHad(node.ping)) return { ...base, severity: 'info', says: 'late' };
      return age > Math.max(30, 3 * every) && main !== undefined ? { ...base, severity: 'crit', says: 'stalled', group: 'worker-down' } : { ...base, severity: 'warn', says: 'late', group: 'worker-down' };
    });
    return [...gone, ...nodes.filter((one) => one !== null)];
  },
};
