/** Words of acting on workers, both languages side by side: verbs, steps, ends, what becomes of tasks. */
import type { ActionKind, ActionOutcome } from '#shared/domain/action.ts';
import type { Operation, ProofWanted, StepWord } from '#shared/domain/operation.ts';
import type { PlaybookId, RecoveryConsent } from '#shared/domain/playbook.ts';
import type { PreviewWarning, SupervisionKind, SupervisionVerb, TaskFate } from '#shared/domain/supervision.ts';
import type { MessageConsent, MoveOutcome, UndoOutcome } from '#shared/domain/unacked.ts';
import type { Language } from './language.ts';

type Both = readonly [string, string];

const verbs: Readonly<Record<SupervisionVerb, Both>> = { start: ['start', 'démarrer'], stop: ['stop', 'arrêter'], restart: ['restart', 'redémarrer'], 'pause-intake': ['pause the intake of', 'suspendre la prise de'], 'resume-intake': ['resume the intake of', 'reprendre la prise de'], drain: ['drain', 'vider'] };

const steps: Readonly<Partial<Record<StepWord, Both>>> = {
  look: ['look at it once more', 'le regarder encore'], lock: ['make sure nobody else acts on it', 's’assurer que personne d’autre n’agit'], 'pause-intake': ['pause the intake', 'suspendre la prise'], 'resume-intake': ['resume the intake', 'reprendre la prise'],
  'wait-until-idle': ['wait for its tasks', 'attendre ses tâches'], 'warm-stop': ['TERM: finish and end', 'TERM : finir et se terminer'], 'cold-stop': ['QUIT: drop its tasks and end', 'QUIT : lâcher ses tâches et se terminer'], kill: ['KILL', 'KILL'],
  'backend-stop': ['its supervisor stops it', 'son superviseur l’arrête'], 'backend-start': ['its supervisor starts it', 'son superviseur le démarre'], 'backend-restart': ['its supervisor restarts it', 'son superviseur le redémarre'],
  'wait-for-process': ['wait for the process', 'attendre le processus'], verify: ['verify that it works', 'vérifier qu’il travaille'], settle: ['watch that it stays', 'vérifier qu’il tient'],
  check: ['check the host', 'vérifier la machine'], plan: ['compare with the plan', 'comparer avec le plan'], copy: ['copy the files', 'copier les fichiers'], write: ['write', 'écrire'], remove: ['remove the files', 'retirer les fichiers'], apply: ['apply', 'appliquer'], 'roll-back': ['take it back', 'revenir en arrière'],
  'save-copy': ['save a copy', 'garder une copie'], publish: ['send it again', 'l’envoyer à nouveau'], move: ['move the messages', 'déplacer les messages'], precondition: ['check what must hold', 'vérifier les conditions'], act: ['act', 'agir'], confirm: ['confirm', 'confirmer'], watch: ['watch it', 'surveiller'],
};

const states: Readonly<Record<Operation['state'] | 'skipped', Both>> = { waiting: ['waiting', 'en attente'], running: ['under way', 'en cours'], 'asking-consent': ['asks', 'interroge'], cancelling: ['cancelling', 's’annule'], done: ['done', 'fait'], failed: ['failed', 'échoué'], cancelled: ['cancelled', 'annulé'], unverified: ['not verified', 'non vérifié'], skipped: ['not needed', 'inutile'] };

const proofs: Readonly<Record<ProofWanted, Both>> = {
  'process-gone': ['the old process has not ended', 'l’ancien processus ne s’est pas terminé'], 'new-process': ['no new process was seen', 'aucun nouveau processus vu'], 'heartbeat-or-reply': ['it was not heard on Redis', 'il n’a pas été entendu sur Redis'],
  'waiting-connection': ['it does not wait for work (BRPOP)', 'il n’attend pas de travail (BRPOP)'], 'backend-says-running': ['its supervisor does not say that it runs', 'son superviseur ne dit pas qu’il tourne'], 'backend-says-stopped': ['its supervisor does not say that it stopped', 'son superviseur ne dit pas qu’il est arrêté'],
  'message-consumed': ['it was not seen to take a message', 'on ne l’a pas vu prendre un message'], 'queue-moving': ['its queues do not move', 'ses files n’avancent pas'], 'empty-hands': ['it still has tasks in hand', 'il a encore des tâches en main'], 'host-answer': ['the host did not answer in time', 'la machine n’a pas répondu à temps'], other: ['a proof of its own kind', 'une preuve d’un autre genre'],
};

