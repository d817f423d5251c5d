/** Words of the charts, French. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { charts as english } from '#renderer/format/i18n/en/charts.ts';

export const charts: SameKeys<typeof english> = {
  showChart: 'Afficher {{chart}} en courbe',
  showTable: 'Afficher {{chart}} en tableau',
  tableOf: '{{chart}}, une ligne toutes les {{every}}',
  time: 'Heure',
  events: 'Événements',
  unknown: 'inconnu',
  total: 'total {{value}}',
  limitAbove: 'Cette limite se trouve au-dessus du graphique',
  noSamples: 'Aucun relevé sur cette période.',
};
