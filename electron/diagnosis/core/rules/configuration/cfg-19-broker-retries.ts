/** CFG-19: a worker that gives up on its broker after some tries, and nobody who starts it again. */
import { workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker, isYes, numberIn, unanswered } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const brokerRetries: Rule = {
  id: 'CFG-19',
  category: 'configuration',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/configuration.html#broker-connection-max-retries',
  words: {
    en: {
      title: 'Reconnecting to the broker',
      says: { ok: 'The worker reconnects, or is started again.', finite: 'The worker gives up after {{retries|number}} tries to reach its broker, and nothing starts it again.', off: 'broker_connection_retry is off: the worker ends when the broker goes away, and nothing starts it again.', supervised: 'The worker gives up after {{retries|number}} tries; its supervisor starts it again.', timeout: 'socket_timeout of the broker is {{socket|seconds}}: shorter than the wait for a message, which then looks like a failure.' },
      cause: { timeout: 'socket_timeout in broker_transport_options is shorter than a second.', else: 'broker_connection_max_retries is {{retries|number}}; the pauses grow to about half an hour in all.' },
      fix: { timeout: 'Set it to 5 s or more, and socket_keepalive to True.', else: 'Set broker_connection_max_retries = None, and run the worker under systemd with Restart=always.' }, refute: 'A supervisor that the panel did not recognise starts it again.',
    },
    fr: {
      title: 'Reconnexion au broker',
      says: { ok: 'Le worker se reconnecte, ou est redémarré.', finite: 'Le worker renonce après {{retries|number}} essais vers son broker, et rien ne le redémarre.', off: 'broker_connection_retry est désactivé : le worker s’arrête quand le broker disparaît, et rien ne le redémarre.', supervised: 'Le worker renonce après {{retries|number}} essais ; son superviseur le redémarre.', timeout: 'socket_timeout du broker vaut {{socket|seconds}} : moins que l’attente d’un message, qui ressemble alors à une panne.' },
      cause: { timeout: 'socket_timeout dans broker_transport_options vaut moins d’une seconde.', else: 'broker_connection_max_retries vaut {{retries|number}} ; les pauses atteignent environ une demi-heure en tout.' },
      fix: { timeout: 'Le mettre à 5 s ou plus, et socket_keepalive à True.', else: 'Mettre broker_connection_max_retries = None, et faire tourner le worker sous systemd avec Restart=always.' }, refute: 'Un superviseur que le panneau n’a pas reconnu le redémarre.',
    },
  },
  judge: (evidence) => eachWorker(evidence, (settings) => {
    const { node, main } = settings;
    if (node === null || node.conf.state !== 'had') return [unanswered(settings)];
    const conf = node.conf.value;
    const isEndless = /^(None|null|0)$/.test(conf['broker_connection_max_retries'] ?? '');
    const retries = isEndless ? null : (numberIn(conf['broker_connection_max_retries']) ?? 100);
    const isAlone = main.backend.kind === 'none';
    const socket = numberIn(/["']socket_timeout["']\s*:\s*(\d+(?:\.\d+)?)/.exec(conf['broker_transport_options'] ?? '')?.[1]);
    const base = { subject: workerSubject(main), on: [node.conf, evidence.processes.mains], args: { retries, socket } };
    if (socket !== null && socket < 1) return [{ ...base, severity: 'warn', says: 'timeout' }];
    if (isAlone && conf['broker_connection_retry'] !== undefined && !isYes(conf['broker_connection_retry'])) return [{ ...base, severity: 'warn', says: 'off' }];
    if (retries === null) return [{ ...base, severity: 'ok', says: 'ok' }];
    return [isAlone ? { ...base, severity: 'warn', says: 'finite' } : { ...base, severity: 'ok', says: 'supervised' }];
  }),
};
