/** Words for incidents, both languages side by side. */
import type { CauseCode, IncidentKind, RaiseCode } from '#shared/domain/crash.ts';
import type { Language } from './language.ts';

type Both = readonly [string, string];

const kinds: Readonly<Record<IncidentKind, Both>> = {
  'main-died': ['main process died', 'processus principal mort'], 'child-died': ['child died', 'enfant mort'], 'task-killed': ['task ended by force', 'tâche arrêtée de force'], 'start-failed': ['start failed', 'démarrage échoué'],
  'gave-up': ['supervisor gave up', 'superviseur à bout'], stall: ['heartbeat missed', 'battement manqué'], outage: ['broker lost', 'broker perdu'], 'host-restarted': ['host restarted', 'machine redémarrée'],
};

const causes: Readonly<Record<CauseCode, Both>> = {
  'oom-global': ['the host ran out of memory', 'la machine n’avait plus de mémoire'], 'oom-limit': ['its memory limit was reached', 'sa limite de mémoire était atteinte'],
  'oom-container': ['its container ran out of memory', 'son conteneur n’avait plus de mémoire'], 'oom-probable': ['probably out of memory', 'probablement plus de mémoire'],
  'killed-stop-timeout': ['killed because its stop took too long', 'tué parce que son arrêt durait trop'], 'killed-by-hand': ['killed by someone', 'tué par quelqu’un'],
  'killed-unexplained': ['killed, nobody said by whom', 'tué, personne n’a dit par qui'], 'hard-time-limit': ['Celery’s hard time limit', 'limite de temps dure de Celery'],
  'soft-time-limit': ['Celery’s soft time limit', 'limite de temps souple de Celery'], 'task-revoked': ['the task was revoked and terminated', 'la tâche a été révoquée et terminée'],
  'stopped-by-signal': ['stopped by a signal', 'arrêté par un signal'], 'native-crash': ['crash in native code', 'plantage dans du code natif'], 'native-library': ['fault of a native library', 'faute d’une bibliothèque native'],
  'hardware-suspect': ['hardware suspected (power, memory, card)', 'matériel suspect (alimentation, mémoire, carte)'], 'address-space-limit': ['the address space limit', 'la limite d’espace d’adressage'],
  'heap-corruption': ['corrupted memory (heap or stack)', 'mémoire corrompue (tas ou pile)'], aborted: ['aborted itself', 's’est interrompu lui-même'], 'file-truncated': ['a mapped file was cut or unreadable', 'un fichier projeté était coupé ou illisible'],
  'illegal-instruction': ['built for another processor', 'construit pour un autre processeur'], 'start-failure': ['it cannot start', 'il ne peut pas démarrer'], 'unhandled-exception': ['an unhandled exception', 'une exception non traitée'],
  'child-exit': ['the code called for its own exit', 'le code a demandé sa propre fin'], 'restart-loop': ['restarted too often', 'redémarré trop souvent'], 'poison-task': ['poison task: it ends every child that takes it', 'tâche poison : elle tue chaque enfant qui la prend'],
  'power-loss': ['power loss or watchdog', 'coupure de courant ou chien de garde'], 'broker-outage': ['the broker or the network, not the worker', 'le broker ou le réseau, pas le worker'],
  'printer-stalled': ['the worker that printed the line stood still', 'le worker qui a écrit la ligne était figé'], 'peer-stalled': ['the named worker stood still', 'le worker nommé était figé'], unknown: ['unknown', 'inconnue'],
};

const raises: Readonly<Record<RaiseCode, Both>> = {
  'kernel-log': ['the kernel log of that time (let the login read it: group adm or systemd-journal)', 'le journal du noyau de ce moment (groupe adm ou systemd-journal)'],
  'memory-events': ['the memory group’s event counters', 'les compteurs du groupe mémoire'], 'docker-inspect': ['docker inspect of the container', 'docker inspect du conteneur'], 'core-dump': ['a core dump (install systemd-coredump)', 'un core dump (installez systemd-coredump)'],
  faulthandler: ['PYTHONFAULTHANDLER=1 in the worker’s environment', 'PYTHONFAULTHANDLER=1 dans l’environnement du worker'], 'task-events': ['task events (-E) or the task’s result', 'les événements de tâches (-E) ou le résultat de la tâche'],
  'info-level-log': ['the worker’s log at INFO', 'le journal du worker au niveau INFO'], 'memory-history': ['a memory curve before the death', 'une courbe de mémoire avant la mort'], 'supervisor-log': ['the log of what supervises it', 'le journal de ce qui le supervise'],
  'voltage-record': ['the record of under-voltage', 'l’historique des sous-tensions'], 'boot-record': ['the list of boots and shutdowns', 'la liste des démarrages et arrêts'], 'address-space-figures': ['its address space limit and size', 'sa limite et sa taille d’espace d’adressage'],
  'peer-log': ['the other workers’ logs of that time', 'les journaux des autres workers à ce moment'], 'more-occurrences': ['the same again', 'une répétition'], 'library-versions': ['the versions of its native libraries', 'les versions de ses bibliothèques natives'],
  'process-names': ['which pids were the worker’s', 'quels pids étaient ceux du worker'],
};

const others = {
  incidents: ['incidents', 'incidents'], incident: ['incident', 'incident'], none: ['No crash was found.', 'Aucun plantage trouvé.'], lines: ['lines read', 'lignes lues'], cause: ['cause', 'cause'], also: ['or', 'ou'], help: ['would help', 'aiderait'],
  task: ['task', 'tâche'], maybe: ['maybe', 'peut-être'], signature: ['signature', 'signature'], evidence: ['evidence', 'preuves'], times: ['times', 'fois'], estimated: ['estimated', 'estimé'], around: ['around it', 'autour'], code: ['at', 'à'], more: ['more', 'de plus'],
} satisfies Record<string, Both>;

const at = (language: Language): 0 | 1 => (language === 'en' ? 0 : 1);
export const incidentWord = (kind: IncidentKind, language: Language): string => kinds[kind][at(language)];
export const causeWords = (code: CauseCode, language: Language): string => causes[code][at(language)];
export const raiseWords = (code: RaiseCode, language: Language): string => raises[code][at(language)];
export const crashWord = (key: keyof typeof others, language: Language): string => others[key][at(language)];
