/** NET-04: a link that goes up and down, or counts errors. Trap: containers make and remove interfaces; only physical names count. */
import { counterKey, deltaOf } from '#electron/diagnosis/core/counters-of.ts';
import { isHad, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const physical = /^(eth|en|wl|usb)[a-z0-9]*$/;

export const linkFlaps: Rule = {
  id: 'NET-04',
  category: 'network',
  impact: 2,
  link: 'https://docs.kernel.org/networking/statistics.html',
  words: {
    en: {
      title: 'Network link',
      says: { ok: 'The link {{name}} is steady.', flaps: 'The link {{name}} changed {{changes|number}} times an hour.', errors: 'The link {{name}} counted {{errors|number}} errors since the last look.' },
      cause: 'A bad cable or plug, a switch that saves power, or under-voltage of the Pi.', fix: 'Change the cable and the port; check the voltage.', refute: 'carrier_changes stays the same for an hour.',
    },
    fr: {
      title: 'Lien réseau',
      says: { ok: 'Le lien {{name}} est stable.', flaps: 'Le lien {{name}} a changé {{changes|number}} fois par heure.', errors: 'Le lien {{name}} a compté {{errors|number}} erreurs depuis le dernier examen.' },
      cause: 'Câble ou prise défectueux, commutateur en économie d’énergie, ou sous-tension du Pi.', fix: 'Changer le câble et le port ; vérifier la tension.', refute: 'carrier_changes reste le même pendant une heure.',
    },
  },
  judge: (evidence) => {
    const { interfaces } = evidence.network;
    if (!isHad(interfaces)) return [unknownOf([interfaces])];
    const links = interfaces.value.second.filter(({ name }) => physical.test(name));
    return links.map(({ name, carrierChanges, rxErrors, txErrors }): Judgement => {
      const subject = subjectOf('device', name);
      const since = carrierChanges === null ? null : deltaOf(evidence, counterKey.carrierChanges(name), carrierChanges);
      const sinceErrors = deltaOf(evidence, counterKey.linkErrors(name), rxErrors + txErrors);
      if (since === null && sinceErrors === null) return { ...unknownOf([interfaces], subject), grant: 'second-round' };
      // less than half an hour is judged as half an hour: two changes at a restart are no flapping
      const changes = since === null ? 0 : (3600 * since.delta) / Math.max(1800, since.overS);
      const errors = sinceErrors?.delta ?? 0;
      const base = { on: [interfaces], subject, args: { name, changes, errors } };
      if (changes > 3) return { ...base, severity: 'warn', says: 'flaps', group: 'network-slow', command: 'ip -s link' };
      return errors > 1000 ? { ...base, severity: 'warn', says: 'errors', group: 'network-slow', command: 'ip -s link' } : { ...base, severity: 'ok', says: 'ok' };
    });
  },
};
