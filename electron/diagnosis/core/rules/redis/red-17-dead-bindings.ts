/** RED-17: nodes that once listened and are gone still stand in the control binding. Celery clears them; a few are normal. */
import { brokerSubject, isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const deadBindings: Rule = {
  id: 'RED-17',
  category: 'redis',
  impact: 1,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#remote-control',
  words: {
    en: {
      title: 'Left bindings',
      says: { ok: '{{bindings|number}} nodes are bound, {{listeners|number}} listen.', left: '{{bindings|number}} nodes stand in the control binding, {{listeners|number}} listen.' },
      cause: 'Workers that were killed could not take themselves out; names with a pid or a container id never come back.', fix: 'Nothing needs to be done. Give workers steady names (-n w1@%h), so that a restart reuses its entry.', refute: 'The number falls when a worker is stopped properly.',
    },
    fr: {
      title: 'Liaisons restantes',
      says: { ok: '{{bindings|number}} nœuds sont liés, {{listeners|number}} écoutent.', left: '{{bindings|number}} nœuds figurent dans la liaison de contrôle, {{listeners|number}} écoutent.' },
      cause: 'Des workers tués n’ont pas pu s’en retirer ; les noms qui portent un pid ou un id de conteneur ne reviennent jamais.', fix: 'Rien à faire. Donner aux workers des noms stables (-n w1@%h) : un redémarrage reprend alors son entrée.', refute: 'Le nombre baisse quand un worker est arrêté proprement.',
    },
  },
  judge: (evidence) => evidence.redis.map((redis): Judgement => {
    const subject = brokerSubject(redis);
    const on = [redis.controlBindings, redis.listeners];
    if (!isHad(redis.controlBindings) || !isHad(redis.listeners)) return unknownOf(on, subject);
    const args = { bindings: redis.controlBindings.value.length, listeners: redis.listeners.value };
    return args.bindings > args.listeners + 3 ? { subject, on, args, severity: 'info', says: 'left' } : { subject, on, args, severity: 'ok', says: 'ok' };
  }),
};
