/** One alert as one plain sentence, in English or French, for channels that have no face of their own. Pure. */
import { conditionFacts, type Alert, type AlertCondition } from '#shared/domain/alert.ts';

export type Tongue = 'en' | 'fr';
type Words = Readonly<Record<AlertCondition, readonly [en: string, fr: string]>>;

/** {v} the figure, {t} the threshold. */
const words: Words = {
  'worker-memory-over-limit': ['memory at {v} % of its own limit', 'mémoire à {v} % de sa propre limite'],
  'heartbeat-missed': ['missed heartbeat again ({v} times within an hour)', 'heartbeat de nouveau manqué ({v} fois en une heure)'],
  'child-killed': ['a pool child was killed ({v} within an hour)', 'un processus enfant a été tué ({v} en une heure)'],
  'broker-unreachable': ['Redis cannot be reached', 'Redis est injoignable'],
  'host-memory-over': ['memory at {v} % (over {t} %)', 'mémoire à {v} % (plus de {t} %)'],
  'restart-storm': ['{v} restarts within an hour (over {t})', '{v} redémarrages en une heure (plus de {t})'],
  'task-stuck': ['a task is {v} s over its own time limit', 'une tâche dépasse sa propre limite de {v} s'],
  'worker-deaf': ['connected but takes no work', 'connecté mais ne prend aucun travail'],
  'worker-blocked': ['blocked: it cannot go on', 'bloqué : il ne peut plus avancer'],
  'worker-crashed': ['crashed', 'planté'],
  'host-unreachable': ['cannot be reached', 'injoignable'],
  'all-hosts-unreachable': ['no host can be reached: the network here, most likely', 'aucun hôte joignable : sans doute le réseau d’ici'],
  'under-voltage': ['under-voltage: look at the power supply', 'sous-tension : vérifiez l’alimentation'],
  'disk-full': ['disk {v} % full (over {t} %)', 'disque plein à {v} % (plus de {t} %)'],
  'temperature-over': ['{v} °C (over {t} °C)', '{v} °C (plus de {t} °C)'],
  'queue-over': ['{v} messages in a queue (over {t})', '{v} messages dans une file (plus de {t})'],
  'finding-critical': ['{v} critical findings in the last diagnosis', '{v} constats critiques au dernier diagnostic'],
  'memory-limit-near': ['memory meets its limit in about {v} hours', 'la mémoire atteint sa limite dans environ {v} heures'],
};
const over = ['is over', 'terminée'] as const;

export function alertSentence(alert: Alert, kind: 'fired' | 'cleared', tongue: Tongue): string {
  const index = tongue === 'fr' ? 1 : 0;
  const figure = (value: number | null): string => (value === null ? '?' : String(Math.round(value)));
  const what = words[alert.condition][index].replace('{v}', figure(alert.value)).replace('{t}', figure(alert.threshold));
  const who = plain(whoOf(alert));
  const flaps = alert.isFlapping && kind === 'fired' ? (tongue === 'fr' ? ' (instable)' : ' (flapping)') : '';
  const more = alert.explains > 0 && kind === 'fired' ? (tongue === 'fr' ? ` · explique ${alert.explains} autre(s) alerte(s)` : ` · explains ${alert.explains} other alert(s)`) : '';
  const text = `${who === '' ? '' : tongue === 'fr' ? `${who} : ` : `${who}: `}${what}${flaps}${more}`;
  return kind === 'fired' ? text : tongue === 'fr' ? `Alerte ${over[1]} · ${text}` : `Alert ${over[0]} · ${text}`;
}

function whoOf({ name, hostName, condition }: Alert): string {
  if (conditionFacts[condition].subject === 'fleet') return '';
  return hostName === null || hostName === name ? name : `${name} (${hostName})`;
}

/** Names come from Pis: no line break, no control or direction character reaches another program. */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, ' ').slice(0, 300);
}
