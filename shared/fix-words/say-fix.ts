/**
 * A fix's plan in sentences of one language: what each value does, why nothing can be applied.
 * Must stay true: every `does` of a recipe and every refusal has its words in both languages.
 */
import type { FixChange, FixRefusal, FixState } from '#shared/domain/fix.ts';
import { fillWords } from '#shared/diagnosis-words/fill-words.ts';
import type { Tongue } from '#shared/diagnosis-words/general-words.ts';
import { fixTitles, type FixWords } from './fix-titles.ts';

type Both = Readonly<Record<Tongue, string>>;

export const doesWords: Readonly<Record<string, Both>> = {
  'memory-limit': { en: 'A pool process above {{bytes|bytes}} is replaced after its task. Celery counts in KiB; it cannot stop the task that eats the memory.', fr: 'Un processus du pool au-dessus de {{bytes|bytes}} est remplacé après sa tâche. Celery compte en Kio ; cela n’arrête pas la tâche qui dévore la mémoire.' },
  prefork: { en: 'Celery’s limits act in prefork, and a crash takes one process; in the pool in use they do nothing. «processes» is its other name: a pool chosen in the code overrules «prefork», not this.', fr: 'Les limites de Celery agissent en prefork, et un plantage n’emporte qu’un processus ; dans le pool actuel elles ne font rien. « processes » est son autre nom : un pool choisi dans le code écrase « prefork », pas celui-ci.' },
  'prefork-stays': { en: 'The other name of prefork: the pool stays what it is, and the code cannot overrule it.', fr: 'L’autre nom de prefork : le pool reste ce qu’il est, et le code ne peut pas l’écraser.' },
  'prefork-native': { en: 'The report used solo; there limits do nothing and a SIGSEGV takes the whole worker. In prefork (here by its other name, which the code cannot overrule) it takes one process, and the task is known.', fr: 'Le rapport employait solo ; les limites n’y font rien et un SIGSEGV emporte tout le worker. En prefork (ici par son autre nom, que le code ne peut écraser) il n’emporte qu’un processus, et la tâche est connue.' },
  'one-child': { en: 'One task at a time: the memory of one process, not of one for each core.', fr: 'Une tâche à la fois : la mémoire d’un processus, non d’un par cœur.' },
  'recycle-tasks': { en: 'A pool process is replaced after so many tasks: slow leaks end there. Too few cost a fork and an import for each handful of tasks.', fr: 'Un processus du pool est remplacé après tant de tâches : les fuites lentes s’arrêtent là. Trop peu coûte un fork et un import pour chaque poignée de tâches.' },
  'prefetch-one': { en: 'No task waits behind a long one. Short tasks lose some throughput.', fr: 'Aucune tâche n’attend derrière une longue. Des tâches courtes perdent un peu de débit.' },
  'prefetch-four': { en: 'Several tasks are fetched at a time: no dead time between short ones.', fr: 'Plusieurs tâches sont prises à la fois : pas de temps mort entre les courtes.' },
  'thread-cap': { en: 'One thread for this library in each process. It counts only when set before the process starts.', fr: 'Un fil pour cette bibliothèque dans chaque processus. Ne compte que posé avant le démarrage du processus.' },
  'malloc-arenas': { en: 'glibc keeps two memory arenas instead of up to eight for each core: less memory held by threads.', fr: 'glibc garde deux arènes de mémoire au lieu de huit par cœur : moins de mémoire retenue par les fils.' },
  'fault-handler': { en: 'Python writes where it was when native code crashes.', fr: 'Python écrit où il en était quand du code natif plante.' },
  unbuffered: { en: 'The last lines before a crash reach the log.', fr: 'Les dernières lignes avant un plantage arrivent dans le journal.' },
  noeviction: { en: 'Redis refuses writes when its memory is full, instead of throwing queued tasks away.', fr: 'Redis refuse d’écrire quand sa mémoire est pleine, au lieu de jeter des tâches en file.' },
  'no-idle-timeout': { en: 'Redis no longer closes idle connections of workers.', fr: 'Redis ne ferme plus les connexions inactives des workers.' },
  keepalive: { en: 'Dead connections are noticed after a minute.', fr: 'Les connexions mortes sont remarquées après une minute.' },
  overcommit: { en: 'Redis can fork to save although much of the memory is in use.', fr: 'Redis peut se dédoubler pour enregistrer alors qu’une grande part de la mémoire sert.' },
  'wifi-awake': { en: 'The Wi-Fi answers at once instead of after its sleep.', fr: 'Le Wi-Fi répond tout de suite au lieu de s’éveiller d’abord.' },
  timesync: { en: 'The clock follows a time server: delays and visibility timeouts are counted right.', fr: 'L’horloge suit un serveur de temps : délais et visibility timeouts sont bien comptés.' },
  'pool-size': { en: 'Processes leave after their task. It lasts until the worker’s next start.', fr: 'Des processus partent après leur tâche. Dure jusqu’au prochain démarrage du worker.' },
  'kill-rest': { en: 'What is left of the pool after the wait goes with the main process.', fr: 'Ce qui reste du pool après l’attente part avec le processus principal.' },
  'kill-mode': { en: 'A stop signals the main process only; it ends its pool by itself.', fr: 'Un arrêt ne signale que le processus principal, qui termine lui-même son pool.' },
  'stop-time': { en: 'systemd waits so many seconds for running tasks before it kills.', fr: 'systemd attend ce nombre de secondes les tâches en cours avant de tuer.' },
  'grace-period': { en: 'Docker waits so long for running tasks before it kills the container. It counts for the new container, not for the stop that brings it.', fr: 'Docker attend ce temps les tâches en cours avant de tuer le conteneur. Compte pour le nouveau conteneur, pas pour l’arrêt qui l’amène.' },
  'restart-always': { en: 'systemd starts it again, however it ended.', fr: 'systemd le relance, quelle que soit sa fin.' },
  'oom-continue': { en: 'When the kernel kills one pool process, the rest of the unit goes on.', fr: 'Quand le noyau tue un processus du pool, le reste de l’unité continue.' },
  'oom-shield': { en: 'The kernel kills Redis last. From its next start on.', fr: 'Le noyau tue Redis en dernier. À partir de son prochain démarrage.' },
};

