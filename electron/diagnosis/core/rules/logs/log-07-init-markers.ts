/**
 * LOG-07: the lines by which a worker says that its protections are in place, missing after its last start.
 * Traps: the report's lines come accented or garbled, so only their ASCII parts count; a worker that never wrote them needs none.
 */
import { lineMatches } from '#electron/diagnosis/core/log-lines.ts';
import { isHad, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const marker = /Worker process initialized|OpenCV configur.{1,6}en single-thread|Limite m.{1,6}moire processus configur|fleetbeat-worker: ready/i;

export const initMarkers: Rule = {
  id: 'LOG-07',
  category: 'logs',
  impact: 2,
  link: 'https://docs.celeryq.dev/en/stable/userguide/signals.html#worker-process-init',
  words: {
    en: {
      title: 'Start-up marks of the worker',
      says: { ok: 'The worker wrote its start-up marks, or never does.', missing: 'The worker used to write start-up marks, and wrote none since its last start {{up|seconds}} ago.' },
      cause: 'The code that sets its protections failed, and a bare except hid it.', fix: 'Start it in the foreground once and look for what fails in worker_process_init.', refute: 'The log level was raised, so that the lines are not written any more.',
    },
    fr: {
      title: 'Marques de démarrage du worker',
      says: { ok: 'Le worker a écrit ses marques de démarrage, ou n’en écrit jamais.', missing: 'Le worker écrivait des marques de démarrage, et n’en a écrit aucune depuis son dernier démarrage il y a {{up|seconds}}.' },
      cause: 'Le code qui pose ses protections a échoué, et un except nu l’a caché.', fix: 'Le démarrer une fois au premier plan et chercher ce qui échoue dans worker_process_init.', refute: 'Le niveau de journal a été relevé, et ces lignes ne sont plus écrites.',
    },
  },
  judge: (evidence, { nowMs }) => eachWorker(evidence, ({ main }) => {
    const subject = workerSubject(main);
    const on = [evidence.logs.events];
    if (!isHad(evidence.logs.events) || main.upS === null) return [{ ...unknownOf(on, subject), grant: 'logs' }];
    const marks = lineMatches(evidence.logs, marker);
    const started = nowMs - main.upS * 1000;
    const wroteBefore = marks.some(({ atMs }) => atMs < started - 60_000);
    const wroteSince = marks.some(({ atMs }) => atMs >= started - 60_000);
    // right after a start the lines may still be on their way
    return [wroteBefore && !wroteSince && main.upS > 120 ? { subject, on, severity: 'warn', says: 'missing', args: { up: main.upS } } : { subject, on, severity: 'ok', says: 'ok' }];
  }),
};
