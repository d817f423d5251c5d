/**
 * Every failure as one sentence and what to do, English and French. Exhaustive: a new code does not compile until it
 * has both. Foreign parts are cleaned before they reach a terminal.
 */
import * as words from './core/because-words.ts';
import { cleanText } from './core/clean-text.ts';
import type { CliFailure } from './core/cli-failure.ts';
import type { Language } from './core/language.ts';

type Both = readonly [string, string];
type Table = { readonly [C in CliFailure['code']]: (failure: Extract<CliFailure, { code: C }>) => Both };

const clean = (text: string): string => cleanText(text, 300);
const list = (items: readonly string[]): string => (items.length === 0 ? '—' : items.map(clean).join(', '));
const both = (en: string, fr: string, [whyEn, whyFr]: Both): Both => [`${en}: ${stop(whyEn)}`, `${fr} : ${stop(whyFr)}`];
/** What is missing, and until when it is held back. */
const withDetails = ([en, fr]: Both, unmet: readonly string[], until: number | null): Both => {
  const what = unmet.length === 0 ? '' : ` (${list(unmet)})`;
  const at = until === null ? null : new Date(until).toISOString();
  return [`${en}${what}${at === null ? '' : `, until ${at}`}`, `${fr}${what}${at === null ? '' : `, jusqu’à ${at}`}`];
};
/** What a program said, or whom it concerns; nothing when there is nothing. */
const told = (about: string): string => (about === '' ? '' : ` (${clean(about)})`);
const stop = (sentence: string): string => (sentence.endsWith('?') ? sentence : `${sentence}.`);

export function describeFailure(failure: CliFailure, language: Language): string {
  const say = sentences[failure.code] as (failure: CliFailure) => Both;
  return say(failure)[language === 'en' ? 0 : 1];
}

const reaching = {
  'name-unknown': ({ at, name }) => [`${clean(at)}: the name ${clean(name)} is not known. Check its spelling or give the address.`, `${clean(at)} : le nom ${clean(name)} est inconnu. Vérifiez-le ou donnez l’adresse.`],
  'host-unreachable': ({ at, because }) => both(`${clean(at)} cannot be reached`, `${clean(at)} est injoignable`, words.unreachableWords[because]),
  'ssh-handshake-failed': ({ at, because }) => both(`${clean(at)} cannot be spoken to over SSH`, `Impossible de parler SSH avec ${clean(at)}`, words.handshakeWords[because]),
  'host-key-unknown': ({ at, fingerprint }) => [`${clean(at)} shows a key nobody has confirmed yet (${clean(fingerprint)}). Run this in a terminal to be asked, or connect once with ssh.`, `${clean(at)} montre une clé que personne n’a encore confirmée (${clean(fingerprint)}). Lancez ceci dans un terminal, ou connectez-vous une fois avec ssh.`],
  'host-key-changed': ({ at, offered, knownHostsPlace }) => [`${clean(at)} shows ANOTHER key than before (${clean(offered)}). Someone may be in between. If it was reinstalled, remove the old key: ${clean(knownHostsPlace)}.`, `${clean(at)} montre une AUTRE clé qu’avant (${clean(offered)}). Quelqu’un s’est peut-être interposé. Si elle a été réinstallée, retirez l’ancienne clé : ${clean(knownHostsPlace)}.`],
  'host-key-revoked': ({ at, offered }) => [`${clean(at)} shows a revoked key (${clean(offered)}). Do not connect; ask whoever runs it.`, `${clean(at)} montre une clé révoquée (${clean(offered)}). Ne vous connectez pas ; demandez à son responsable.`],
  'ssh-login-refused': ({ at, tried, accepted }) => [`${clean(at)} refused the login (tried: ${list(tried)}; it accepts: ${list(accepted)}). Check the user, and the key or password.`, `${clean(at)} a refusé l’accès (essayé : ${list(tried)} ; accepté : ${list(accepted)}). Vérifiez l’utilisateur, et la clé ou le mot de passe.`],
  'key-unusable': ({ path, because }) => both(`The key ${clean(path)} cannot be used`, `La clé ${clean(path)} est inutilisable`, words.keyWords[because]),
  'agent-unavailable': ({ because }) => both('The SSH agent cannot be used', 'L’agent SSH est inutilisable', words.agentWords[because]),
  'ssh-config-invalid': ({ problem }) => [`~/.ssh/config cannot be understood: ${clean(problem)}. Mend that line.`, `~/.ssh/config est incompréhensible : ${clean(problem)}. Corrigez cette ligne.`],
  'question-declined': () => ['The question was declined, so nothing was connected. Run it again to be asked again.', 'La question a été déclinée, rien n’est connecté. Relancez pour être interrogé à nouveau.'],
  'sessions-exhausted': ({ at }) => [`${clean(at)} allows no more sessions. Raise MaxSessions in its sshd_config.`, `${clean(at)} n’accepte plus de sessions. Augmentez MaxSessions dans son sshd_config.`],
  'forward-refused': ({ at, target, because }) => both(`${clean(at)} did not forward to ${clean(target)}`, `${clean(at)} n’a pas mené à ${clean(target)}`, words.forwardWords[because]),
  'shell-unusable': ({ at, because }) => both(`The shell of ${clean(at)} cannot be used`, `L’interpréteur de ${clean(at)} est inutilisable`, words.shellWords[because]),
} satisfies Partial<Table>;

