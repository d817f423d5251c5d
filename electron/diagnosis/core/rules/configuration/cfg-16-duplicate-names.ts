/** CFG-16: two main processes under one node name: answers, revokes and restarts then hit either of them. */
import { lineMatches } from '#electron/diagnosis/core/log-lines.ts';
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const duplicateNames: Rule = {
  id: 'CFG-16',
  category: 'configuration',
  impact: 4,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#starting-the-worker',
  words: {
    en: {
      title: 'Names of workers',
      says: { ok: 'Every worker has a name of its own.', twice: '{{count}} main processes are called {{name}} (pids {{pids}}).', said: 'Celery itself warned of a node name that is used twice.' },
      cause: 'Both were started without -n, or the % of %h was swallowed: unit files and supervisord need %%h.', fix: 'Give each a name: -n w1@%%h in a unit or supervisord file, -n w1@%h in a shell. If one of them is a left-over of a failed restart, end it by its pid.', refute: 'One of the pids ended since.',
    },
    fr: {
      title: 'Noms des workers',
      says: { ok: 'Chaque worker a son propre nom.', twice: '{{count}} processus principaux s’appellent {{name}} (pid {{pids}}).', said: 'Celery a lui-même signalé un nom de nœud utilisé deux fois.' },
      cause: 'Les deux ont été démarrés sans -n, ou le % de %h a été avalé : les fichiers d’unité et supervisord demandent %%h.', fix: 'Donner un nom à chacun : -n w1@%%h dans une unité ou supervisord, -n w1@%h dans un shell. Si l’un est le reste d’un redémarrage manqué, le terminer par son pid.', refute: 'L’un des pid s’est terminé depuis.',
    },
  },
  judge: ({ processes: { mains }, logs }) => {
    if (!isHad(mains)) return [unknownOf([mains])];
    const groups = [...Map.groupBy(mains.value.filter(({ node }) => node !== null), ({ node }) => node ?? '')].filter(([, same]) => same.length > 1);
    const found: Judgement[] = groups.map(([name, same]) => ({ severity: 'crit', says: 'twice', on: [mains], subject: { kind: 'worker', name, pid: same[0]?.pid ?? null, worker: same[0]?.worker ?? null }, args: { name, count: same.length, pids: same.map(({ pid }) => pid).join(', ') }, group: 'duplicate-node' }));
    if (found.length > 0) return found;
    const warned = lineMatches(logs, /DuplicateNodenameWarning|Received multiple replies from node/).length > 0;
    return [warned ? { severity: 'warn', says: 'said', on: [logs.events, mains], group: 'duplicate-node' } : { severity: 'ok', says: 'ok', on: [mains] }];
  },
};
