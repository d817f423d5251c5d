/** PRO-03: processes that ended and were not collected by their parent. Trap: a zombie cannot be killed; one for a moment is normal. */
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const zombies: Rule = {
  id: 'PRO-03',
  category: 'processes',
  impact: 3,
  link: 'https://man7.org/linux/man-pages/man2/wait.2.html',
  words: {
    en: {
      title: 'Zombies',
      says: { ok: 'No zombie lasts.', some: '{{count}} zombies last, the oldest for {{age|seconds}}; their parent {{parent}} (pid {{pid}}) does not collect them.', pool: 'The worker (pid {{pid}}) does not collect {{count}} ended pool processes: its pool stands still.', many: '{{count}} zombies: soon no process can be started.' },
      cause: 'The parent stands still, or was written without wait().', fix: 'Restart the parent; the zombies go with it. Killing a zombie does nothing.', refute: 'ps shows no state Z a minute later.',
    },
    fr: {
      title: 'Zombies',
      says: { ok: 'Aucun zombie ne dure.', some: '{{count}} zombies durent, le plus ancien depuis {{age|seconds}} ; leur parent {{parent}} (pid {{pid}}) ne les recueille pas.', pool: 'Le worker (pid {{pid}}) ne recueille pas {{count}} processus du pool terminés : son pool est figé.', many: '{{count}} zombies : bientôt, plus aucun processus ne pourra démarrer.' },
      cause: 'Le parent est figé, ou a été écrit sans wait().', fix: 'Redémarrer le parent ; les zombies partent avec lui. Tuer un zombie ne fait rien.', refute: 'ps ne montre plus d’état Z une minute plus tard.',
    },
  },
  judge: ({ processes: { zombies: list, mains } }) => {
    if (!isHad(list)) return [unknownOf([list])];
    const lasting = list.value.filter(({ forS }) => forS === null || forS > 60);
    const worst = [...lasting].sort((a, b) => (b.forS ?? 0) - (a.forS ?? 0))[0];
    if (worst === undefined) return [{ severity: 'ok', says: 'ok', on: [list] }];
    const workers = new Set((isHad(mains) ? mains.value : []).map(({ pid }) => pid));
    const ofPool = lasting.find(({ parent }) => workers.has(parent));
    const shown = ofPool ?? worst;
    const args = { count: ofPool === undefined ? lasting.length : lasting.filter(({ parent }) => parent === ofPool.parent).length, age: worst.forS, parent: shown.parentName.slice(0, 100), pid: shown.parent };
    const base = { on: [list, mains], args, command: "ps -eo state,pid,ppid,etimes,comm | grep '^Z'" };
    if (ofPool !== undefined) return [{ ...base, severity: 'crit', says: 'pool', group: 'worker-down' }];
    return [lasting.length > 10 ? { ...base, severity: 'crit', says: 'many' } : { ...base, severity: 'warn', says: 'some' }];
  },
};
