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
export const deployWords: Words<'deploy-refused'> = {
  'plan-expired': ['the plan is older than ten minutes or was carried out; make a new one', 'le plan a plus de dix minutes ou a été exécuté ; faites-en un nouveau'],
  'plan-refused': ['the plan itself says what stands against it; mend that first', 'le plan lui-même dit ce qui s’y oppose ; réglez cela d’abord'],
  'host-changed': ['the Pi is no longer as the plan saw it; make a new one', 'le Pi n’est plus tel que le plan l’a vu ; faites-en un nouveau'],
  'host-away': ['the Pi is not connected; try again once it is', 'le Pi n’est pas connecté ; réessayez quand il le sera'],
  'already-running': ['another one is under way on this Pi; wait for its end', 'un autre est en cours sur ce Pi ; attendez sa fin'],
};
export const linkWords: Words<'link-refused'> = {
  token: ['the link was used already or is wrong; ask for a new one', 'le lien a déjà servi ou est faux ; demandez-en un nouveau'],
  'too-many-clients': ['too many windows are open; close one', 'trop de fenêtres sont ouvertes ; fermez-en une'],
  'too-many-attempts': ['too many wrong tries; wait a minute', 'trop d’essais manqués ; attendez une minute'],
};
