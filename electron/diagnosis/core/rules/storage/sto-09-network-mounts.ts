/** STO-09: a CIFS or NFS mount that answers slowly or not at all; whatever touches it hangs with it, and no signal helps. */
import { isHad, isMissing, lossBetween, subjectOf, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

export const networkMounts: Rule = {
  id: 'STO-09',
  category: 'storage',
  impact: 4,
  link: 'https://man7.org/linux/man-pages/man5/nfs.5.html',
  words: {
    en: {
      title: 'Network mounts',
      says: { ok: '{{path}} answers in {{took|ms}}.', slow: '{{path}} ({{kind}}) took {{took|ms}} to answer.', hung: '{{path}} ({{kind}}) does not answer: whatever reads there hangs.' },
      cause: 'The server is off, unreachable or asleep, or the mount speaks an old protocol (vers=2.0).',
      fix: 'Bring the server back. For tasks that can live without it, mount with soft,timeo=… (NFS) or check the mount before using it.',
      refute: 'timeout 3 stat -f on the path answers at once.',
    },
    fr: {
      title: 'Montages réseau',
      says: { ok: '{{path}} répond en {{took|ms}}.', slow: '{{path}} ({{kind}}) a mis {{took|ms}} à répondre.', hung: '{{path}} ({{kind}}) ne répond pas : tout ce qui y lit se bloque.' },
      cause: 'Le serveur est éteint, injoignable ou endormi, ou le montage parle un vieux protocole (vers=2.0).',
      fix: 'Rétablir le serveur. Pour les tâches qui peuvent s’en passer, monter avec soft,timeo=… (NFS) ou vérifier le montage avant usage.',
      refute: 'timeout 3 stat -f sur le chemin répond aussitôt.',
    },
  },
  judge: ({ storage: { networkMounts: mounts } }) => {
    if (isMissing(mounts)) return [];
    if (!isHad(mounts)) return [unknownOf([mounts])];
    return mounts.value.slice(0, 30).map(({ path, kind, statMs }): Judgement => {
      const base = { on: [mounts], subject: subjectOf('mount', path), args: { path, kind, took: statMs }, command: 'grep -E " (cifs|nfs4?) " /proc/mounts' };
      if (statMs === null) return { ...base, severity: 'crit', says: 'hung', group: 'disk-stall' };
      if (statMs > 1000) return { ...base, severity: 'warn', says: 'slow', group: 'disk-stall', loss: lossBetween(statMs, 1000, 5000) };
      return { ...base, severity: 'ok', says: 'ok' };
    });
  },
};