const fates: Readonly<Record<TaskFate, Both>> = { finishes: ['finished', 'finies'], 'goes-back': ['given back', 'rendues'], 'is-lost': ['lost', 'perdues'], 'runs-twice': ['run twice', 'exécutées deux fois'], unknown: ['not known', 'inconnu'] };

const backends: Readonly<Record<SupervisionKind, Both>> = { 'systemd-system': ['systemd', 'systemd'], 'systemd-user': ['systemd of the user', 'systemd de l’utilisateur'], supervisord: ['supervisord', 'supervisord'], docker: ['Docker', 'Docker'], compose: ['Docker Compose', 'Docker Compose'], 'fleetbeat-supervisor': ['Fleetbeat’s supervisor', 'superviseur de Fleetbeat'], 'celery-supervisor-py': ['celery_supervisor.py', 'celery_supervisor.py'], plain: ['nothing', 'rien'], unknown: ['not known', 'inconnu'] };

const warnings: Readonly<Record<PreviewWarning, Both>> = {
  'tasks-unknown': ['its tasks are not known', 'ses tâches sont inconnues'], 'remap-sigterm': ['TERM stops it cold (REMAP_SIGTERM)', 'TERM l’arrête à froid (REMAP_SIGTERM)'], 'backend-kills-before-warm': ['its supervisor kills it before its tasks can finish', 'son superviseur le tue avant la fin de ses tâches'],
  'backend-signals-children': ['its stop reaches the children: running tasks end at once', 'son arrêt atteint les enfants : les tâches cessent aussitôt'], 'only-backend-stop': ['only its supervisor can stop it, without the gentle steps', 'seul son superviseur peut l’arrêter, sans étapes douces'], 'restarts-by-itself': ['its supervisor starts it again by itself', 'son superviseur le relance de lui-même'],
  'also-stops-others': ['other processes end with it', 'd’autres processus se terminent avec lui'], 'last-consumer': ['nobody else takes from its queues', 'personne d’autre ne prend dans ses files'], 'broker-not-connected': ['its Redis is not connected', 'son Redis n’est pas connecté'], 'solo-answers-late': ['a solo worker obeys only between two tasks', 'un worker solo n’obéit qu’entre deux tâches'],
  'acks-unknown': ['whether its tasks acknowledge late is not known', 'on ignore si ses tâches acquittent tard'], 'restart-budget': ['one more start may make its supervisor give up', 'un démarrage de plus peut faire renoncer son superviseur'], 'output-on-terminal': ['it writes to a terminal', 'il écrit sur un terminal'], 'start-not-tried': ['its start is seen only when tried', 'son démarrage ne se voit qu’à l’essai'], 'no-verification-by-broker': ['without Redis only its process can be verified', 'sans Redis, seul son processus peut être vérifié'],
};

const playbooks: Readonly<Record<PlaybookId, Both>> = {
  'dead-worker': ['start a dead worker', 'relancer un worker mort'], 'deaf-worker': ['wake a deaf worker', 'réveiller un worker sourd'], 'blocked-pipe': ['free a blocked worker', 'débloquer un worker'], 'stuck-task': ['end a stuck task', 'arrêter une tâche figée'], 'oom-loop': ['stop a memory loop', 'arrêter une boucle mémoire'],
  'redis-down': ['bring Redis back', 'faire revenir Redis'], 'restart-storm': ['calm a restart storm', 'calmer une tempête de redémarrages'], 'orphaned-unacked': ['give orphaned messages back', 'rendre les messages orphelins'], 'poison-task': ['set a poison task aside', 'écarter une tâche poison'], 'disk-full': ['free a full disk', 'libérer un disque plein'],
};

