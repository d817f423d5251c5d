/**
 * NET-01: how long the Pi takes to answer over SSH.
 * Trap: Wi-Fi power save delays the first packet by up to two seconds, so the 95th of a hundred is judged, not one answer.
 */
import { isHad, lossBetween, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const sshLatency: Rule = {
  id: 'NET-01',
  category: 'network',
  impact: 2,
  link: 'https://www.raspberrypi.com/documentation/computers/configuration.html#networking',
  words: {
    en: {
      title: 'Answers over SSH',
      says: { ok: 'The Pi answers in {{median|ms}} (95 of 100 within {{p95|ms}}).', slow: '5 of 100 answers take longer than {{p95|ms}}; the usual one takes {{median|ms}}.' },
      cause: 'A weak or sleeping Wi-Fi, a busy network, or a Pi that has no time to answer.', fix: 'See the checks of Wi-Fi power save and signal; use a cable where it can be had.', refute: 'ping of the Pi for a minute stays below 100 ms.',
    },
    fr: {
      title: 'Réponses par SSH',
      says: { ok: 'Le Pi répond en {{median|ms}} (95 sur 100 en {{p95|ms}}).', slow: '5 réponses sur 100 dépassent {{p95|ms}} ; la réponse habituelle prend {{median|ms}}.' },
      cause: 'Wi-Fi faible ou endormi, réseau chargé, ou Pi qui n’a pas le temps de répondre.', fix: 'Voir les contrôles de l’économie d’énergie et du signal Wi-Fi ; utiliser un câble si possible.', refute: 'Un ping du Pi pendant une minute reste sous 100 ms.',
    },
  },
  judge: ({ panel: { latency } }) => {
    if (!isHad(latency) || latency.value.samples < 10) return [{ ...unknownOf([latency]), ...(isHad(latency) ? { grant: 'history' as const } : {}) }];
    const { medianMs: median, p95Ms: p95 } = latency.value;
    const base = { on: [latency], args: { median, p95 } };
    if (p95 > 400) return [{ ...base, severity: 'warn', says: 'slow', group: 'network-slow', loss: lossBetween(p95, 400, 2000) }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  },
};
