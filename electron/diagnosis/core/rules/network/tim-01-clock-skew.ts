/**
 * TIM-01: the Pi's clock against this machine's. Redelivery from `unacked` goes by the consumers' wall clocks.
 * Trap: the measure is as good as half the round trip; what may be noise is not said.
 */
import { isHad, lossBetween, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const clockSkew: Rule = {
  id: 'TIM-01',
  category: 'network',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/configuration.html#enable-utc',
  words: {
    en: {
      title: 'Clock',
      says: { ok: 'The clocks agree within {{skew|ms}}.', off: 'The Pi’s clock is off by {{skew|ms}} (±{{noise|ms}}) against this computer.' },
      cause: 'Models before the Pi 5 have no battery clock; without a time service they start with an old time.',
      fix: 'Switch the time service on. With a skew, Redis gives unacknowledged tasks back too early or too late, and Celery warns of drift from 16 s on.',
      refute: 'date on the Pi and here agree, or it is this computer’s clock that is wrong: compare a second Pi.',
    },
    fr: {
      title: 'Horloge',
      says: { ok: 'Les horloges s’accordent à {{skew|ms}} près.', off: 'L’horloge du Pi diffère de {{skew|ms}} (±{{noise|ms}}) de celle de cet ordinateur.' },
      cause: 'Les modèles antérieurs au Pi 5 n’ont pas d’horloge à pile ; sans service de temps, ils démarrent avec une heure ancienne.',
      fix: 'Activer le service de temps. Avec un écart, Redis rend les tâches non acquittées trop tôt ou trop tard, et Celery avertit dès 16 s.',
      refute: 'date sur le Pi et ici s’accordent, ou c’est l’horloge de cet ordinateur qui est fausse : comparer avec un second Pi.',
    },
  },
  judge: ({ network: { clock } }) => {
    if (!isHad(clock)) return [unknownOf([clock])];
    const noise = Math.abs(clock.value.uncertaintyMs);
    const skew = Math.abs(clock.value.skewMs);
    const certain = skew - noise;
    const base = { on: [clock], args: { skew, noise }, command: 'timedatectl' };
    if (certain > 30_000) return [{ ...base, severity: 'crit', says: 'off', group: 'clock', fix: { id: 'timesync-on', args: {} } }];
    if (certain > 5000) return [{ ...base, severity: 'warn', says: 'off', group: 'clock', loss: lossBetween(certain, 5000, 30_000), fix: { id: 'timesync-on', args: {} } }];
    return [{ ...base, severity: 'ok', says: 'ok' }];
  },
};
