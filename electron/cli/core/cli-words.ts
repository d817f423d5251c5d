/** Words of the command line's tables, both languages side by side. Verdicts and phases are the product's own words. */
import type { LinkState } from '#shared/domain/host.ts';
import type { VerdictKind } from '#shared/domain/worker.ts';
import type { Language } from './language.ts';

type Both = readonly [string, string];
const words = {
  host: ['HOST', 'MACHINE'], link: ['LINK', 'LIEN'], model: ['MODEL', 'MODÈLE'], memory: ['MEMORY', 'MÉMOIRE'], cpu: ['CPU', 'CPU'], temperature: ['TEMP', 'TEMP'], load: ['LOAD', 'CHARGE'], age: ['AGE', 'ÂGE'],
  worker: ['WORKER', 'WORKER'], verdict: ['VERDICT', 'VERDICT'], since: ['FOR', 'DEPUIS'], pid: ['PID', 'PID'], pool: ['POOL', 'POOL'], children: ['CHILDREN', 'ENFANTS'], active: ['ACTIVE', 'ACTIVES'], rate: ['PER MIN', 'PAR MIN'],
  queue: ['QUEUE', 'FILE'], depth: ['DEPTH', 'MESSAGES'], consumers: ['CONSUMERS', 'CONSOMMATEURS'], growth: ['GROWTH/MIN', 'CROISSANCE/MIN'], unacked: ['unacked', 'non acquittés'], broker: ['BROKER', 'BROKER'],
  noWorkers: ['No worker was found.', 'Aucun worker trouvé.'], noQueues: ['No queue was found.', 'Aucune file trouvée.'],
  incomplete: ['Not everything answered in time; what is missing shows as —.', 'Tout n’a pas répondu à temps ; ce qui manque apparaît comme —.'],
  setAside: ['The settings file was damaged and is set aside as', 'Le fichier de réglages était abîmé ; il est mis de côté sous'],
  serving: ['Fleetbeat is at', 'Fleetbeat est à l’adresse'], oneWindow: ['The link opens one window, once. Enter prints another; Ctrl-C ends.', 'Le lien ouvre une fenêtre, une fois. Entrée en affiche un autre ; Ctrl-C termine.'],
  onlyHere: ['Open it on this machine.', 'Ouvrez-le sur cette machine.'], watching: ['Watching; Ctrl-C ends.', 'Surveillance ; Ctrl-C termine.'],
  hostsLine: ['hosts', 'machines'], workersLine: ['workers', 'workers'], messages: ['messages waiting', 'messages en attente'],
  appeared: ['appeared', 'apparaît'], gone: ['gone from the list', 'n’est plus dans la liste'], childDied: ['a child died, pid', 'un enfant est mort, pid'], mainDied: ['the main process ended, pid', 'le processus principal a fini, pid'],
} satisfies Record<string, Both>;
const verdicts: Readonly<Record<VerdictKind, Both>> = {
  working: ['working', 'travaille'], idle: ['idle', 'au repos'], busy: ['busy', 'occupé'], deaf: ['deaf', 'sourd'], blocked: ['blocked', 'bloqué'], stopped: ['stopped', 'arrêté'],
  crashed: ['crashed', 'planté'], restarting: ['restarting', 'redémarre'], unreachable: ['unreachable', 'injoignable'], unknown: ['unknown', 'inconnu'],
};
const phases: Readonly<Record<LinkState['phase'], Both>> = {
  off: ['off', 'coupé'], idle: ['idle', 'au repos'], connecting: ['connecting', 'connexion'], asking: ['asking', 'question'], connected: ['connected', 'connecté'], waiting: ['retrying', 'réessaie'], blocked: ['blocked', 'bloqué'],
};

export type WordKey = keyof typeof words;
const at = (language: Language): 0 | 1 => (language === 'en' ? 0 : 1);
export const word = (key: WordKey, language: Language): string => words[key][at(language)];
export const verdictWord = (kind: VerdictKind, language: Language): string => verdicts[kind][at(language)];
export const phaseWord = (phase: LinkState['phase'], language: Language): string => phases[phase][at(language)];