const brokers = {
  'broker-not-found': () => ['No broker was found on the host. Give its URL in the host’s settings.', 'Aucun broker n’a été trouvé sur la machine. Donnez son URL dans ses réglages.'],
  'broker-url-invalid': ({ problem }) => [`The broker’s URL is not valid (${problem}). Write it as redis://host:6379/0.`, `L’URL du broker est invalide (${problem}). Écrivez-la redis://machine:6379/0.`],
  'broker-unreachable': ({ broker, because }) => both(`The broker ${clean(broker)} cannot be reached`, `Le broker ${clean(broker)} est injoignable`, words.brokerWords[because]),
  'broker-login-refused': ({ broker, because }) => both(`The broker ${clean(broker)} refused the login`, `Le broker ${clean(broker)} a refusé l’accès`, words.brokerLoginWords[because]),
  'broker-tls-failed': ({ broker, because }) => both(`No TLS with the broker ${clean(broker)}`, `Pas de TLS avec le broker ${clean(broker)}`, words.tlsWords[because]),
  'broker-not-ready': ({ broker, because }) => both(`The broker ${clean(broker)} is not ready`, `Le broker ${clean(broker)} n’est pas prêt`, words.notReadyWords[because]),
  'broker-refuses-writes': ({ broker, because }) => both(`The broker ${clean(broker)} refuses to write`, `Le broker ${clean(broker)} refuse d’écrire`, words.writesWords[because]),
  'no-reply': ({ workers, waitedMs }) => [`No reply from ${list(workers)} in ${Math.round(waitedMs / 100) / 10} s. It may be busy; look at its verdict.`, `Pas de réponse de ${list(workers)} en ${Math.round(waitedMs / 100) / 10} s. Il est peut-être occupé ; voyez son verdict.`],
  'worker-refused': ({ worker, message }) => [`${clean(worker)} refused: ${clean(message)}`, `${clean(worker)} a refusé : ${clean(message)}`],
  'not-supported-by-pool': ({ ability, pool }) => [`A ${clean(pool)} pool cannot do this (${clean(ability)}). Change the pool or the wish.`, `Un pool ${clean(pool)} ne sait pas le faire (${clean(ability)}). Changez de pool ou de souhait.`],
  'not-agreed': ({ needed }) => [`Nothing was done. It needs your consent first: ${list(needed)}.`, `Rien n’a été fait. Il faut d’abord votre accord : ${list(needed)}.`],
  'recovery-refused': ({ because, unmet, until }) => both('The recovery was not started', 'La reprise n’a pas été lancée', withDetails(words.recoveryWords[because], unmet, until)),
  'message-refused': ({ because }) => both('The message was left where it is', 'Le message est resté où il est', words.messageWords[because]),
  'supervision-refused': ({ worker, because, about }) => both(`Nothing was done to ${clean(worker)}${told(about)}`, `Rien n’a été fait sur ${clean(worker)}${told(about)}`, words.supervisionRefusalWords[because]),
  'supervision-failed': ({ worker, because, about }) => both(`${clean(worker)} was not brought where it should be${told(about)}`, `${clean(worker)} n’a pas été mené où il fallait${told(about)}`, words.supervisionFailureWords[because]),
} satisfies Partial<Table>;

