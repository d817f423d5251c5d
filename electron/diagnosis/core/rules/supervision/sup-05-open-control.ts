/** SUP-05: supervisord's HTTP server open to the network without a password: whoever reaches it may start and stop programs. */
import { isHad, isMissing, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const openControl: Rule = {
  id: 'SUP-05',
  category: 'supervision',
  impact: 4,
  link: 'https://supervisord.org/configuration.html#inet-http-server-section-settings',
  words: {
    en: {
      title: 'supervisord’s own server',
      says: { ok: 'supervisord is not open to the network.', open: 'supervisord listens on {{port}} for everybody, without a password.' },
      cause: 'inet_http_server was opened for a dashboard.', fix: 'Bind it to 127.0.0.1, or set username and password; the unix socket is enough for supervisorctl.', refute: 'A request from another machine is refused.',
    },
    fr: {
      title: 'Le serveur de supervisord',
      says: { ok: 'supervisord n’est pas ouvert au réseau.', open: 'supervisord écoute sur {{port}} pour tout le monde, sans mot de passe.' },
      cause: 'inet_http_server a été ouvert pour un tableau de bord.', fix: 'L’attacher à 127.0.0.1, ou poser username et password ; la socket unix suffit à supervisorctl.', refute: 'Une requête depuis une autre machine est refusée.',
    },
  },
  judge: ({ supervisord: { config, daemons } }) => {
    if (isMissing(daemons) || isMissing(config)) return [];
    if (!isHad(config)) return [unknownOf([config])];
    const server = config.value['inet_http_server'];
    const port = server?.['port'] ?? '';
    const isOpen = server !== undefined && port !== '' && !/^(127\.|localhost|\[?::1)/.test(port) && (server['password'] ?? '') === '';
    return [isOpen ? { severity: 'crit', says: 'open', on: [config], args: { port: port.slice(0, 100) } } : { severity: 'ok', says: 'ok', on: [config] }];
  },
};
