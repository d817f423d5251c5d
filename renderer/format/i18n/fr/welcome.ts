/** Les mots du premier regard, en français. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { welcome as english } from '#renderer/format/i18n/en/welcome.ts';

export const welcome: SameKeys<typeof english> = {
  title: 'Aucune machine pour l’instant',
  body: 'Ajoutez un Raspberry Pi que vous pouvez joindre en SSH. Rien n’y est installé pour le surveiller ; ses workers et leur Redis sont trouvés de là.',
  add: 'Ajouter une machine',
  fromConfig: 'Les machines de votre ~/.ssh/config sont proposées dans le formulaire. Le fichier de parc d’un collègue peut y être importé.',
  demoTitle: 'Pas de Pi sous la main ?',
  demoBody: 'Un parc de démonstration, avec des Pi simulés et des pannes, se lance par :',
};
