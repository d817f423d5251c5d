/**
 * Sentences that every check shares: what an unknown means, what to grant, and names of units of measure.
 * One table for the window and the command line; the checks' own sentences come with the catalogue.
 */
import type { EvidenceState, Grant } from '#shared/domain/finding.ts';

export type Tongue = 'en' | 'fr';

export type GeneralWords = {
  readonly ok: string;
  readonly unknown: string;
  readonly threw: string;
  /** A check of an older or newer version that this catalogue does not list. */
  readonly notListed: string;
  readonly none: string;
  readonly yes: string;
  readonly no: string;
  readonly unlimited: string;
  readonly grants: Readonly<Record<Grant, string>>;
  readonly states: Readonly<Record<EvidenceState, string>>;
};

const en: GeneralWords = {
  ok: 'Nothing wrong.',
  unknown: 'It could not be judged: the evidence was not to be had.',
  threw: 'The check itself failed; its reference is {{reference}}. The other checks are not affected.',
  notListed: 'This check is not known to this version.',
  none: 'none', yes: 'yes', no: 'no', unlimited: 'no limit',
  grants: {
    root: 'Only root may read this. Nothing needs to be granted for the rest.',
    'same-user': 'Log in as the user that runs the worker, or read it as root.',
    'group-video': 'Put the account into the group video (sudo usermod -aG video USER), then connect again.',
    'group-journal': 'Put the account into the group systemd-journal or adm, then connect again.',
    'group-docker': 'Put the account into the group docker. That group equals root: decide knowingly.',
    'supervisord-socket': 'Let the account reach supervisord’s socket: chmod=0770 and chown=root:GROUP in [unix_http_server], then restart supervisord, which restarts its programs. Who reaches it may start and stop programs.',
    ptrace: 'The kernel shows this to the owner of the process only (kernel.yama.ptrace_scope).',
    hidepid: '/proc is mounted with hidepid: processes of other users are not to be seen.',
    psi: 'The kernel counts no pressure: add psi=1 to its command line and restart the Pi.',
    python3: 'Install python3 on the Pi: without it only a part can be read.',
    'redis-acl': 'Allow the panel’s Redis account INFO, CONFIG|GET, CLIENT|LIST and LATENCY.',
    'worker-reply': 'The worker did not answer remote control. A solo worker in a task cannot; ask again when it is idle.',
    broker: 'The broker could not be reached: see the checks of Redis.',
    connection: 'The host is not connected.',
    command: 'The program that tells it is not installed on this host.',
    kernel: 'This kernel does not offer it.',
    'second-round': 'It takes a second run to compare with.',
    history: 'Nobody recorded it: switch the history on and wait.',
    logs: 'The log that would tell could not be read.',
    'task-events': 'Nobody hears this worker’s task events: switch them on for it, or start it with -E, and run the checks again later.',
    'not-a-pi': 'This host is not a Raspberry Pi.',
    none: 'Nothing can be granted for this.',
  },
  states: { had: 'read', refused: 'permission refused', missing: 'not there', failed: 'failed', 'too-big': 'too large' },
};

const fr: GeneralWords = {
  ok: 'Rien à signaler.',
  unknown: 'Impossible de juger : les éléments de preuve n’ont pas pu être obtenus.',
  threw: 'Le contrôle lui-même a échoué ; sa référence est {{reference}}. Les autres contrôles ne sont pas touchés.',
  notListed: 'Cette version ne connaît pas ce contrôle.',
  none: 'aucun', yes: 'oui', no: 'non', unlimited: 'sans limite',
  grants: {
    root: 'Seul root peut lire ceci. Rien n’est à accorder pour le reste.',
    'same-user': 'Se connecter avec l’utilisateur qui exécute le worker, ou lire en root.',
    'group-video': 'Ajouter le compte au groupe video (sudo usermod -aG video UTILISATEUR), puis se reconnecter.',
    'group-journal': 'Ajouter le compte au groupe systemd-journal ou adm, puis se reconnecter.',
    'group-docker': 'Ajouter le compte au groupe docker. Ce groupe équivaut à root : à décider en connaissance de cause.',
    'supervisord-socket': 'Laisser le compte joindre la socket de supervisord : chmod=0770 et chown=root:GROUPE dans [unix_http_server], puis redémarrer supervisord, ce qui redémarre ses programmes. Qui la joint peut lancer et arrêter des programmes.',
    ptrace: 'Le noyau ne le montre qu’au propriétaire du processus (kernel.yama.ptrace_scope).',
    hidepid: '/proc est monté avec hidepid : les processus des autres utilisateurs sont invisibles.',
    psi: 'Le noyau ne compte pas la pression : ajouter psi=1 à sa ligne de commande et redémarrer le Pi.',
    python3: 'Installer python3 sur le Pi : sans lui, une partie seulement peut être lue.',
    'redis-acl': 'Autoriser INFO, CONFIG|GET, CLIENT|LIST et LATENCY au compte Redis du panneau.',
    'worker-reply': 'Le worker n’a pas répondu au contrôle à distance. Un worker solo occupé ne le peut pas ; redemander quand il est libre.',
    broker: 'Le broker n’a pas pu être joint : voir les contrôles de Redis.',
    connection: 'L’hôte n’est pas connecté.',
    command: 'Le programme qui le dit n’est pas installé sur cet hôte.',
    kernel: 'Ce noyau ne le propose pas.',
    'second-round': 'Il faut un second passage pour comparer.',
    history: 'Personne ne l’a enregistré : activer l’historique et attendre.',
    logs: 'Le journal qui le dirait n’a pas pu être lu.',
    'task-events': 'Personne n’entend les événements de tâches de ce worker : les activer, ou le démarrer avec -E, puis refaire les contrôles plus tard.',
    'not-a-pi': 'Cet hôte n’est pas un Raspberry Pi.',
    none: 'Rien ne peut être accordé pour ceci.',
  },
  states: { had: 'lu', refused: 'permission refusée', missing: 'absent', failed: 'en échec', 'too-big': 'trop volumineux' },
};

export const generalWords: Readonly<Record<Tongue, GeneralWords>> = { en, fr };
