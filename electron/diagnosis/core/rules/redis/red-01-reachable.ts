/**
 * RED-01: does Redis answer, and if not, at which stage it stops: name, connection, TLS, login, loading.
 * Trap: a Redis that is loading its file answers LOADING for some minutes; that is a warning, not a death.
 */
import { brokerSubject, isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { RedisEvidence } from '#electron/diagnosis/core/evidence-redis.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const loadingMs = 5 * 60_000;

export const redisReachable: Rule = {
  id: 'RED-01',
  category: 'redis',
  impact: 5,
  link: 'https://redis.io/docs/latest/commands/ping/',
  words: {
    en: {
      title: 'Redis answers',
      says: {
        ok: 'Redis answers in {{took|ms}}.',
        name: 'The name of the broker ({{label}}) is not known.',
        closed: 'Redis ({{label}}) does not accept connections: {{why}}.',
        login: 'Redis ({{label}}) refuses the login: {{why}}.',
        tls: 'No trusted TLS connection to Redis ({{label}}): {{why}}.',
        loading: 'Redis ({{label}}) is loading its data and answers nothing yet.',
        writes: 'Redis ({{label}}) answers, but refuses to write: {{why}}.',
        other: 'Redis ({{label}}) answers with an error: {{why}}.',
      },
      cause: { login: 'The password or user in the URL is missing or wrong, or Redis got a new one.', loading: 'It was started a moment ago and reads its file; the larger, the longer.', writes: 'It cannot save its file, or its memory is full.', else: 'Redis does not run, runs elsewhere, or its port is not reachable.' },
      fix: { login: 'Give the right password for this broker; the workers need it too.', loading: 'Wait. If it takes minutes, look at the size of its file.', writes: 'Look at the checks of persistence and memory.', else: 'Start Redis, then see whether it stays up. Workers reconnect by themselves; a solo worker may stay deaf and need a restart.' },
      refute: 'redis-cli -u URL ping answers PONG from the Pi.',
    },
    fr: {
      title: 'Redis répond',
      says: {
        ok: 'Redis répond en {{took|ms}}.',
        name: 'Le nom du broker ({{label}}) est inconnu.',
        closed: 'Redis ({{label}}) n’accepte pas de connexion : {{why}}.',
        login: 'Redis ({{label}}) refuse l’identification : {{why}}.',
        tls: 'Pas de connexion TLS de confiance à Redis ({{label}}) : {{why}}.',
        loading: 'Redis ({{label}}) charge ses données et ne répond encore à rien.',
        writes: 'Redis ({{label}}) répond, mais refuse d’écrire : {{why}}.',
        other: 'Redis ({{label}}) répond par une erreur : {{why}}.',
      },
      cause: { login: 'Le mot de passe ou l’utilisateur de l’URL manque ou est faux, ou Redis en a reçu un nouveau.', loading: 'Il vient de démarrer et lit son fichier ; plus il est gros, plus c’est long.', writes: 'Il ne peut pas enregistrer son fichier, ou sa mémoire est pleine.', else: 'Redis ne tourne pas, tourne ailleurs, ou son port est injoignable.' },
      fix: { login: 'Donner le bon mot de passe de ce broker ; les workers en ont besoin aussi.', loading: 'Attendre. Si cela dure des minutes, regarder la taille de son fichier.', writes: 'Voir les contrôles de la persistance et de la mémoire.', else: 'Démarrer Redis, puis voir s’il reste en marche. Les workers se reconnectent d’eux-mêmes ; un worker solo peut rester sourd et demander un redémarrage.' },
      refute: 'redis-cli -u URL ping répond PONG depuis le Pi.',
    },
  },
  judge: (evidence, { nowMs }) => evidence.redis.map((redis) => judgeOne(redis, nowMs)),
};

function judgeOne(redis: RedisEvidence, nowMs: number): Judgement {
  const subject = brokerSubject(redis);
  const base = { subject, on: [redis.ping, redis.info] };
  const worst = { ...base, severity: 'crit', isBlocking: true, group: 'broker-unreachable', command: 'systemctl status redis-server --no-pager; ss -ltn' } as const;
  if (redis.trouble !== null) {
    const { error, sinceMs } = redis.trouble;
    const args = { label: redis.label, why: 'because' in error ? String(error.because) : error.code };
    switch (error.code) {
      case 'broker-unreachable': return { ...worst, says: error.because === 'name-unknown' ? 'name' : 'closed', args };
      case 'broker-login-refused': return { ...worst, says: 'login', args, command: 'redis-cli ping' };
      case 'broker-tls-failed': return { ...worst, says: 'tls', args };
      case 'broker-refuses-writes': return { ...worst, says: 'writes', args, command: 'redis-cli info persistence; redis-cli info memory' };
      case 'broker-not-ready': return error.because === 'loading' && nowMs - sinceMs < loadingMs ? { ...base, severity: 'warn', says: 'loading', args, group: 'broker-unreachable' } : { ...worst, says: error.because === 'loading' ? 'loading' : 'other', args };
      default: return { ...unknownOf([redis.ping], subject), grant: 'broker' };
    }
  }
  if (!isHad(redis.ping)) return { ...unknownOf([redis.ping], subject), grant: 'broker' };
  if (redis.ping.value.said.startsWith('LOADING')) return { ...base, severity: 'warn', says: 'loading', args: { label: redis.label }, group: 'broker-unreachable' };
  if (!/^\+?PONG$/.test(redis.ping.value.said)) return { ...base, severity: 'crit', says: 'other', args: { label: redis.label, why: redis.ping.value.said.slice(0, 200) }, group: 'broker-unreachable' };
  return { ...base, severity: 'ok', says: 'ok', args: { took: redis.ping.value.ms } };
}
