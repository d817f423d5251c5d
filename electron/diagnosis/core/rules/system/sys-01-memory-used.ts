/** SYS-01: memory in use by MemAvailable, the kernel's own estimate; never by MemFree. Stands only when the last minute agrees. */
import { hostSubject, isHad, lossBetween, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const warnPercent = 80;
const critPercent = 92;
/** Small Pis: percent alone would call 40 MB free of 512 fine. */
const critAvailableBytes = 40 * 1024 * 1024;
const smallBytes = 600 * 1024 * 1024;

export const memoryUsed: Rule = {
  id: 'SYS-01',
  category: 'system',
  impact: 5,
  link: 'https://docs.kernel.org/filesystems/proc.html#meminfo',
  words: {
    en: {
      title: 'Memory in use',
      says: {
        ok: '{{used|percent}} of the memory is in use; {{available|bytes}} can be had without swapping.',
        high: '{{used|percent}} of the memory is in use: only {{available|bytes}} can be had without swapping.',
        once: '{{used|percent}} of the memory is in use now, but the last minutes were below {{warn|percent}}.',
      },
      cause: 'The programs together hold nearly all of the memory; on a Celery host mostly too many pool processes, or tasks that never give memory back.',
      fix: 'Let the worker use fewer pool processes, recycle them after a number of tasks, or stop another heavy service.',
      refute: 'MemAvailable in /proc/meminfo stays above {{floor|bytes}} for a minute. A tmpfs or ZFS cache that holds the memory counts as used here.',
    },
    fr: {
      title: 'Mémoire occupée',
      says: {
        ok: '{{used|percent}} de la mémoire est occupée ; {{available|bytes}} restent disponibles sans échange.',
        high: '{{used|percent}} de la mémoire est occupée : il ne reste que {{available|bytes}} disponibles sans échange.',
        once: '{{used|percent}} de la mémoire est occupée en ce moment, mais les dernières minutes étaient sous {{warn|percent}}.',
      },
      cause: 'Les programmes occupent ensemble presque toute la mémoire ; sur un hôte Celery, le plus souvent trop de processus du pool, ou des tâches qui ne rendent jamais la mémoire.',
      fix: 'Réduire le nombre de processus du pool, les recycler après un nombre de tâches, ou arrêter un autre service lourd.',
      refute: 'MemAvailable dans /proc/meminfo reste au-dessus de {{floor|bytes}} pendant une minute. Un cache tmpfs ou ZFS compte ici comme mémoire occupée.',
    },
  },
  judge: (evidence) => {
    const { meminfo } = evidence.system;
    if (!isHad(meminfo)) return [unknownOf([meminfo])];
    const { MemTotal: total, MemAvailable: available } = meminfo.value;
    if (total === undefined || available === undefined || total === 0) return [{ ...unknownOf([meminfo]), grant: 'kernel' }];
    const used = (100 * (total - available)) / total;
    const floor = (total * (100 - warnPercent)) / 100;
    const args = { used, available, warn: warnPercent, floor };
    const isCritical = used > critPercent || (total < smallBytes && available < critAvailableBytes);
    const base = { subject: hostSubject(evidence), on: [meminfo], args };
    if (!isCritical && used <= warnPercent) return [{ ...base, severity: 'ok', says: 'ok' }];
    // one sample is a burst; the minutes before must say the same, where anybody recorded them
    const before = evidence.panel.memoryPercent.slice(-2).filter((point) => point !== null);
    if (before.some((point) => point <= warnPercent)) return [{ ...base, severity: 'info', says: 'once' }];
    return [{
      ...base, severity: isCritical ? 'crit' : 'warn', says: 'high', group: 'memory', loss: lossBetween(used, warnPercent, critPercent),
      command: "ps -eo pid,rss,user,args --sort=-rss | head -n 15",
      fix: { id: 'pool-shrink', args: {} },
    }];
  },
};
