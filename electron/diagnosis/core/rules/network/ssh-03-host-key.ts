/** SSH-03: the host answered with another key than the known one. Nothing is done on it until a person decides. */
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const hostKeyChanged: Rule = {
  id: 'SSH-03',
  category: 'network',
  impact: 5,
  link: 'https://man7.org/linux/man-pages/man1/ssh.1.html#VERIFYING_HOST_KEYS',
  words: {
    en: {
      title: 'Host key',
      says: { ok: 'The host key is the known one.', changed: 'The host shows another key than the one known for it: every action on it is blocked.' },
      cause: 'The Pi was installed anew, its address went to another machine, or somebody is in between.', fix: 'Compare the fingerprint at the Pi itself (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then answer the question in the window.', refute: 'The fingerprint read at the Pi is the one known before.',
    },
    fr: {
      title: 'Clé d’hôte',
      says: { ok: 'La clé d’hôte est celle que l’on connaît.', changed: 'L’hôte présente une autre clé que celle connue : toute action y est bloquée.' },
      cause: 'Le Pi a été réinstallé, son adresse est passée à une autre machine, ou quelqu’un s’interpose.', fix: 'Comparer l’empreinte sur le Pi même (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), puis répondre à la question dans la fenêtre.', refute: 'L’empreinte lue sur le Pi est celle connue auparavant.',
    },
  },
  judge: ({ panel }) => {
    if (panel.hostKeyChanged) return [{ severity: 'crit', says: 'changed', on: [], command: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub' }];
    return [panel.connectedSinceMs === null ? { severity: 'unknown', on: [], grant: 'connection' } : { severity: 'ok', says: 'ok', on: [] }];
  },
};
