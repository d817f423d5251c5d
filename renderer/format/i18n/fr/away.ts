/** Les mots de ce qui s’est passé sans personne au bout, en français. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { away as english } from '#renderer/format/i18n/en/away.ts';

export const away: SameKeys<typeof english> = {
  title: 'En votre absence',
  titleOf: 'En votre absence, {{host}}',
  period: 'de {{from}} à {{to}} ({{age}})',
  nothing: 'il ne s’est rien passé',
  reading: 'lecture de ses traces en cours',
  incidents_one: '{{count}} plantage',
  incidents_other: '{{count}} plantages',
  restarts_one: '{{count}} redémarrage de worker',
  restarts_other: '{{count}} redémarrages de worker',
  reboots_one: '{{count}} redémarrage du Pi',
  reboots_other: '{{count}} redémarrages du Pi',
  brokerOutages_one: '{{count}} coupure du broker',
  brokerOutages_other: '{{count}} coupures du broker',
  underVoltages_one: '{{count}} chute de tension',
  underVoltages_other: '{{count}} chutes de tension',
  show: 'Montrer',
  hide: 'Cacher',
  dismiss: 'Mettre de côté',
  dismissAll: 'Tout mettre de côté',
  more_one: 'et {{count}} autre machine',
  more_other: 'et {{count}} autres machines',
  worst: 'Les plus graves',
  unseen: 'Sans trace : de {{from}} à {{to}}, {{because}}',
  because: { 'rotated-away': 'les journaux ont tourné', 'journal-volatile': 'le journal n’est gardé qu’en mémoire', 'not-readable': 'les journaux ne sont pas lisibles', 'no-records': 'rien ne fut écrit' },
  rebuilt: 'reconstruit d’après les traces du Pi',
};
