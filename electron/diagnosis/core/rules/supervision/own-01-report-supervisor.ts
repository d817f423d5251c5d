/**
 * OWN-01: a worker under the field report's celery_supervisor.py: its output is not read, and its restart limit does not slide.
 * It forgets its count only when the last restart is an hour old: ten crashes at any pace below that end it, and beat with it.
 */
import { lineMatches } from '#electron/diagnosis/core/log-lines.ts';
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const limit = 10;

export const reportSupervisor: Rule = {
  id: 'OWN-01',
  category: 'supervision',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/daemonizing.html',
  words: {
    en: {
      title: 'Home-made supervisor',
      says: {
        ok: 'No home-made supervisor is in use.',
        found: 'celery_supervisor.py (pid {{pid}}) starts the worker. Its limit of 10 restarts an hour does not slide: crashes up to an hour apart add up.',
        close: 'celery_supervisor.py (pid {{pid}}) has counted {{count|number}} restarts: after {{left|number}} more it ends itself, and beat with it.',
      },
      cause: 'Its counter is set back only when the last restart is more than an hour ago; its first start counts as well. It reads no output (stdout=PIPE), so a talkative worker blocks; and it kills after 10 s whatever a task may take.',
      fix: 'Deploy Fleetbeat’s supervisor in its place (true sliding window, pauses that grow, output read), or let systemd run the worker.',
      refute: 'Another program of the same name with a limit that slides.',
    },
    fr: {
      title: 'Superviseur maison',
      says: {
        ok: 'Aucun superviseur maison n’est utilisé.',
        found: 'celery_supervisor.py (pid {{pid}}) lance le worker. Sa limite de 10 redémarrages par heure ne glisse pas : des plantages espacés de moins d’une heure s’additionnent.',
        close: 'celery_supervisor.py (pid {{pid}}) a compté {{count|number}} redémarrages : après {{left|number}} de plus, il s’arrête lui-même, et beat avec lui.',
      },
      cause: 'Son compteur ne repart que si le dernier redémarrage date de plus d’une heure ; le premier démarrage compte aussi. Il ne lit aucune sortie (stdout=PIPE) : un worker bavard se bloque ; et il tue après 10 s, quelle que soit la durée permise à une tâche.',
      fix: 'Déployer le superviseur de Fleetbeat à sa place (vraie fenêtre glissante, pauses croissantes, sortie lue), ou confier le worker à systemd.',
      refute: 'Un autre programme du même nom dont la limite glisse.',
    },
  },
  judge: ({ processes: { mains, companions }, logs }) => {
    if (!isHad(mains)) return [unknownOf([mains])];
    const isOurs = (argv: readonly string[]): boolean => argv.some((word) => /(^|\/)celery_supervisor\.py$/.test(word));
    const supervised = mains.value.flatMap((main) => main.parents.filter(({ argv }) => isOurs(argv)).slice(0, 1).map(({ pid }) => ({ pid, main })));
    const alone = isHad(companions) ? companions.value.filter(({ argv }) => isOurs(argv)) : [];
    const pids = new Map<number, string | null>([...alone.map(({ pid }): [number, null] => [pid, null]), ...supervised.map(({ pid, main }): [number, string | null] => [pid, main.node])]);
    if (pids.size === 0) return [{ severity: 'ok', says: 'ok', on: [mains] }];
    const counts = lineMatches(logs, /(restart|red[^\s]{1,4}marrage)\D{0,20}#\s*\d+/i).map(({ text }) => Number(/#\s*(\d{1,6})/.exec(text)?.[1] ?? 0));
    const count = counts.at(-1) ?? 0;
    return [...pids].map(([pid, node]): Judgement => {
      const base = { on: [mains, companions, logs.events], subject: { kind: 'process', name: 'celery_supervisor.py', pid, worker: null } as const, args: { pid, node, count, left: Math.max(0, limit - count) }, group: 'home-made-supervisor' };
      return { ...base, severity: count >= limit - 2 ? 'crit' : 'warn', says: count >= limit - 2 ? 'close' : 'found' };
    });
  },
};