const asking = {
  'invalid-input': ({ where, problem }) => [`Not accepted at ${clean(where)}: ${clean(problem)}.`, `Refusé à ${clean(where)} : ${clean(problem)}.`],
  'not-found': ({ what }) => [`There is no ${clean(what)}. Look at the list and try again.`, `${clean(what)} n’existe pas. Voyez la liste et recommencez.`],
  'read-only': () => ['This session is read-only. Start it without --read-only, or change the setting.', 'Cette session est en lecture seule. Lancez-la sans --read-only, ou changez le réglage.'],
  'version-mismatch': ({ ours, theirs }) => [`Two versions that do not match: ${clean(ours)} and ${clean(theirs)}. Reload the page or restart Fleetbeat.`, `Deux versions qui ne vont pas ensemble : ${clean(ours)} et ${clean(theirs)}. Rechargez la page ou relancez Fleetbeat.`],
  'not-served-here': () => ['Only the desktop window can do this. Type the path instead.', 'Seule la fenêtre de bureau sait le faire. Tapez plutôt le chemin.'],
  cancelled: () => ['Cancelled.', 'Annulé.'],
  'deadline-passed': ({ waitedMs }) => [`No result within ${Math.round(waitedMs / 1000)} s. Try again, or look at the host.`, `Pas de résultat en ${Math.round(waitedMs / 1000)} s. Recommencez, ou voyez la machine.`],
  'link-lost': () => ['The connection to the engine was lost. Start it again.', 'La connexion au moteur est perdue. Relancez-le.'],
  'link-refused': ({ because }) => both('The engine did not let us in', 'Le moteur a refusé l’entrée', words.linkWords[because]),
  internal: ({ reference }) => [`Something went wrong in Fleetbeat itself. It is in the log as ${clean(reference)}; please report it.`, `Fleetbeat lui-même a échoué. C’est dans le journal sous ${clean(reference)} ; merci de le signaler.`],
  'file-failed': ({ path, because }) => both(`The file ${clean(path)} cannot be used`, `Le fichier ${clean(path)} est inutilisable`, words.fileWords[because]),
  'fix-refused': ({ because, about }) => both(`The fix was not applied${told(about)}`, `La réparation n’a pas été appliquée${told(about)}`, words.fixWords[because]),
  'fix-failed': ({ because, about }) => both(`The fix did not hold${told(about)}`, `La réparation n’a pas tenu${told(about)}`, words.fixFailureWords[because]),
  'deploy-refused': ({ because }) => both('Nothing was deployed or removed', 'Rien n’a été déployé ni retiré', words.deployWords[because]),
  'vault-unavailable': ({ because }) => both('The keychain cannot be used', 'Le trousseau est inutilisable', words.vaultWords[because]),
} satisfies Partial<Table>;

const sentences: Table = {
  ...reaching,
  ...brokers,
  ...asking,
  'fleet-file-invalid': ({ problems }) => {
    const rows = problems.map(({ line, column, path, problem }) => `  ${line}:${column}${path === '' ? '' : ` ${clean(path)}`}: ${clean(problem)}`).join('\n');
    return [`The fleet file has mistakes; mend them and try again (line:column):\n${rows}`, `Le fichier de flotte a des erreurs ; corrigez-les et recommencez (ligne:colonne) :\n${rows}`];
  },
  'no-hosts': () => ['There is no host yet. Add one in the window, give a file with --fleet FILE, or look at the demo: fleetbeat demo.', 'Il n’y a pas encore de machine. Ajoutez-en une dans la fenêtre, donnez un fichier avec --fleet FICHIER, ou voyez la démo : fleetbeat demo.'],
  'no-such-host': ({ names }) => [`No host is called ${list(names)}. “fleetbeat hosts” lists them.`, `Aucune machine ne s’appelle ${list(names)}. « fleetbeat hosts » les liste.`],
  'port-taken': ({ port }) => [`Port ${port} is taken. Choose another with --port, or leave it out for a free one.`, `Le port ${port} est pris. Choisissez-en un autre avec --port, ou omettez-le pour un port libre.`],
  'port-forbidden': ({ port }) => [`This user may not listen on port ${port}. Choose one above 1023.`, `Cet utilisateur ne peut pas écouter sur le port ${port}. Choisissez-en un au-dessus de 1023.`],
  'port-failed': () => ['No port on 127.0.0.1 could be opened. Is the loopback interface up?', 'Aucun port de 127.0.0.1 n’a pu être ouvert. L’interface de bouclage est-elle active ?'],
  'page-missing': ({ path }) => [`The page is not built (${clean(path)}). Run: npm run build`, `La page n’est pas construite (${clean(path)}). Lancez : npm run build`],
  'demo-failed': () => ['The demo fleet did not start. Its own words are above; try again.', 'La flotte de démonstration n’a pas démarré. Ses mots sont ci-dessus ; recommencez.'],
  'question-unanswered': ({ kind, host }) => [`${clean(host)} asks something only a person can answer (${kind}), and this is no terminal. Run it in a terminal once, or use a key or an agent.`, `${clean(host)} demande ce que seule une personne peut répondre (${kind}), et ceci n’est pas un terminal. Lancez-le une fois dans un terminal, ou utilisez une clé ou un agent.`],
};