const consents: Readonly<Record<RecoveryConsent | MessageConsent, Both>> = {
  'lose-running-tasks': ['running tasks may be lost', 'des tâches en cours peuvent être perdues'], 'run-twice': ['tasks may run a second time', 'des tâches peuvent s’exécuter deux fois'], 'runs-twice': ['tasks may run a second time', 'des tâches peuvent s’exécuter deux fois'], 'holder-unknown': ['it is not proven that the holder is dead', 'la mort du détenteur n’est pas prouvée'],
  'holder-alive': ['a living worker may be at work on them', 'un worker vivant y travaille peut-être'], unreadable: ['some cannot be looked into', 'certains sont illisibles'], 'queue-unknown': ['nobody is known to take from the queue', 'personne de connu ne prend dans la file'], kill: ['the process may be killed', 'le processus peut être tué'],
  'remove-files': ['the chosen logs are emptied for good', 'les fichiers choisis sont vidés'], 'despite-guard': ['it runs although it was tried too often', 'exécuté bien qu’essayé trop souvent'], 'restart-redis': ['Redis is restarted', 'Redis redémarre'],
};

const outcomes: Readonly<Record<MoveOutcome | UndoOutcome, Both>> = { moved: ['moved', 'déplacé'], gone: ['already acknowledged', 'déjà acquitté'], changed: ['changed meanwhile', 'changé entre-temps'], duplicate: ['a copy waits already', 'une copie attend déjà'], 'no-queue': ['no queue known', 'aucune file connue'], unfit: ['kept: it would end a worker', 'gardé : il arrêterait un worker'], unknown: ['not known', 'inconnu'], 'not-reached': ['not reached', 'pas atteint'], undone: ['taken back', 'remis'], taken: ['a worker has it', 'un worker l’a'], differs: ['another message by now', 'un autre message désormais'], 'not-moved': ['never moved', 'jamais déplacé'] };

const kinds: Readonly<Record<ActionKind, Both>> = {
  start: ['started', 'démarré'], stop: ['stopped', 'arrêté'], restart: ['restarted', 'redémarré'], 'pause-intake': ['paused intake', 'prise suspendue'], 'resume-intake': ['resumed intake', 'prise reprise'], drain: ['drained', 'vidé'], signal: ['signal', 'signal'], backend: ['supervisor', 'superviseur'], control: ['control', 'commande'],
  'give-back': ['gave back', 'rendu'], 'dead-letter': ['set aside', 'écarté'], undo: ['took back', 'annulé après coup'], retry: ['retried', 'relancé'], playbook: ['recovered', 'rétabli'], deploy: ['deployed', 'installé'], update: ['updated', 'mis à jour'], undeploy: ['removed', 'retiré'], fix: ['fixed', 'corrigé'], unfix: ['took a fix back', 'correctif retiré'], profile: ['profile', 'profil'], file: ['file', 'fichier'],
};

const ends: Readonly<Record<ActionOutcome, Both>> = { begun: ['under way', 'en cours'], done: ['done', 'fait'], failed: ['failed', 'échoué'], refused: ['refused', 'refusé'], cancelled: ['cancelled', 'annulé'], unanswered: ['not answered', 'sans réponse'], unknown: ['not known', 'inconnu'] };

