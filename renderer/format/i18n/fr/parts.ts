/** Words of the shared components, French. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { parts as english } from '#renderer/format/i18n/en/parts.ts';

export const parts: SameKeys<typeof english> = {
  close: 'Fermer',
  cancel: 'Annuler',
  copy: 'Copier',
  copied: 'Copié',
  unknown: 'Inconnu',
  neverSeen: 'Jamais vu',
  ago: 'il y a {{age}}',
  notifications: 'Notifications',
};