export const refusalWords: Readonly<Record<FixRefusal, Both>> = {
  'unknown-fix': { en: 'Fleetbeat cannot apply this one; do it by hand, the command is with the finding.', fr: 'Fleetbeat ne sait pas l’appliquer ; faites-le à la main, la commande est avec le constat.' },
  'host-away': { en: 'The Pi is not connected.', fr: 'Le Pi n’est pas connecté.' },
  'worker-away': { en: 'The worker does not run: start it first.', fr: 'Le worker ne tourne pas : démarrez-le d’abord.' },
  'broker-away': { en: 'Its Redis is not connected.', fr: 'Son Redis n’est pas connecté.' },
  'needs-root': { en: 'It needs root, or sudo without a password. Run the command on the Pi yourself.', fr: 'Il faut root, ou sudo sans mot de passe. Lancez vous-même la commande sur le Pi.' },
  'no-python': { en: 'There is no python3 on the Pi.', fr: 'Il n’y a pas de python3 sur le Pi.' },
  'no-systemd': { en: 'systemd does not answer there.', fr: 'systemd n’y répond pas.' },
  'not-a-systemd-unit': { en: 'It is neither a unit of systemd, nor a program of supervisord, nor a service of Docker Compose: only those are changed by a file beside yours. Change it by hand where it is started.', fr: 'Ce n’est ni une unité systemd, ni un programme de supervisord, ni un service de Docker Compose : seuls ceux-ci se changent par un fichier à côté des vôtres. Changez-le à la main là où il est lancé.' },
  'no-include': { en: 'supervisord’s configuration includes no folder of its own where a file could lie beside yours: change it by hand.', fr: 'La configuration de supervisord n’inclut aucun dossier à elle où poser un fichier à côté des vôtres : changez-la à la main.' },
  'group-of-several': { en: 'supervisord restarts a whole group for a change, and this one holds several processes: change it by hand.', fr: 'supervisord redémarre tout un groupe pour un changement, et celui-ci tient plusieurs processus : changez-le à la main.' },
  'compose-own-override': { en: 'You have an override file of your own there, and Compose merges one only: add the lines below to yours.', fr: 'Vous avez déjà là un fichier override, et Compose n’en fusionne qu’un : ajoutez-y les lignes ci-dessous.' },
  'compose-other-files': { en: 'Its container was made from other files than the one Compose finds by itself; an override of ours would not be read with them. Add the lines below to the last of yours.', fr: 'Son conteneur vient d’autres fichiers que celui que Compose trouve seul ; un fichier override à nous ne serait pas lu avec eux. Ajoutez les lignes ci-dessous au dernier des vôtres.' },
  'compose-elsewhere': { en: 'The file it was made from is not there (any more), or lies behind a link: the container came from elsewhere. Add the lines below where it is.', fr: 'Le fichier dont il vient n’est pas (ou plus) là, ou se trouve derrière un lien : le conteneur vient d’ailleurs. Ajoutez les lignes ci-dessous là où il est.' },
  'compose-several': { en: 'Compose runs several containers of this service, or this one by «run»; making them anew could end some. Add the lines below to your file by hand.', fr: 'Compose fait tourner plusieurs conteneurs de ce service, ou celui-ci par « run » ; les refaire pourrait en arrêter. Ajoutez à la main les lignes ci-dessous à votre fichier.' },
  'compose-shared': { en: 'Another container lives in this one’s network or processes and would be left in the old one: add the lines below to your file, and make both anew.', fr: 'Un autre conteneur vit dans le réseau ou les processus de celui-ci et resterait dans l’ancien : ajoutez les lignes ci-dessous à votre fichier, et refaites les deux.' },
  'compose-absent': { en: 'Root finds neither «docker compose» nor «docker-compose» there. Add the lines below to your file and run it as you do.', fr: 'Root n’y trouve ni « docker compose » ni « docker-compose ». Ajoutez les lignes ci-dessous à votre fichier et relancez comme d’habitude.' },
  'compose-changed': { en: 'Made anew it would not be the same: the file, a variable of your shell or the image changed since (or this Compose cannot tell, as 2.22 and later with env_file). Run «up» yourself first, or add the lines below to your file.', fr: 'Refait, il ne serait pas le même : le fichier, une variable de votre shell ou l’image ont changé depuis (ou ce Compose ne sait le dire, comme 2.22 et suivants avec env_file). Lancez « up » vous-même d’abord, ou ajoutez les lignes ci-dessous à votre fichier.' },
  'compose-not-writable': { en: 'Its folder cannot be written. Add the lines below to your file by hand.', fr: 'Son dossier ne peut être écrit. Ajoutez à la main les lignes ci-dessous à votre fichier.' },
  'secret-in-line': { en: 'Its start line holds a password, which would then stand in a second file: change it by hand, and better give the address by the environment.', fr: 'Sa ligne de démarrage contient un mot de passe, qui se trouverait alors dans un second fichier : changez-la à la main, et donnez plutôt l’adresse par l’environnement.' },
  'unit-not-simple': { en: 'Its start line cannot be read without doubt (quotes, several commands, a script): change it by hand.', fr: 'Sa ligne de démarrage ne se lit pas sans doute (guillemets, plusieurs commandes, un script) : changez-la à la main.' },
  'other-drop-in': { en: 'Another fix of ours changes the same line: take it back first.', fr: 'Une autre de nos réparations change la même ligne : annulez-la d’abord.' },
  'nothing-to-change': { en: 'It stands so already.', fr: 'C’est déjà le cas.' },
  'value-unknown': { en: 'A figure it needs is not known yet; try again when the worker was heard.', fr: 'Un chiffre nécessaire n’est pas encore connu ; réessayez quand le worker aura été entendu.' },
  'pool-ignores-it': { en: 'In this worker’s pool it would do nothing.', fr: 'Dans le pool de ce worker cela ne ferait rien.' },
  'cannot-look': { en: 'What stands there now could not be read.', fr: 'L’état actuel n’a pas pu être lu.' },
  'redis-refuses': { en: 'Redis does not let its configuration be read (CONFIG is renamed or forbidden).', fr: 'Redis ne laisse pas lire sa configuration (CONFIG renommé ou interdit).' },
};

export const stateWords: Readonly<Record<FixState, Both>> = {
  proving: { en: 'being proven', fr: 'en cours de preuve' },
  'in-force': { en: 'in force', fr: 'en vigueur' },
  'rolled-back': { en: 'taken back', fr: 'annulée' },
  'rolled-back-by-itself': { en: 'taken back by the Pi itself: no proof came', fr: 'annulée par le Pi lui-même : aucune preuve n’est venue' },
  failed: { en: 'failed', fr: 'échouée' },
};

const unnamed = (id: string): FixWords => ({ title: id, does: '' });
export const sayFix = (id: string, tongue: Tongue): FixWords => (Object.hasOwn(fixTitles, id) ? fixTitles[id]?.[tongue] : undefined) ?? unnamed(id);

/** False: only its command can be shown. */
export const isWorded = (id: string): boolean => Object.hasOwn(fixTitles, id);

/** null: there is nothing to add to the values themselves. */
export function sayChange({ does, args }: Pick<FixChange, 'does' | 'args'>, tongue: Tongue): string | null {
  const words = does === null || !Object.hasOwn(doesWords, does) ? undefined : doesWords[does];
  return words === undefined ? null : fillWords(words[tongue], args, tongue);
}
