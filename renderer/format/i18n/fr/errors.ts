/** Chaque erreur en français : ce qui s’est passé, pourquoi, que faire, et une forme courte pour une ligne. */
import type { SameKeys } from '#renderer/format/i18n/same-keys.ts';
import type { errors as english } from '#renderer/format/i18n/en/errors.ts';

export const errors: SameKeys<typeof english> = {
  'invalid-input': { what: 'Cette saisie n’a pas été acceptée.', why: '{{where}} : {{problem}}', next: 'Corrigez-la et recommencez.', short: 'non accepté' },
  'not-found': { what: '{{what}} n’existe plus.', why: 'L’élément a été retiré entre-temps, peut-être depuis une autre fenêtre.', next: 'Revenez au parc.', short: 'disparu' },
  'read-only': { what: 'Rien n’a été modifié : la lecture seule est active.', why: 'En lecture seule, toute commande qui modifie le parc est refusée.', next: 'Désactivez la lecture seule dans les réglages si c’est bien ce que vous voulez.', short: 'lecture seule' },
  'version-mismatch': { what: 'Cette fenêtre et le moteur n’ont pas la même version.', why: 'La fenêtre parle la version {{ours}}, le moteur la {{theirs}}.', next: 'Rechargez la fenêtre ; si cela ne suffit pas, mettez Fleetbeat à jour des deux côtés.', short: 'versions différentes' },
  'not-served-here': { what: 'Possible seulement dans l’application de bureau.', why: 'Une page de navigateur n’a pas accès aux fichiers de cette machine.', next: 'Ouvrez Fleetbeat sur le bureau, ou tapez le chemin vous-même.', short: 'bureau seulement' },
  'cancelled': { what: 'Annulé.', why: '', next: '', short: 'annulé' },
  'deadline-passed': { what: 'Aucune réponse dans le temps imparti.', why: 'Attente de {{waited}}. La demande peut encore aboutir.', next: 'Regardez l’état actuel avant de recommencer.', short: 'pas de réponse à temps' },
  'link-lost': { what: 'Le moteur est injoignable.', why: 'La fenêtre a perdu son lien avec le moteur. Les Pi ne sont pas touchés.', next: 'La fenêtre réessaie d’elle-même.', short: 'moteur injoignable' },
  'link-refused': {
    what: 'Le moteur n’a pas laissé entrer cette fenêtre.',
    because: {
      'token': { why: 'L’adresse a déjà servi, ou ce n’est pas la bonne.', next: 'Ouvrez l’adresse affichée par « fleetbeat serve » ; chacune ouvre une fenêtre.', short: 'adresse déjà utilisée' },
      'too-many-clients': { why: 'Trop de fenêtres sont ouvertes.', next: 'Fermez-en une.', short: 'trop de fenêtres' },
      'too-many-attempts': { why: 'Trop d’adresses erronées viennent d’être essayées.', next: 'Attendez une minute.', short: 'trop d’essais' },
    },
  },
  'internal': { what: 'Une erreur s’est produite dans Fleetbeat lui-même.', why: 'Elle est notée dans le journal sous {{reference}}.', next: 'Recommencez ; si elle revient, signalez-la avec cette référence.', short: 'erreur interne' },
  'name-unknown': { what: 'Le nom {{name}} est inconnu.', why: 'Aucune adresse trouvée pour lui (en route vers {{at}}).', next: 'Vérifiez l’orthographe ; un nom en .local demande que le Pi soit sur le même réseau.', short: 'nom inconnu' },
  'host-unreachable': {
    what: '{{at}} est injoignable.',
    because: {
      'refused': { why: 'La machine répond, mais rien n’écoute sur ce port.', next: 'Vérifiez le port, et que le serveur SSH y tourne.', short: 'connexion refusée' },
      'no-route': { why: 'Aucune route n’y mène.', next: 'Vérifiez que le Pi est allumé, sur un réseau accessible d’ici.', short: 'pas de route' },
      'timeout': { why: 'Aucune réponse : éteint, figé, ou derrière un pare-feu.', next: 'Vérifiez son alimentation et son réseau.', short: 'pas de réponse' },
      'closed': { why: 'La connexion a été fermée de l’autre côté.', next: 'La machine redémarre peut-être. Fleetbeat réessaie de lui-même.', short: 'connexion fermée' },
      'reset': { why: 'La connexion a été rompue de l’autre côté.', next: 'La machine redémarre peut-être. Fleetbeat réessaie de lui-même.', short: 'connexion rompue' },
      'network-down': { why: 'Cette machine n’a pas de réseau.', next: 'Vérifiez le réseau de cette machine.', short: 'pas de réseau ici' },
    },
  },
  'ssh-handshake-failed': {
    what: 'L’échange SSH avec {{at}} n’a pas pu commencer.',
    because: {
      'not-ssh': { why: 'Ce qui répond là n’est pas un serveur SSH.', next: 'Vérifiez le port.', short: 'pas un serveur SSH' },
      'no-common-algorithm': { why: 'Les deux côtés n’ont aucune méthode de chiffrement en commun.', next: 'Mettez à jour le serveur SSH du Pi, ou autorisez-y une méthode actuelle.', short: 'aucune méthode commune' },
      'closed-early': { why: 'Le serveur a fermé la connexion avant de dire quoi que ce soit.', next: 'Il est peut-être surchargé ou limite les connexions. Consultez son journal : journalctl -u ssh', short: 'fermé aussitôt' },
      'timeout': { why: 'Le serveur a accepté la connexion, puis n’a rien dit.', next: 'Le Pi est sans doute surchargé ou pagine. Fleetbeat réessaie de lui-même.', short: 'SSH muet' },
      'protocol': { why: 'Le serveur a dit quelque chose que SSH ne permet pas.', next: 'Consultez son journal : journalctl -u ssh', short: 'erreur SSH' },
    },
  },
  'host-key-unknown': { what: 'L’identité de {{at}} n’est pas encore connue.', why: 'Sa clé {{keyType}} a pour empreinte {{fingerprint}}.', next: 'Comparez l’empreinte sur le Pi, puis acceptez-la.', short: 'identité à confirmer' },
  'host-key-changed': { what: '{{at}} présente une autre identité qu’avant.', why: 'Attendu {{expected}}, reçu {{offered}}. Réinstallation, ou quelqu’un entre vous deux.', next: 'Si vous l’avez réinstallé, retirez l’ancienne clé de {{place}}. Sinon, ne vous connectez pas.', short: 'identité changée' },
  'host-key-revoked': { what: 'La clé de {{at}} est marquée comme révoquée.', why: 'Il présente {{offered}}, que votre known_hosts interdit.', next: 'Donnez au Pi une nouvelle clé d’hôte.', short: 'clé révoquée' },
  'ssh-login-refused': { what: '{{at}} a refusé la connexion.', why: 'Essayé : {{tried}}. Accepté là-bas : {{accepted}}.', next: 'Vérifiez le nom d’utilisateur, et que votre clé publique est dans ~/.ssh/authorized_keys sur le Pi.', short: 'accès refusé' },
  'key-unusable': {
    what: 'La clé {{path}} est inutilisable.',
    because: {
      'missing': { why: 'Le fichier n’existe pas.', next: 'Choisissez un autre fichier de clé.', short: 'clé absente' },
      'not-readable': { why: 'Le fichier ne peut pas être lu.', next: 'Donnez-vous le droit de le lire : chmod 600', short: 'clé illisible' },
      'bad-format': { why: 'Ce n’est pas une clé privée d’un format connu.', next: 'Choisissez la clé privée, pas le fichier .pub.', short: 'pas une clé' },
      'passphrase-wrong': { why: 'La phrase secrète ne l’ouvre pas.', next: 'Recommencez et retapez la phrase secrète.', short: 'phrase secrète erronée' },
      'passphrase-needed': { why: 'Elle est protégée par une phrase secrète.', next: 'Recommencez et tapez-la, ou chargez la clé dans votre agent SSH.', short: 'phrase secrète requise' },
      'too-large': { why: 'Le fichier est bien trop gros pour une clé.', next: 'Choisissez un autre fichier de clé.', short: 'pas une clé' },
    },
  },
  'agent-unavailable': {
    what: 'L’agent SSH ne peut pas aider.',
    because: {
      'no-socket': { why: 'Aucun agent ne tourne (SSH_AUTH_SOCK n’est pas défini).', next: 'Démarrez un agent, ou choisissez un fichier de clé pour cette machine.', short: 'pas d’agent SSH' },
      'no-keys': { why: 'Il ne détient aucune clé.', next: 'Chargez-en une : ssh-add', short: 'agent sans clé' },
      'refused': { why: 'Il a refusé de signer.', next: 'Déverrouillez-le, ou confirmez la demande qu’il affiche.', short: 'refus de l’agent' },
    },
  },
  'ssh-config-invalid': { what: 'Votre ~/.ssh/config n’a pas pu être compris.', why: '{{problem}}', next: 'Corrigez le fichier ; ssh -G <alias> montre ce qu’il veut dire.', short: 'configuration SSH' },
  'question-declined': { what: 'Vous avez écarté une question dont cette connexion a besoin.', why: '', next: 'Réessayez quand vous voudrez y répondre.', short: 'question écartée' },
  'sessions-exhausted': { what: '{{at}} n’ouvre plus de session.', why: 'Sa limite de sessions par connexion (MaxSessions) est atteinte.', next: 'Augmentez MaxSessions dans son sshd_config, ou fermez d’autres sessions.', short: 'trop de sessions' },
  'forward-refused': {
    what: '{{at}} ne relaie pas la connexion vers {{target}}.',
    because: {
      'prohibited': { why: 'Son serveur SSH interdit le relais.', next: 'Mettez AllowTcpForwarding yes dans son sshd_config, ou donnez une adresse directe au broker.', short: 'relais interdit' },
      'connect-failed': { why: 'Rien ne répond à {{target}}, vu de là-bas.', next: 'Vérifiez que Redis y tourne et y écoute.', short: 'rien ne répond derrière' },
      'other': { why: 'Le serveur SSH n’a donné aucune raison.', next: 'Consultez son journal : journalctl -u ssh', short: 'relais impossible' },
    },
  },
  'shell-unusable': {
    what: 'Le shell de {{at}} est inutilisable.',
    because: {
      'no-marker': { why: 'Il n’a pas exécuté une commande simple ; un script de connexion le retient peut-être.', next: 'Connectez-vous à la main avec cet utilisateur et regardez ce qui s’affiche.', short: 'shell muet' },
      'exited': { why: 'Il s’est terminé aussitôt (code de sortie {{exitCode}}).', next: 'Vérifiez le shell de cet utilisateur.', short: 'shell terminé aussitôt' },
      'no-proc': { why: '/proc est absent : rien ne peut être mesuré.', next: 'Montez /proc, ou prenez un autre utilisateur.', short: 'pas de /proc' },
      'not-linux': { why: 'Ce n’est pas Linux.', next: 'Fleetbeat ne surveille que des machines Linux.', short: 'pas Linux' },
    },
  },
  'broker-not-found': { what: 'Aucun broker trouvé.', why: 'Aucun worker de cette machine ne montre quel Redis il utilise.', next: 'Donnez l’adresse de Redis dans les réglages de la machine.', short: 'broker introuvable' },
  'broker-url-invalid': {
    what: 'L’adresse de Redis est inutilisable.',
    because: {
      'not-a-url': { why: 'Ce n’est pas une URL.', next: 'Écrivez-la comme redis://127.0.0.1:6379/0', short: 'pas une URL' },
      'scheme': { why: 'Elle ne commence pas par redis://, rediss:// ou unix://.', next: 'Écrivez-la comme redis://127.0.0.1:6379/0', short: 'schéma inconnu' },
      'host': { why: 'La machine y manque ou n’est pas valable.', next: 'Écrivez-la comme redis://127.0.0.1:6379/0', short: 'machine manquante' },
      'port': { why: 'Le port n’est pas valable.', next: 'Prenez un port de 1 à 65535 ; celui de Redis est 6379 par défaut.', short: 'port erroné' },
      'database': { why: 'Le numéro de base n’est pas valable.', next: 'Terminez par /0, ou le numéro que prennent vos workers.', short: 'base erronée' },
      'unsupported': { why: 'Cette sorte de broker n’est pas prise en charge (Sentinel et Cluster pas encore).', next: 'Donnez l’adresse d’un seul Redis.', short: 'non pris en charge' },
    },
  },
  'broker-unreachable': {
    what: 'Le broker {{broker}} est injoignable.',
    because: {
      'refused': { why: 'Rien n’écoute là.', next: 'Vérifiez que Redis tourne : systemctl status redis-server', short: 'Redis n’écoute pas' },
      'timeout': { why: 'Il ne répond pas.', next: 'Redis est peut-être figé ou pagine ; regardez la mémoire de sa machine.', short: 'Redis ne répond pas' },
      'name-unknown': { why: 'Son nom est inconnu de ce côté.', next: 'Vérifiez l’adresse du broker.', short: 'nom du broker inconnu' },
      'closed': { why: 'Il a fermé la connexion.', next: 'Redis redémarre peut-être. Fleetbeat réessaie de lui-même.', short: 'Redis a fermé' },
      'not-redis': { why: 'Ce qui répond là n’est pas Redis.', next: 'Vérifiez le port du broker.', short: 'pas Redis' },
      'forward-refused': { why: 'Le serveur SSH de la machine ne relaie pas la connexion.', next: 'Mettez AllowTcpForwarding yes dans son sshd_config.', short: 'relais interdit' },
    },
  },
  'broker-login-refused': {
    what: 'Le broker {{broker}} a refusé l’accès.',
    because: {
      'password-needed': { why: 'Il demande un mot de passe.', next: 'Donnez le mot de passe quand il est demandé.', short: 'mot de passe Redis requis' },
      'wrong-password': { why: 'L’utilisateur ou le mot de passe est faux.', next: 'Donnez le mot de passe que prennent les workers.', short: 'mot de passe Redis faux' },
      'no-permission': { why: 'Cet utilisateur Redis n’a pas droit aux commandes nécessaires.', next: 'Donnez-lui les droits listés dans le manuel, ou prenez un autre utilisateur.', short: 'droits Redis manquants' },
    },
  },
  'broker-tls-failed': {
    what: 'Pas de connexion sûre au broker {{broker}}.',
    because: {
      'untrusted': { why: 'Son certificat n’est signé par personne que cette machine connaisse.', next: 'Ajoutez son autorité à l’adresse : ?ssl_ca_certs=<fichier>', short: 'certificat non reconnu' },
      'expired': { why: 'Son certificat a expiré.', next: 'Renouvelez le certificat.', short: 'certificat expiré' },
      'wrong-name': { why: 'Son certificat porte un autre nom.', next: 'Prenez le nom du certificat.', short: 'nom du certificat' },
      'not-tls': { why: 'Il ne parle pas TLS sur ce port.', next: 'Prenez redis:// au lieu de rediss://, ou le port TLS.', short: 'pas de TLS là' },
      'other': { why: 'L’échange TLS a échoué.', next: 'Consultez le journal de Redis.', short: 'échec TLS' },
    },
  },
  'broker-not-ready': {
    what: 'Le broker {{broker}} n’est pas prêt.',
    because: {
      'loading': { why: 'Il charge ses données.', next: 'Attendez ; Fleetbeat réessaie de lui-même.', short: 'Redis charge' },
      'master-down': { why: 'C’est un réplica dont le maître est tombé.', next: 'Remettez le maître en route.', short: 'maître Redis tombé' },
      'busy-script': { why: 'Il exécute un script qui ne finit pas.', next: 'Sur le broker : redis-cli SCRIPT KILL', short: 'Redis est occupé' },
    },
  },
  'broker-refuses-writes': {
    what: 'Le broker {{broker}} refuse d’écrire.',
    because: {
      'misconf': { why: 'Il n’a pas pu enregistrer ses données sur le disque et n’écrit plus.', next: 'Libérez de la place sur son disque, puis redis-cli BGSAVE', short: 'Redis ne peut pas enregistrer' },
      'out-of-memory': { why: 'Sa limite de mémoire est atteinte.', next: 'Videz une file, ou augmentez maxmemory.', short: 'mémoire Redis pleine' },
      'read-only-replica': { why: 'C’est un réplica en lecture seule.', next: 'Prenez l’adresse du maître.', short: 'réplica en lecture seule' },
    },
  },
  'no-reply': { what: '{{workers}} : pas de réponse.', why: 'Attente de {{waited}}. Un worker solo dans une tâche, ou figé, ne peut pas répondre.', next: 'Regardez son verdict, puis recommencez.', short: 'pas de réponse' },
  'worker-refused': { what: '{{worker}} a refusé.', why: 'Il a dit : {{message}}', next: 'Corrigez la demande.', short: 'refus du worker' },
  'not-supported-by-pool': { what: 'Ce worker ne sait pas faire cela.', why: 'Son pool ({{pool}}) ne permet pas « {{ability}} ».', next: 'Changez de pool à son prochain démarrage.', short: 'pas avec ce pool' },
  'fleet-file-invalid': { what: 'Le fichier de parc n’a pas été repris.', why: '{{problems}}', next: 'Corrigez ces lignes et importez-le de nouveau. Rien n’a été modifié.', short: 'fichier de parc non valable' },
  'fleetFileLine': 'ligne {{line}}, {{path}} : {{problem}}',
  fleetFileReason: {
    'syntax': 'ce n’est pas du YAML valable', 'unknown-key': 'la clé {{about}} est inconnue ici', 'missing': 'il manque {{about}}', 'wrong-kind': 'une autre sorte de valeur est attendue : {{about}}',
    'not-allowed': 'valeur non permise ; possible : {{about}}', 'secret': 'un fichier de parc ne contient aucun mot de passe', 'repeated-name': 'le nom {{about}} sert deux fois', 'too-large': 'trop grand : {{about}}', 'version': 'version de fichier inconnue ; possible : {{about}}',
  },
  'file-failed': {
    what: 'Le fichier {{path}} n’a pas pu être utilisé.',
    because: {
      'missing': { why: 'Il n’existe pas.', next: 'Vérifiez le chemin.', short: 'fichier absent' },
      'not-readable': { why: 'Il ne peut pas être lu.', next: 'Vérifiez ses droits.', short: 'illisible' },
      'not-writable': { why: 'Il ne peut pas être écrit.', next: 'Vérifiez les droits de son dossier.', short: 'non inscriptible' },
      'disk-full': { why: 'Le disque est plein.', next: 'Libérez de la place sur cette machine.', short: 'disque plein' },
      'bad-format': { why: 'Son contenu n’a pas été compris.', next: 'Remettez une copie plus ancienne.', short: 'non compris' },
      'too-large': { why: 'Il est plus gros que permis.', next: 'Prenez un fichier plus petit.', short: 'trop gros' },
      'other': { why: 'Le système n’a pas donné de raison claire.', next: 'Le journal de Fleetbeat en dit plus.', short: 'problème de fichier' },
    },
  },
  'deploy-refused': {
    what: 'Le plan n’a pas été exécuté.',
    because: {
      'plan-expired': { why: 'Il a plus de dix minutes, ou a déjà été exécuté.', next: 'Faites un nouveau plan.', short: 'plan trop vieux' },
      'plan-refused': { why: 'Le plan lui-même dit ce qui s’y oppose.', next: 'Réglez cela d’abord, puis faites un nouveau plan.', short: 'plan refusé' },
      'host-changed': { why: 'Le Pi n’est plus tel que le plan l’a vu.', next: 'Faites un nouveau plan et relisez-le.', short: 'le Pi a changé' },
      'host-away': { why: 'Le Pi n’est pas connecté.', next: 'Attendez sa connexion et réessayez.', short: 'non connecté' },
      'already-running': { why: 'Un autre déploiement est en cours sur ce Pi.', next: 'Attendez sa fin.', short: 'déjà en cours' },
    },
  },
  'vault-unavailable': {
    what: 'Le secret n’a pas été rangé.',
    because: {
      'no-keychain': { why: 'Cette machine n’a pas de trousseau utilisable par Fleetbeat.', next: 'Il est gardé jusqu’à la fermeture de Fleetbeat ; il vous sera redemandé ensuite.', short: 'pas de trousseau' },
      'locked': { why: 'Le trousseau est verrouillé.', next: 'Déverrouillez-le et recommencez.', short: 'trousseau verrouillé' },
      'failed': { why: 'Le trousseau a refusé.', next: 'Recommencez ; le journal de Fleetbeat en dit plus.', short: 'refus du trousseau' },
    },
  },
  nothing: 'rien',
};
