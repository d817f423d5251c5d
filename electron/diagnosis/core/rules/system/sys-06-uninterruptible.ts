/**
 * SYS-06: Celery's own processes in uninterruptible sleep (D) at both looks of the round.
 * Trap: a disk read is D for milliseconds; only what stays is said, and critical only what the fleet saw for a minute too.
 */
import { isHad, unknownOf } from '#electron/diagnosis/core/judging.ts';
import type { MainProcess, OneProcess } from '#electron/diagnosis/core/evidence-process.ts';
import type { Judgement, Rule } from '#electron/diagnosis/core/rule.ts';

const critAfterMs = 60_000;

export const uninterruptible: Rule = {
  id: 'SYS-06',
  category: 'system',
  impact: 4,
  link: 'https://man7.org/linux/man-pages/man1/ps.1.html#PROCESS_STATE_CODES',
  words: {
    en: {
      title: 'Processes that no signal reaches',
      says: {
        ok: 'No process of Celery is in uninterruptible sleep.',
        waiting: 'Process {{pid}} waits in the kernel{{place}} and cannot be interrupted.',
        stuck: 'Process {{pid}} has waited in the kernel{{place}} for {{forS|seconds}}: no signal reaches it, often not even KILL.',
      },
      cause: 'It waits for a device or a network mount that does not answer: a dead NFS or CIFS server, a failing card, a USB disk gone.',
      fix: 'Find what it waits for and bring that back. KILL often does not work on it; if the mount is dead for good, only restarting the Pi frees the process.',
      refute: 'The state of the process in ps is no longer D.',
    },
    fr: {
      title: 'Processus qu’aucun signal n’atteint',
      says: {
        ok: 'Aucun processus de Celery n’est en sommeil ininterruptible.',
        waiting: 'Le processus {{pid}} attend dans le noyau{{place}} et ne peut être interrompu.',
        stuck: 'Le processus {{pid}} attend dans le noyau{{place}} depuis {{forS|seconds}} : aucun signal ne l’atteint, souvent pas même KILL.',
      },
      cause: 'Il attend un périphérique ou un montage réseau qui ne répond pas : serveur NFS ou CIFS mort, carte défaillante, disque USB disparu.',
      fix: 'Trouver ce qu’il attend et le rétablir. KILL n’agit souvent pas sur lui ; si le montage est perdu, seul un redémarrage du Pi libère le processus.',
      refute: 'L’état du processus dans ps n’est plus D.',
    },
  },
  judge: (evidence, { nowMs }) => {
    const { mains } = evidence.processes;
    if (!isHad(mains)) return [unknownOf([mains])];
    const judged = mains.value.flatMap((main) => [judgeOne(main, main), ...main.children.map((child) => judgeOne(child, main))]);
    const found = judged.filter((one) => one !== null);
    if (found.length > 0) return found;
    return [{ severity: 'ok', says: 'ok', on: [mains] }];

    function judgeOne(one: OneProcess, main: MainProcess): Judgement | null {
      if (!isHad(one.stat) || one.stat.value.first.state !== 'D' || one.stat.value.second.state !== 'D') return null;
      const seen = evidence.panel.workers.find((worker) => worker.process?.pid === main.pid && worker.verdict.reason === 'disk-wait');
      const forMs = seen === undefined ? 0 : nowMs - seen.verdict.since;
      const isStuck = one.pid === main.pid && forMs > critAfterMs;
      const place = isHad(one.wchan) && /^[\w.]{2,60}$/.test(one.wchan.value) ? ` (${one.wchan.value})` : '';
      return {
        severity: isStuck ? 'crit' : 'warn', says: isStuck ? 'stuck' : 'waiting', on: [one.stat, one.wchan], group: 'disk-stall',
        subject: { kind: one.pid === main.pid ? 'worker' : 'process', name: main.node ?? `pid ${main.pid}`, pid: one.pid, worker: main.worker },
        args: { pid: one.pid, place, forS: Math.round(forMs / 1000) }, command: `cat /proc/${one.pid}/wchan; sudo cat /proc/${one.pid}/stack`,
      };
    }
  },
};
