/**
 * NET-05: the broker's name as the worker itself would resolve it.
 * Traps: `redis` resolves only inside the compose network, so a container's name is tried in its own namespace; an empty
 * name resolves to 0.0.0.0 and looks fine: NET-08 says that.
 */
import { isHad, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const brokerName: Rule = {
  id: 'NET-05',
  category: 'network',
  impact: 5,
  link: 'https://docs.docker.com/engine/network/#dns-services',
  words: {
    en: {
      title: 'Name of the broker',
      says: { ok: '{{host}} resolves to {{address}}.', fails: 'The name {{host}} does not resolve from where the worker runs: {{why}}', 'other-namespace': 'The name {{host}} belongs to a container network and could not be tried from inside it.' },
      cause: 'The name server does not know it, the name server is down, or the worker left the compose network that gives the name.',
      fix: 'Try getent hosts in the worker’s own network; bring back the name server, or use an address.',
      refute: 'getent hosts answers from inside the worker’s network.',
    },
    fr: {
      title: 'Nom du broker',
      says: { ok: '{{host}} se résout en {{address}}.', fails: 'Le nom {{host}} ne se résout pas depuis l’endroit où tourne le worker : {{why}}', 'other-namespace': 'Le nom {{host}} appartient à un réseau de conteneurs et n’a pas pu être essayé de l’intérieur.' },
      cause: 'Le serveur de noms ne le connaît pas ou est en panne, ou le worker a quitté le réseau compose qui donne ce nom.',
      fix: 'Essayer getent hosts dans le réseau même du worker ; rétablir le serveur de noms, ou utiliser une adresse.',
      refute: 'getent hosts répond depuis le réseau du worker.',
    },
  },
  judge: ({ network: { brokerReach, resolv } }) => {
    if (!isHad(brokerReach)) return [unknownOf([brokerReach])];
    return brokerReach.value.filter(({ host }) => host !== '' && !/^[\d.]+$|:/.test(host)).map(({ host, dns, isOwnNamespace }): Judgement => {
      const on = [brokerReach, resolv];
      const subject = subjectOf('broker', host);
      if ('addresses' in dns) return { severity: 'ok', says: 'ok', on, subject, args: { host, address: dns.addresses[0] ?? null } };
      // asked on the host for a name of a container network: its failing proves nothing
      if (isOwnNamespace && !host.includes('.')) return { severity: 'unknown', says: 'other-namespace', on, subject, args: { host, grant: 'root' } };
      return { severity: 'crit', says: 'fails', on, subject, args: { host, why: dns.failed.slice(0, 200) }, group: 'broker-unreachable' };
    });
  },
};
