/** SSH-02: a shell that prints when nobody asked (a greeting in .bashrc) spoils every answer that is read through it. */
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const noisyShell: Rule = {
  id: 'SSH-02',
  category: 'network',
  impact: 1,
  link: 'https://man7.org/linux/man-pages/man1/bash.1.html#INVOCATION',
  words: {
    en: {
      title: 'Login shell',
      says: { ok: 'The login shell is quiet.', noisy: 'The login shell prints text of its own into answers; it was recognised and left out.' },
      cause: 'A start-up file of the shell prints in sessions without a terminal.', fix: 'Put the printing behind: [ -t 1 ] && …, in .bashrc or .profile.', refute: 'ssh HOST true prints nothing.',
    },
    fr: {
      title: 'Interpréteur de connexion',
      says: { ok: 'L’interpréteur est silencieux.', noisy: 'L’interpréteur mêle du texte à lui aux réponses ; il a été reconnu et écarté.' },
      cause: 'Un fichier de démarrage affiche du texte dans les sessions sans terminal.', fix: 'Placer l’affichage derrière : [ -t 1 ] && …, dans .bashrc ou .profile.', refute: 'ssh HÔTE true n’affiche rien.',
    },
  },
  judge: ({ panel }) => {
    if (panel.connectedSinceMs === null) return [{ severity: 'unknown', on: [], grant: 'connection' }];
    return [panel.notes.includes('shell-noisy') ? { severity: 'info', says: 'noisy', on: [] } : { severity: 'ok', says: 'ok', on: [] }];
  },
};