const others = {
  willDo: ['What would be done', 'Ce qui serait fait'], tasks: ['tasks', 'tâches'], inTime: ['stopped in time', 'arrêt à temps'], forced: ['if forced', 'si forcé'], noTasks: ['no task in hand', 'aucune tâche en main'], tasksUnknown: ['tasks not known', 'tâches inconnues'], expected: ['expected', 'durée prévue'], orMore: ['or more', 'ou plus'],
  left: ['left out', 'laissé de côté'], grantFile: ['put these lines into', 'mettez ces lignes dans'], grantRun: ['run on the host', 'à lancer sur la machine'], verified: ['verified in', 'vérifié en'], doneIn: ['done in', 'fait en'], missing: ['missing', 'il manque'], sure: ['Do it?', 'Le faire ?'], yesNo: ['[y/N] ', '[o/N] '],
  needsYes: ['This is no terminal: give --yes to do it, or --dry-run to see what it would do. Nothing was done.', 'Ceci n’est pas un terminal : donnez --yes pour le faire, ou --dry-run pour voir. Rien n’a été fait.'],
  declined: ['Nothing was done.', 'Rien n’a été fait.'], noTarget: ['No worker or host is called that', 'Aucun worker ni machine ne s’appelle ainsi'], ambiguous: ['Several workers are called that; give host/worker', 'Plusieurs workers s’appellent ainsi ; donnez machine/worker'], cancelling: ['Cancelling; what is done stays done.', 'Annulation ; ce qui est fait reste fait.'],
  kill: ['It did not stop. Kill it (SIGKILL)? Tasks acknowledged early are lost.', 'Il ne s’est pas arrêté. Le tuer (SIGKILL) ? Les tâches acquittées tôt sont perdues.'], cold: ['It did not finish in time. Drop its tasks (SIGQUIT)? Late ones go back, the others are lost.', 'Il n’a pas fini à temps. Lâcher ses tâches (SIGQUIT) ? Les tardives sont rendues, les autres perdues.'], goOn: ['Go on?', 'Continuer ?'],
  nothingFits: ['No playbook fits.', 'Aucune procédure ne convient.'], cannotRun: ['It cannot run now', 'Impossible maintenant'], consentsNeeded: ['It needs your agreement that', 'Il faut accepter que'], agree: ['agree with --agree', 'acceptez par --agree'],
  noMessages: ['No message is taken and not acknowledged.', 'Aucun message pris et non acquitté.'], copy: ['saved copy', 'copie gardée'], nothingDone: ['The journal is empty.', 'Le journal est vide.'], inMemory: ['The journal is kept in memory only.', 'Le journal n’est gardé qu’en mémoire.'], noBroker: ['No broker is known.', 'Aucun broker n’est connu.'], whichBroker: ['Several brokers; choose one with --broker', 'Plusieurs brokers ; choisissez avec --broker'],
  retried: ['sent again as', 'renvoyé sous'], files: ['files', 'fichiers'], commands: ['commands', 'commandes'], refused: ['It cannot be applied', 'Impossible de l’appliquer'], unchanged: ['nothing to change', 'rien à changer'], by: ['by', 'par'],
} satisfies Record<string, Both>;

const at = (language: Language): 0 | 1 => (language === 'en' ? 0 : 1);
export const verbWord = (verb: SupervisionVerb, language: Language): string => verbs[verb][at(language)];
export const stepWord = (step: StepWord, language: Language): string => steps[step]?.[at(language)] ?? step;
export const stateOfOperation = (state: Operation['state'] | 'skipped', language: Language): string => states[state][at(language)];
export const proofWord = (proof: ProofWanted, language: Language): string => proofs[proof][at(language)];
export const fateWord = (fate: TaskFate, language: Language): string => fates[fate][at(language)];
export const backendWord = (kind: SupervisionKind, language: Language): string => backends[kind][at(language)];
export const warningWord = (warning: PreviewWarning, language: Language): string => warnings[warning][at(language)];
export const playbookWord = (playbook: PlaybookId, language: Language): string => playbooks[playbook][at(language)];
export const consentWord = (consent: RecoveryConsent | MessageConsent, language: Language): string => consents[consent][at(language)];
export const outcomeWord = (outcome: MoveOutcome | UndoOutcome, language: Language): string => outcomes[outcome][at(language)];
export const actionKindWord = (kind: ActionKind, language: Language): string => kinds[kind][at(language)];
export const actionOutcomeWord = (outcome: ActionOutcome, language: Language): string => ends[outcome][at(language)];
export const actWord = (key: keyof typeof others, language: Language): string => others[key][at(language)];
