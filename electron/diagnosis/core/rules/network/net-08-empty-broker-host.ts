/**
 * NET-08: a broker URL whose host a careless reader takes for empty: `redis://:password@host` cut at the first colon.
 * The name '' resolves to 0.0.0.0, so a script that tests it says «DNS OK» of nothing. A URL without a host at all is the same.
 */
import { isHad, subjectOf, unknownOf, workerSubject } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const emptyHost = /^rediss?:\/\/(?:[^@/]*@)?(?::\d*)?(?:\/|$)/i;

export const emptyBrokerHost: Rule = {
  id: 'NET-08',
  category: 'network',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/redis.html#configuration',
  words: {
    en: {
      title: 'Host in the broker URL',
      says: {
        ok: 'Every broker URL names its host.',
        empty: 'The broker URL of {{who}} names no host; the client silently takes localhost, and a name test of it answers 0.0.0.0.',
        resolved: 'The address tried for the broker is {{address}}, which is no machine: the host name was empty.',
      },
      cause: 'A variable in the URL was empty when it was put together, or the host was cut out of a URL that begins with a password.',
      fix: 'Write the host into the URL: redis://:PASSWORD@HOST:6379/0. To test it, parse the URL (urllib.parse.urlsplit(url).hostname), never split it at a colon.',
      refute: 'The URL in the worker’s environment or conf names a host.',
    },
    fr: {
      title: 'Hôte dans l’URL du broker',
      says: {
        ok: 'Chaque URL de broker nomme son hôte.',
        empty: 'L’URL de broker de {{who}} ne nomme aucun hôte ; le client prend localhost sans rien dire, et un test de ce nom répond 0.0.0.0.',
        resolved: 'L’adresse essayée pour le broker est {{address}}, qui n’est aucune machine : le nom d’hôte était vide.',
      },
      cause: 'Une variable de l’URL était vide au moment de l’assembler, ou l’hôte a été découpé dans une URL qui commence par un mot de passe.',
      fix: 'Écrire l’hôte dans l’URL : redis://:MOT_DE_PASSE@HÔTE:6379/0. Pour le tester, analyser l’URL (urllib.parse.urlsplit(url).hostname), ne jamais la couper à un deux-points.',
      refute: 'L’URL dans l’environnement ou la configuration du worker nomme un hôte.',
    },
  },
  judge: ({ network: { brokerReach }, processes: { mains }, celery }) => {
    if (!isHad(mains)) return [unknownOf([mains])];
    const found: Judgement[] = [];
    for (const main of mains.value) {
      const node = celery.find(({ pid }) => pid === main.pid);
      const urls = [
        ...(isHad(main.environ) ? ['CELERY_BROKER_URL', 'CELERY_BROKER', 'BROKER_URL', 'REDIS_URL'].map((name) => main.environ.state === 'had' ? main.environ.value[name] : undefined) : []),
        ...main.argv,
        node !== undefined && isHad(node.conf) ? node.conf.value['broker_url'] : undefined,
      ];
      if (urls.some((url) => url !== undefined && emptyHost.test(url))) found.push({ severity: 'warn', says: 'empty', subject: workerSubject(main), on: [main.environ, mains, ...(node === undefined ? [] : [node.conf])], args: { who: main.node ?? `pid ${main.pid}` } });
    }
    for (const { host, dns } of isHad(brokerReach) ? brokerReach.value : []) {
      if (host === '' || ('addresses' in dns && dns.addresses.includes('0.0.0.0'))) found.push({ severity: 'warn', says: 'resolved', subject: subjectOf('broker', host), on: [brokerReach], args: { address: '0.0.0.0' } });
    }
    return found.length > 0 ? found : [{ severity: 'ok', says: 'ok', on: [mains, brokerReach] }];
  },
};
