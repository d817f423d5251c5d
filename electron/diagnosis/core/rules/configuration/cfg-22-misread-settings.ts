/** CFG-22: settings that exist, but do something else than their name suggests with Redis. */
import { workerSubject } from '#electron/diagnosis/core/judging.ts';
import { eachWorker, unanswered } from '#electron/diagnosis/core/worker-settings.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const misread = ['broker_heartbeat', 'broker_heartbeat_checkrate', 'redis_max_connections', 'redis_socket_timeout', 'redis_socket_keepalive', 'redis_socket_connect_timeout', 'redis_retry_on_timeout', 'redis_backend_health_check_interval'];

export const misreadSettings: Rule = {
  id: 'CFG-22',
  category: 'configuration',
  impact: 1,
  link: 'https://docs.celeryq.dev/en/stable/userguide/configuration.html#redis-backend-settings',
  words: {
    en: {
      title: 'Settings that do something else',
      says: { ok: 'None of the settings that are often misread is in use.', misread: '{{names}}: with Redis these do not touch the broker.' },
      cause: 'broker_heartbeat is for AMQP only; redis_… settings belong to the result backend alone.', fix: 'For the broker use broker_transport_options: max_connections, socket_timeout, socket_keepalive, health_check_interval, visibility_timeout.', refute: 'They were meant for the result backend.',
    },
    fr: {
      title: 'Réglages qui font autre chose',
      says: { ok: 'Aucun des réglages souvent mal compris n’est utilisé.', misread: '{{names}} : avec Redis, ils ne touchent pas au broker.' },
      cause: 'broker_heartbeat ne vaut que pour AMQP ; les réglages redis_… n’appartiennent qu’au stockage des résultats.', fix: 'Pour le broker, utiliser broker_transport_options : max_connections, socket_timeout, socket_keepalive, health_check_interval, visibility_timeout.', refute: 'Ils étaient destinés au stockage des résultats.',
    },
  },
  judge: (evidence) => eachWorker(evidence, (settings) => {
    const { node, main } = settings;
    if (node === null || node.conf.state !== 'had') return [unanswered(settings)];
    const { value } = node.conf;
    const names = misread.filter((name) => value[name] !== undefined || value[name.toUpperCase()] !== undefined);
    const base = { subject: workerSubject(main), on: [node.conf] };
    return [names.length === 0 ? { ...base, severity: 'ok', says: 'ok' } : { ...base, severity: 'info', says: 'misread', args: { names: names.join(', ') } }];
  }),
};
