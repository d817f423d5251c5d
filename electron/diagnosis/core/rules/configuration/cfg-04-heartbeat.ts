/**
 * CFG-04: the heartbeat between workers, as it really beats.
 * Trap: without heartbeats the panel asks instead; that is allowed. Intervals of minutes only hide a stall.
 */
import { isHad, workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const heartbeatInterval: Rule = {
  id: 'CFG-04',
  category: 'configuration',
  impact: 2,
  link: 'https://docs.celeryq.dev/en/stable/reference/cli.html#cmdoption-celery-worker-heartbeat-interval',
  words: {
    en: {
      title: 'Heartbeat of the worker',
      says: { ok: 'It beats every {{every|seconds}}.', off: 'It was started with --without-heartbeat: the panel has to ask it instead of listening.', long: 'It beats only every {{every|seconds}}: its death is noticed no sooner.', fast: 'It beats every {{every|seconds}}: more messages than anybody needs.', silent: 'It should beat, and no heartbeat was heard.' },
      cause: { off: 'The flag is in the start line.', long: '--heartbeat-interval was raised to get rid of «missed heartbeat» lines. Those are gossip between workers at level INFO; nothing is killed because of them.', else: 'The worker stands still, or its events do not reach the broker.' },
      fix: { long: 'Leave it at 2 to 30 s, and look for what stalls the worker that writes those lines.', else: 'Take --without-heartbeat out, unless it was a deliberate choice.' },
      refute: 'Heartbeat events of this worker arrive with another freq.',
    },
    fr: {
      title: 'Battement du worker',
      says: { ok: 'Il bat toutes les {{every|seconds}}.', off: 'Il a été démarré avec --without-heartbeat : le panneau doit l’interroger au lieu d’écouter.', long: 'Il ne bat que toutes les {{every|seconds}} : sa mort ne se voit pas plus tôt.', fast: 'Il bat toutes les {{every|seconds}} : plus de messages qu’il n’en faut.', silent: 'Il devrait battre, et aucun battement n’a été entendu.' },
      cause: { off: 'L’option figure dans la ligne de démarrage.', long: '--heartbeat-interval a été allongé pour faire taire les lignes « missed heartbeat ». Ce sont des bavardages entre workers au niveau INFO ; rien n’est tué à cause d’elles.', else: 'Le worker est figé, ou ses événements n’atteignent pas le broker.' },
      fix: { long: 'Le laisser entre 2 et 30 s, et chercher ce qui fige le worker qui écrit ces lignes.', else: 'Retirer --without-heartbeat, sauf choix délibéré.' },
      refute: 'Les événements de battement de ce worker arrivent avec une autre valeur freq.',
    },
  },
  judge: (evidence) => eachWorker(evidence, ({ main, node }) => {
    const heard = node !== null && isHad(node.heartbeat) ? node.heartbeat.value.everyS : null;
    const on = [evidence.processes.mains, ...(node === null ? [] : [node.heartbeat])];
    const every = heard ?? main.asked.heartbeatIntervalS ?? (main.asked.withoutHeartbeat ? null : 2);
    const base = { subject: workerSubject(main), on, args: { every } };
    if (main.asked.withoutHeartbeat && heard === null) return [{ ...base, severity: 'info', says: 'off' }];
    if (every !== null && every > 30) return [{ ...base, severity: 'warn', says: 'long' }];
    if (every !== null && every < 1) return [{ ...base, severity: 'info', says: 'fast' }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  }),
};
