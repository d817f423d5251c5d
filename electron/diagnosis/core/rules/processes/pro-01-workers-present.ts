/**
 * PRO-01: workers that should run here and do not: those that units, programs or containers are there for.
 * Trap: other users' processes may be hidden; then absence proves nothing. A stopped worker was stopped by somebody.
 */
import { fewOf, isHad, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import { viewsHere } from '#electron/diagnosis/core/workers-here.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const workersPresent: Rule = {
  id: 'PRO-01',
  category: 'processes',
  impact: 5,
  link: 'https://docs.celeryq.dev/en/stable/userguide/daemonizing.html',
  words: {
    en: {
      title: 'Workers that should run',
      says: { ok: '{{count}} workers run.', 'none-known': 'No worker runs here, and nothing on this host is set up to run one.', missing: 'No worker runs here, although {{names}} should run one.', stopped: '{{names}} were stopped and are not running.' },
      cause: { stopped: 'Somebody, or a playbook, stopped them.', else: 'They ended, or were never started after the last boot.' },
      fix: { stopped: 'Start them when they are needed.', else: 'Start them, then see in the crash review why they ended.' }, refute: 'ps shows a celery worker of another user, or it runs in a container that could not be looked into.',
    },
    fr: {
      title: 'Workers qui devraient tourner',
      says: { ok: '{{count}} workers tournent.', 'none-known': 'Aucun worker ne tourne ici, et rien sur cet hôte n’est prévu pour en faire tourner.', missing: 'Aucun worker ne tourne ici, alors que {{names}} devrait en faire tourner.', stopped: '{{names}} ont été arrêtés et ne tournent pas.' },
      cause: { stopped: 'Quelqu’un, ou une procédure, les a arrêtés.', else: 'Ils se sont terminés, ou n’ont jamais été démarrés depuis le dernier démarrage.' },
      fix: { stopped: 'Les démarrer quand on en a besoin.', else: 'Les démarrer, puis voir dans la revue des plantages pourquoi ils ont fini.' }, refute: 'ps montre un worker celery d’un autre utilisateur, ou il tourne dans un conteneur où l’on n’a pas pu regarder.',
    },
  },
  judge: (evidence) => {
    const { mains, isComplete } = evidence.processes;
    if (!isHad(mains)) return [unknownOf([mains])];
    const units = (valueOf(evidence.systemd.units) ?? []).filter(({ role }) => role === 'worker').map(({ name }) => name);
    const programs = (valueOf(evidence.supervisord.programs) ?? []).filter(({ name, group }) => /celery|worker/i.test(`${group}:${name}`) && !/beat|flower/i.test(name)).map(({ name }) => name);
    const containers = (valueOf(evidence.docker.containers) ?? []).filter(({ command, isOurs }) => isOurs && /\bworker\b/.test(command.join(' '))).map(({ name }) => name);
    const meant = [...units, ...programs, ...containers];
    const on = [mains, evidence.systemd.units, evidence.supervisord.programs, evidence.docker.containers];
    if (mains.value.length === 0 && !isComplete) return [{ ...unknownOf([mains]), grant: 'hidepid' }];
    if (mains.value.length === 0) return [meant.length > 0 ? { severity: 'crit', says: 'missing', on, args: { names: fewOf(meant) }, group: 'worker-down', isBlocking: true } : { severity: 'info', says: 'none-known', on }];
    const stopped = viewsHere(evidence).filter(({ verdict }) => verdict.kind === 'stopped').map(({ name }) => String(name));
    if (stopped.length > 0) return [{ severity: 'info', says: 'stopped', on, args: { names: fewOf(stopped) } }];
    return [{ severity: 'ok', says: 'ok', on: [mains], args: { count: mains.value.length } }];
  },
};
