/** NET-06: the broker's port from the Pi itself. Trap: not tried because the name failed is no second fault. */
import { isHad, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const brokerPort: Rule = {
  id: 'NET-06',
  category: 'network',
  impact: 5,
  link: 'https://redis.io/docs/latest/operate/oss_and_stack/management/troubleshooting/',
  words: {
    en: {
      title: 'Port of the broker',
      says: { ok: 'Port {{port}} of {{host}} accepts connections in {{took|ms}}.', refused: 'Port {{port}} of {{host}} cannot be reached from this Pi: {{why}}' },
      cause: 'Redis does not run, listens on another address, or a firewall is in between.', fix: 'See whether Redis runs and where it listens; then the route to it.', refute: 'A connection from the Pi to this port succeeds.',
    },
    fr: {
      title: 'Port du broker',
      says: { ok: 'Le port {{port}} de {{host}} accepte les connexions en {{took|ms}}.', refused: 'Le port {{port}} de {{host}} est injoignable depuis ce Pi : {{why}}' },
      cause: 'Redis ne tourne pas, écoute sur une autre adresse, ou un pare-feu s’interpose.', fix: 'Voir si Redis tourne et où il écoute ; puis la route qui y mène.', refute: 'Une connexion depuis le Pi vers ce port aboutit.',
    },
  },
  judge: ({ network: { brokerReach } }) => {
    if (!isHad(brokerReach)) return [unknownOf([brokerReach])];
    return brokerReach.value.flatMap(({ host, port, tcp }): Judgement[] => {
      const subject = subjectOf('broker', `${host}:${port}`);
      if (tcp === null) return [];
      if ('ms' in tcp) return [{ severity: 'ok', says: 'ok', on: [brokerReach], subject, args: { host, port: String(port), took: tcp.ms } }];
      return [{ severity: 'crit', says: 'refused', on: [brokerReach], subject, args: { host, port: String(port), why: tcp.failed.slice(0, 200) }, group: 'broker-unreachable', isBlocking: true, command: 'ss -ltn; systemctl status redis-server --no-pager' }];
    });
  },
};
