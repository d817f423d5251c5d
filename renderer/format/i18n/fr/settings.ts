/** Les mots de l’écran Réglages, en français. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { settings as english } from '#renderer/format/i18n/en/settings.ts';

export const settings: SameKeys<typeof english> = {
  title: 'Réglages',
  look: 'Apparence',
  language: 'Langue',
  languages: { auto: 'Comme le système', en: 'English', fr: 'Français' },
  theme: 'Thème',
  themes: { auto: 'Comme le système', light: 'Clair', dark: 'Sombre' },
  watching: 'Surveillance',
  interval: 'Une mesure toutes les',
  intervalHelp: 'Plus souvent, cela coûte plus cher aux Pi. Une machine lente à répondre est interrogée moins souvent d’elle-même.',
  seconds_one: '{{count}} seconde',
  seconds_other: '{{count}} secondes',
  safety: 'Sûreté',
  readOnly: 'Lecture seule',
  readOnlyHelp: 'Refuse toute commande qui modifie le parc, depuis toutes les fenêtres de ce moteur.',
  readOnlyForced: 'Cette session a été lancée en lecture seule ; cela ne se change pas ici.',
  secrets: 'Mots de passe et phrases secrètes',
  keychain: 'Ils reposent dans le trousseau du système.',
  memory: 'Aucun trousseau trouvé : ils sont gardés jusqu’à la fermeture de Fleetbeat, puis redemandés.',
  about: 'À propos',
  version: 'Version',
  protocol: 'Version du contrat',
  since: 'Moteur en marche depuis',
  notSaved: 'Le réglage n’a pas été enregistré',
};
