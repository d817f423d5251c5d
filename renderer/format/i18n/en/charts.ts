/** Words of the charts, English: the source of the keys. */
export const charts = {
  showChart: 'Show {{chart}} as a chart',
  showTable: 'Show {{chart}} as a table',
  tableOf: '{{chart}}, one row for every {{every}}',
  time: 'Time',
  events: 'Events',
  unknown: 'not known',
  total: 'total {{value}}',
  limitAbove: 'This limit lies above the picture',
  noSamples: 'No sample within this time.',
} as const;
