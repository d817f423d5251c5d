/** The short reasons inside a sentence, English and French. A new reason does not compile until it has both. */
import type { AppError } from '#shared/errors.ts';

type Because<C extends AppError['code']> = Extract<AppError, { code: C; because: unknown }>['because'];
type Words<C extends AppError['code']> = Readonly<Record<Because<C>, readonly [string, string]>>;

export const unreachableWords: Words<'host-unreachable'> = {
  refused: ['the connection was refused; is the SSH server running on that port?', 'la connexion a été refusée ; le serveur SSH écoute-t-il sur ce port ?'],
  'no-route': ['there is no route to it; check the address and the network', 'aucune route n’y mène ; vérifiez l’adresse et le réseau'],
  timeout: ['it did not answer in time; is it on, and is the address right?', 'elle n’a pas répondu à temps ; est-elle allumée, et l’adresse est-elle juste ?'],
  closed: ['it closed the connection; look at its journal: journalctl -u ssh', 'elle a fermé la connexion ; voyez son journal : journalctl -u ssh'],
  reset: ['it reset the connection; look at its journal: journalctl -u ssh', 'elle a coupé la connexion ; voyez son journal : journalctl -u ssh'],
  'network-down': ['this machine has no network; connect it and try again', 'cette machine n’a pas de réseau ; connectez-la et recommencez'],
};
export const handshakeWords: Words<'ssh-handshake-failed'> = {
  'not-ssh': ['what answers there is not SSH; check the port', 'ce qui répond n’est pas SSH ; vérifiez le port'],
  'no-common-algorithm': ['no common algorithm; update its SSH server', 'aucun algorithme commun ; mettez à jour son serveur SSH'],
  'closed-early': ['it hung up before the handshake; check MaxStartups and fail2ban there', 'elle a raccroché avant la fin ; vérifiez MaxStartups et fail2ban'],
  timeout: ['the handshake took too long; the host may be overloaded', 'la négociation a été trop longue ; la machine est peut-être surchargée'],
  protocol: ['it said something SSH does not allow; look at its journal', 'elle a dit ce que SSH ne permet pas ; voyez son journal'],
};
export const keyWords: Words<'key-unusable'> = {
  missing: ['it does not exist; check the path', 'il n’existe pas ; vérifiez le chemin'],
  'not-readable': ['it cannot be read; check its owner and mode (chmod 600)', 'il n’est pas lisible ; vérifiez son propriétaire et ses droits (chmod 600)'],
  'bad-format': ['it is not a private key in OpenSSH or PEM format', 'ce n’est pas une clé privée au format OpenSSH ou PEM'],
  'passphrase-wrong': ['the passphrase is wrong; try again', 'la phrase secrète est fausse ; recommencez'],
  'passphrase-needed': ['it needs its passphrase; run this in a terminal or load it with ssh-add', 'il demande sa phrase secrète ; lancez ceci dans un terminal ou chargez-le avec ssh-add'],
  'too-large': ['it is too large to be a key; check the path', 'il est trop gros pour une clé ; vérifiez le chemin'],
};
export const agentWords: Words<'agent-unavailable'> = {
  'no-socket': ['none is running (SSH_AUTH_SOCK); start one or choose another login', 'aucun ne tourne (SSH_AUTH_SOCK) ; lancez-en un ou choisissez un autre accès'],
  'no-keys': ['it holds no key; load one with ssh-add', 'il n’a aucune clé ; chargez-en une avec ssh-add'],
  refused: ['it refused to sign; unlock it and try again', 'il a refusé de signer ; déverrouillez-le et recommencez'],
};
export const forwardWords: Words<'forward-refused'> = {
  prohibited: ['its SSH server forbids it; allow it with AllowTcpForwarding', 'son serveur SSH l’interdit ; autorisez-le avec AllowTcpForwarding'],
  'connect-failed': ['nothing answers there; is Redis running?', 'rien n’y répond ; Redis tourne-t-il ?'],
  other: ['its SSH server refused; look at its journal', 'son serveur SSH a refusé ; voyez son journal'],
};
export const shellWords: Words<'shell-unusable'> = {
  'no-marker': ['it did not run our command; look at its start-up files (.bashrc)', 'il n’a pas exécuté notre commande ; voyez ses fichiers de démarrage (.bashrc)'],
  exited: ['it ended at once; the account may not allow commands', 'il s’est terminé aussitôt ; le compte n’autorise peut-être pas les commandes'],
  'no-proc': ['/proc cannot be read there', '/proc n’y est pas lisible'],
  'not-linux': ['it is not Linux; Fleetbeat watches Linux hosts', 'ce n’est pas Linux ; Fleetbeat surveille des machines Linux'],
};
export const brokerWords: Words<'broker-unreachable'> = {
  refused: ['the connection was refused; is Redis running?', 'la connexion a été refusée ; Redis tourne-t-il ?'],
  timeout: ['it did not answer in time', 'il n’a pas répondu à temps'],
  'name-unknown': ['its name is not known; check the address', 'son nom est inconnu ; vérifiez l’adresse'],
  closed: ['it closed the connection; check maxclients and its log', 'il a fermé la connexion ; vérifiez maxclients et son journal'],
  'not-redis': ['what answers is not Redis; check the port', 'ce qui répond n’est pas Redis ; vérifiez le port'],
  'forward-refused': ['SSH would not forward to it; allow AllowTcpForwarding', 'SSH n’a pas voulu y mener ; autorisez AllowTcpForwarding'],
};
export const brokerLoginWords: Words<'broker-login-refused'> = {
  'password-needed': ['it wants a password; run this in a terminal to be asked', 'il veut un mot de passe ; lancez ceci dans un terminal pour qu’il soit demandé'],
  'wrong-password': ['user or password is wrong', 'l’utilisateur ou le mot de passe est faux'],
  'no-permission': ['this user may not do it; widen its ACL', 'cet utilisateur n’en a pas le droit ; élargissez son ACL'],
};
export const tlsWords: Words<'broker-tls-failed'> = {
  untrusted: ['its certificate is not trusted; give its authority', 'son certificat n’est pas reconnu ; donnez son autorité'],
  expired: ['its certificate has expired; renew it', 'son certificat a expiré ; renouvelez-le'],
  'wrong-name': ['its certificate names another host', 'son certificat nomme une autre machine'],
  'not-tls': ['it does not speak TLS there; use redis://', 'il n’y parle pas TLS ; utilisez redis://'],
  other: ['the TLS handshake failed', 'la négociation TLS a échoué'],
};
export const notReadyWords: Words<'broker-not-ready'> = {
  loading: ['it is loading its data; wait', 'il charge ses données ; attendez'],
  'master-down': ['it is a replica and its master is down', 'c’est une réplique et son maître est arrêté'],
  'busy-script': ['a script keeps it busy; SCRIPT KILL ends it', 'un script l’occupe ; SCRIPT KILL y met fin'],
};
export const writesWords: Words<'broker-refuses-writes'> = {
  misconf: ['it cannot save to disk (MISCONF); free the disk and look at its log', 'il ne peut pas écrire sur disque (MISCONF) ; libérez le disque et voyez son journal'],
  'out-of-memory': ['its memory is full (maxmemory)', 'sa mémoire est pleine (maxmemory)'],
  'read-only-replica': ['it is a read-only replica; use its master', 'c’est une réplique en lecture seule ; utilisez son maître'],
};
export const fileWords: Words<'file-failed'> = {
  missing: ['it does not exist; check the path', 'il n’existe pas ; vérifiez le chemin'],
  'not-readable': ['it cannot be read; check its owner and mode', 'il n’est pas lisible ; vérifiez son propriétaire et ses droits'],
  'not-writable': ['it cannot be written; check the folder’s owner and mode', 'il n’est pas modifiable ; vérifiez le propriétaire et les droits du dossier'],
  'disk-full': ['the disk is full; free some space', 'le disque est plein ; libérez de la place'],
  'bad-format': ['its format is not known; it may come from a newer Fleetbeat', 'son format est inconnu ; il vient peut-être d’un Fleetbeat plus récent'],
  'too-large': ['it is too large', 'il est trop gros'],
  other: ['the system refused; look at the log', 'le système a refusé ; voyez le journal'],
};
export const vaultWords: Words<'vault-unavailable'> = {
  'no-keychain': ['there is none here; secrets are asked for each time', 'il n’y en a pas ici ; les secrets sont demandés à chaque fois'],
  locked: ['it is locked; unlock it and try again', 'il est verrouillé ; déverrouillez-le et recommencez'],
  failed: ['it failed; look at the log', 'il a échoué ; voyez le journal'],
};
export const fixWords: Words<'fix-refused'> = {
  'plan-expired': ['the plan is older than ten minutes, or was carried out already; make a new one', 'le plan a plus de dix minutes, ou a déjà été exécuté ; faites-en un nouveau'],
  'plan-refused': ['the plan itself says what stands against it', 'le plan lui-même dit ce qui s’y oppose'],
  'host-changed': ['the file is no longer as the plan saw it; make a new plan and read it again', 'le fichier n’est plus tel que le plan l’a vu ; faites un nouveau plan et relisez-le'],
  'host-away': ['the host is not connected; wait for its connection', 'la machine n’est pas connectée ; attendez sa connexion'],
  'broker-away': ['its Redis is not connected; look at the broker', 'son Redis n’est pas connecté ; voyez le broker'],
  gone: ['there is no such fix on the host any more; list again', 'cette réparation n’est plus sur la machine ; listez de nouveau'],
  'still-in-force': ['it is still in force; take it back first', 'elle est encore en vigueur ; annulez-la d’abord'],
  'needs-root': ['it needs root, or sudo without a password; run the command shown on the host yourself', 'il faut root, ou sudo sans mot de passe ; lancez vous-même la commande indiquée sur la machine'],
  'disk-full': ['the disk of the host is full; free some space there', 'le disque de la machine est plein ; libérez de la place'],
  'not-writable': ['the file could not be written; everything was put back', 'le fichier n’a pas pu être écrit ; tout a été remis en place'],
  failed: ['the host could not do it; look at its log', 'la machine n’a pas pu le faire ; voyez son journal'],
};
export const fixFailureWords: Words<'fix-failed'> = {
  'command-failed': ['a command failed; everything was put back', 'une commande a échoué ; tout a été remis en place'],
  'not-proven': ['the worker did not come back as it should; it was taken back', 'le worker n’est pas revenu comme il faut ; elle a été annulée'],
  'rolled-back-already': ['the host had taken it back by itself before it was confirmed', 'la machine l’avait déjà annulée d’elle-même avant la confirmation'],
  'answer-lost': ['the connection broke; without a confirmation the host takes it back by itself', 'la connexion a été coupée ; sans confirmation la machine l’annule d’elle-même'],
};
export const deployWords: Words<'deploy-refused'> = {
  'plan-expired': ['the plan is older than ten minutes or was carried out; make a new one', 'le plan a plus de dix minutes ou a été exécuté ; faites-en un nouveau'],
  'plan-refused': ['the plan itself says what stands against it; mend that first', 'le plan lui-même dit ce qui s’y oppose ; réglez cela d’abord'],
  'host-changed': ['the Pi is no longer as the plan saw it; make a new one', 'le Pi n’est plus tel que le plan l’a vu ; faites-en un nouveau'],
  'host-away': ['the Pi is not connected; try again once it is', 'le Pi n’est pas connecté ; réessayez quand il le sera'],
  'already-running': ['another one is under way on this Pi; wait for its end', 'un autre est en cours sur ce Pi ; attendez sa fin'],
  'no-sudo': ['the account may not do that with sudo; choose a user unit or a start line', 'le compte n’a pas ce droit avec sudo ; choisissez une unité utilisateur ou une ligne de lancement'],
  'config-invalid': ['the supervisor does not accept the configuration; nothing was changed', 'le superviseur refuse la configuration ; rien n’a changé'],
  'start-failed': ['the supervisor did not start; everything was put back', 'le superviseur n’a pas démarré ; tout a été remis en place'],
  'stop-failed': ['what runs did not end in time; stop the workers first', 'ce qui tourne ne s’est pas arrêté à temps ; arrêtez d’abord les workers'],
  'not-verified': ['it was carried out, but the proof is missing; look at the Pi', 'c’est fait, mais la preuve manque ; voyez le Pi'],
};
export const recoveryWords: Words<'recovery-refused'> = {
  'precondition-unmet': ['not everything it needs holds', 'tout ce qu’il lui faut n’est pas réuni'],
  'storm-guard': ['the storm guard holds it back: repeated repairs make things worse', 'le garde-fou la retient : réparer sans cesse aggrave tout'],
  'already-running': ['another recovery of this target is under way', 'une autre reprise de cette cible est en cours'],
  unavailable: ['this engine cannot carry it out', 'ce moteur ne sait pas la mener'],
};
export const messageWords: Words<'message-refused'> = {
  gone: ['it is no longer there; list again', 'il n’y est plus ; listez de nouveau'],
  'not-whole': ['only a shortened text of it is left, which is never sent; send it from your own program', 'il n’en reste qu’un texte raccourci, jamais envoyé ; renvoyez-la depuis votre programme'],
  'no-queue': ['it does not say where it belongs; name a queue', 'il ne dit pas où il doit aller ; nommez une file'],
  locked: ['a worker is putting messages back right now; try again in a few seconds', 'un worker remet des messages en file ; réessayez dans quelques secondes'],
  'not-saved': ['no copy could be saved, and nothing is touched without one; free the disk here', 'aucune copie n’a pu être gardée, et sans elle rien n’est touché ; libérez le disque ici'],
  'already-undone': ['this was undone before', 'cela a déjà été défait'],
  'not-a-task': ['it is not a task that Celery would accept; set it aside instead', 'ce n’est pas une tâche que Celery accepterait ; mettez-le plutôt de côté'],
};
export const linkWords: Words<'link-refused'> = {
  token: ['the link was used already or is wrong; ask for a new one', 'le lien a déjà servi ou est faux ; demandez-en un nouveau'],
  'too-many-clients': ['too many windows are open; close one', 'trop de fenêtres sont ouvertes ; fermez-en une'],
  'too-many-attempts': ['too many wrong tries; wait a minute', 'trop d’essais manqués ; attendez une minute'],
};
export const supervisionRefusalWords: Words<'supervision-refused'> = {
  'read-only': ['this session is read-only; start Fleetbeat without the read-only mode', 'cette session est en lecture seule ; lancez Fleetbeat sans le mode lecture seule'],
  'host-not-connected': ['its host is not connected; wait for the connection, or look at the host', 'sa machine n’est pas connectée ; attendez la connexion, ou voyez la machine'],
  'host-unknown': ['it was seen on the broker only; its host is not in the list; add the host it runs on', 'il n’a été vu que sur le broker ; sa machine n’est pas dans la liste ; ajoutez la machine où il tourne'],
  'python-missing': ['there is no python3 on the host, and the act must be able to go on there without us; install python3 on the host', 'il n’y a pas de python3 sur la machine, et l’action doit pouvoir y continuer sans nous ; installez python3 sur la machine'],
  'python-too-old': ['python3 on the host is older than 3.9; install Python 3.9 or newer there', 'le python3 de la machine est antérieur à 3.9 ; installez-y Python 3.9 ou plus récent'],
  'cannot-look': ['the host did not show what runs there; look at the connection, then try again', 'la machine n’a pas montré ce qui y tourne  ; voyez la connexion, puis recommencez'],
  'backend-unknown': ['what supervises it could not be found; act on the host itself', 'ce qui le supervise n’a pas été trouvé ; agissez sur la machine elle-même'],
  'backend-missing': ['what supervises it does not exist any more; look at the host: the unit, program or container was removed or renamed', 'ce qui le supervise n’existe plus  ; voyez la machine : l’unité, le programme ou le conteneur a été retiré ou renommé'],
  'not-running': ['it does not run; start it', 'il ne tourne pas ; démarrez-le'],
  'already-running': ['it runs already; restart it if you want a new process', 'il tourne déjà ; redémarrez-le pour un nouveau processus'],
  'not-known-yet': ['it has not been looked at yet; try again in a moment', 'il n’a pas encore été examiné ; recommencez dans un instant'],
  'needs-sudo': ['this account may not do it without a password; add the lines shown to the sudo rules of the host', 'ce compte ne peut pas le faire sans mot de passe  ; ajoutez les lignes montrées aux règles sudo de la machine'],
  'other-user': ['it belongs to another user; connect as that user, or as root', 'il appartient à un autre utilisateur ; connectez-vous sous cet utilisateur, ou en root'],
  'no-docker-access': ['this account may not speak to Docker; add it to the group docker (which equals root), or connect as root', 'ce compte ne peut pas parler à Docker ; ajoutez-le au groupe docker (l’équivalent de root), ou connectez-vous en root'],
  'no-socket-access': ['this account may not open the supervisor’s socket; set chmod and chown of the socket in its configuration, or connect as its owner', 'ce compte ne peut pas ouvrir la socket du superviseur  ; réglez chmod et chown de la socket dans sa configuration, ou connectez-vous sous son propriétaire'],
  'no-user-manager': ['the user manager of systemd does not answer for this account; on the host: loginctl enable-linger', 'le gestionnaire utilisateur de systemd ne répond pas pour ce compte ; sur la machine : loginctl enable-linger'],
  'tool-missing': ['a program is missing on the host; install it there', 'un programme manque sur la machine  ; installez-le'],
  'nothing-captured': ['its command line and environment were never seen, so it cannot be started as it was; start it on the host once; from then on it can be done from here', 'sa ligne de commande et son environnement n’ont jamais été vus : impossible de le relancer à l’identique ; démarrez-le une fois sur la machine ; ensuite cela se fera d’ici'],
  'broker-not-connected': ['its broker is not connected, and this goes through the broker; look at the broker', 'son broker n’est pas connecté, et ceci passe par lui ; voyez le broker'],
  'queues-unknown': ['the queues it consumes are not known; wait for its answer, or name the queues with the live controls', 'les files qu’il consomme sont inconnues ; attendez sa réponse, ou nommez les files par les commandes directes'],
  locked: ['someone else is acting on it; wait for the end of that action', 'quelqu’un d’autre agit sur lui  ; attendez la fin de cette action'],
  'preview-old': ['what was shown before is too old, or unknown; look at it again, then confirm', 'ce qui a été montré est trop ancien, ou inconnu ; regardez à nouveau, puis confirmez'],
  'process-changed': ['it is not the process that was shown any more; nothing was signalled; look at it again', 'ce n’est plus le processus qui a été montré ; rien ne lui a été envoyé ; regardez à nouveau'],
  'consent-refused': ['going further needed your consent; wait for its tasks, or allow it next time', 'aller plus loin demandait votre accord ; attendez ses tâches, ou accordez-le la prochaine fois'],
  'too-many': ['too many actions are under way; wait for the end of one', 'trop d’actions sont en cours ; attendez la fin de l’une d’elles'],
};
export const supervisionFailureWords: Words<'supervision-failed'> = {
  'backend-refused': ['its supervisor refused; look at its status and its journal on the host', 'son superviseur a refusé  ; voyez son état et son journal sur la machine'],
  'did-not-end': ['it did not end within the time given; allow the next rung, or wait for its tasks', 'il ne s’est pas terminé dans le temps donné ; autorisez l’échelon suivant, ou attendez ses tâches'],
  'did-not-start': ['no new process appeared; look at its journal on the host', 'aucun nouveau processus n’est apparu ; voyez son journal sur la machine'],
  'died-at-once': ['it started and ended at once; look at its journal on the host: the first error counts', 'il a démarré et s’est terminé aussitôt ; voyez son journal sur la machine : la première erreur compte'],
  'answer-lost': ['the connection was lost and the host kept no word of how it ended; look at its verdict: it shows what runs now', 'la connexion a été perdue et la machine n’a gardé aucune trace de la fin ; voyez son verdict : il montre ce qui tourne'],
  'host-restarted': ['the host itself restarted meanwhile; look at its verdict', 'la machine elle-même a redémarré entre-temps ; voyez son verdict'],
};
