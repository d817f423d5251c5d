/** DOC-03: containers that restart again and again. Trap: the count begins anew when compose makes the container again, so it goes by id. */
import { counterKey, deltaOf } from '#electron/diagnosis/core/counters-of.ts';
import { eachContainer } from '#electron/diagnosis/core/each-container.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const containerRestarts: Rule = {
  id: 'DOC-03',
  category: 'docker',
  impact: 4,
  link: 'https://docs.docker.com/engine/containers/start-containers-automatically/',
  words: {
    en: {
      title: 'Restarts of containers',
      says: { ok: 'No container is restarted again and again.', often: '{{name}} was restarted {{count|number}} times ({{rate|number}} an hour).', now: '{{name}} is being restarted right now, for the {{count|number}}th time.' },
      cause: 'The program inside ends soon after its start; the restart policy hides it.', fix: 'Read the last lines before each end: docker logs --tail 50.', refute: 'RestartCount stays the same for an hour.',
    },
    fr: {
      title: 'Redémarrages des conteneurs',
      says: { ok: 'Aucun conteneur n’est redémarré sans cesse.', often: '{{name}} a été redémarré {{count|number}} fois ({{rate|number}} par heure).', now: '{{name}} est en train de redémarrer, pour la {{count|number}}e fois.' },
      cause: 'Le programme à l’intérieur finit peu après son démarrage ; la politique de redémarrage le cache.', fix: 'Lire les dernières lignes avant chaque fin : docker logs --tail 50.', refute: 'RestartCount reste le même pendant une heure.',
    },
  },
  judge: (evidence) => eachContainer(evidence, ({ id, name, restartCount, isRestarting, isOurs }, base) => {
    if (!isOurs) return [];
    const since = deltaOf(evidence, counterKey.containerRestarts(id), restartCount);
    // over less than an hour the bare count is judged, so that a second look a minute later says the same
    const rate = since === null ? 0 : since.delta / Math.max(1, since.overS / 3600);
    const args = { name, count: restartCount, rate };
    if (isRestarting && restartCount >= 3) return [{ ...base, severity: 'crit', says: 'now', args, group: 'restart-loop' }];
    if (rate > 3) return [{ ...base, severity: rate > 10 ? 'crit' : 'warn', says: 'often', args, group: 'restart-loop' }];
    return [];
  }),
};
