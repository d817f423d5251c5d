/** LOG-09: a log that is written all day and fell silent while its worker lives. Trap: a quiet worker at level WARNING writes nothing for hours. */
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import { fewOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const hourMs = 3_600_000;

export const silentLogs: Rule = {
  id: 'LOG-09',
  category: 'logs',
  impact: 1,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#starting-the-worker',
  words: {
    en: {
      title: 'Logs that fell silent',
      says: { ok: 'The logs that are followed go on.', 'not-followed': 'No log of this host is followed.', silent: '{{names}} had many lines in the last day and none for {{age|seconds}}, while tasks are being done.' },
      cause: 'The worker is blocked on its output, the log was moved away under it, or the disk is full.', fix: 'See the check of the output pipe and of the disk; after logrotate use copytruncate or restart the worker.', refute: 'Its tasks write nothing at this level.',
    },
    fr: {
      title: 'Journaux devenus muets',
      says: { ok: 'Les journaux suivis continuent.', 'not-followed': 'Aucun journal de cet hôte n’est suivi.', silent: '{{names}} avait beaucoup de lignes depuis un jour et aucune depuis {{age|seconds}}, alors que des tâches se font.' },
      cause: 'Le worker est bloqué sur sa sortie, le journal a été déplacé sous lui, ou le disque est plein.', fix: 'Voir le contrôle du tube de sortie et celui du disque ; après logrotate, utiliser copytruncate ou redémarrer le worker.', refute: 'Ses tâches n’écrivent rien à ce niveau.',
    },
  },
  judge: (evidence, { nowMs }) => {
    const { sources } = evidence.logs;
    if (!isHad(sources)) return [{ ...unknownOf([sources]), grant: 'logs' }];
    if (sources.value.length === 0) return [{ severity: 'info', says: 'not-followed', on: [sources] }];
    const isWorking = evidence.panel.workers.some(({ counts }) => (counts?.perMinute ?? 0) > 1);
    const silent = sources.value.filter(({ kind, lines, lastLineAtMs }) => /celery|worker|file/.test(kind) && lines > 1000 && lastLineAtMs !== null && nowMs - lastLineAtMs > hourMs);
    if (!isWorking || silent.length === 0) return [{ severity: 'ok', says: 'ok', on: [sources] }];
    return [{ severity: 'warn', says: 'silent', on: [sources], args: { names: fewOf(silent.map(({ name }) => name.slice(0, 150))), age: (nowMs - Math.max(...silent.map(({ lastLineAtMs }) => lastLineAtMs ?? 0))) / 1000 }, group: 'pipe-full' }];
  },
};
