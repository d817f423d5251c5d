/** SUP-02: a program that lives longer than startsecs and then dies is restarted for ever, RUNNING each time: only its log shows it. */
import { isHad, isMissing, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const flapping: Rule = {
  id: 'SUP-02',
  category: 'supervision',
  impact: 4,
  link: 'https://supervisord.org/configuration.html#program-x-section-settings',
  words: {
    en: {
      title: 'Programs that come and go',
      says: { ok: 'No program comes and goes.', flaps: '{{name}} ended {{count|number}} times in the last day and was started again each time ({{signals|number}} by a signal).' },
      cause: 'It lives longer than startsecs, so supervisord counts each start as a success and never gives up.', fix: 'Find out why it ends in the crash review; a higher startsecs would at least show it as BACKOFF.', refute: 'The log of supervisord has no new «exited:» line for an hour.',
    },
    fr: {
      title: 'Programmes qui vont et viennent',
      says: { ok: 'Aucun programme ne va et vient.', flaps: '{{name}} a fini {{count|number}} fois en un jour et a été redémarré chaque fois ({{signals|number}} par un signal).' },
      cause: 'Il vit plus que startsecs : supervisord compte chaque démarrage comme un succès et ne renonce jamais.', fix: 'Chercher pourquoi il finit dans la revue des plantages ; un startsecs plus haut le montrerait au moins en BACKOFF.', refute: 'Le journal de supervisord n’a plus de ligne « exited: » pendant une heure.',
    },
  },
  judge: ({ supervisord: { flaps, programs } }) => {
    if (isMissing(programs) || isMissing(flaps)) return [];
    if (!isHad(flaps)) return [unknownOf([flaps])];
    const found = Object.entries(flaps.value).filter(([, { exited, spawned }]) => exited > 3 && spawned > 3).slice(0, 50)
      .map(([name, { exited, signals }]): Judgement => ({ severity: exited > 24 ? 'crit' : 'warn', says: 'flaps', on: [flaps], subject: subjectOf('program', name), args: { name, count: exited, signals }, group: 'restart-loop' }));
    return found.length > 0 ? found : [{ severity: 'ok', says: 'ok', on: [flaps] }];
  },
};
