/**
 * RUN-03: «missed heartbeat from X». The line is gossip of one worker about another, at level INFO.
 * Trap: when only the writer stood still, on waking it names healthy peers: the one with the gap in its own log is to blame.
 */
import { countOf, lineMatches } from '#electron/diagnosis/core/log-lines.ts';
import { fewOf, isHad, unknownOf, valueOf } from '#electron/diagnosis/core/judging.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

export const missedHeartbeat: Rule = {
  id: 'RUN-03',
  category: 'runtime',
  impact: 3,
  link: 'https://docs.celeryq.dev/en/stable/userguide/workers.html#gossip',
  words: {
    en: {
      title: '«missed heartbeat» lines',
      says: {
        ok: '{{count|number}} such lines in the last hour.',
        healthy: '{{writer}} wrote «missed heartbeat» of {{named}}, but it stood still itself: the workers it names were well.',
        peer: '{{count|number}} lines in the last hour name {{named}}: it stood still.',
        many: '{{count|number}} lines in the last hour name {{named}}; which side stood still is not certain.',
      },
      cause: { healthy: 'A worker that was paused (swapping, a long task of a solo pool, a full pipe) finds everybody’s heartbeats old when it wakes up, and names them all.', else: 'A peer was silent for more than 4 s: two intervals. It is no disconnection, and nothing is killed because of it.' },
      fix: { healthy: 'Look at the worker that wrote the lines, not at those it names. A longer heartbeat interval would only hide it.', else: 'Look at what holds up the named worker: memory, swap, a solo task. worker_heartbeat is no setting of Celery.' },
      refute: 'The log of the named worker itself has a gap at that time.',
    },
    fr: {
      title: 'Lignes « missed heartbeat »',
      says: {
        ok: '{{count|number}} lignes de ce genre durant la dernière heure.',
        healthy: '{{writer}} a écrit « missed heartbeat » au sujet de {{named}}, mais c’est lui qui était figé : les workers nommés allaient bien.',
        peer: '{{count|number}} lignes durant la dernière heure nomment {{named}} : il était figé.',
        many: '{{count|number}} lignes durant la dernière heure nomment {{named}} ; lequel des deux était figé n’est pas certain.',
      },
      cause: { healthy: 'Un worker suspendu (échange, longue tâche en pool solo, tube plein) trouve à son réveil tous les battements anciens, et nomme tout le monde.', else: 'Un pair s’est tu plus de 4 s : deux intervalles. Ce n’est pas une déconnexion, et rien n’est tué à cause de cela.' },
      fix: { healthy: 'Regarder le worker qui a écrit ces lignes, non ceux qu’il nomme. Allonger l’intervalle ne ferait que le cacher.', else: 'Chercher ce qui retient le worker nommé : mémoire, échange, tâche solo. worker_heartbeat n’est pas un réglage de Celery.' },
      refute: 'Le journal du worker nommé a lui-même un trou à ce moment.',
    },
  },
  judge: (evidence, { nowMs }) => {
    const { logs } = evidence;
    const counted = countOf(logs, 'missed-heartbeat');
    if (counted === null) return [{ ...unknownOf([logs.events]), grant: 'logs' }];
    const on = [logs.events, logs.incidents];
    const count = counted.count1h;
    const lines = lineMatches(logs, /missed heartbeat from /);
    const named = [...new Set(lines.flatMap(({ text }) => /missed heartbeat from (\S{1,200})/.exec(text)?.[1] ?? []))];
    const stalls = (valueOf(logs.incidents) ?? []).filter(({ kind, atMs }) => kind === 'stall' && nowMs - atMs < 24 * 3_600_000);
    const printer = stalls.find(({ cause }) => cause === 'printer-stalled');
    const args = { count, named: fewOf(named.map((name) => name.slice(0, 100))), writer: printer?.worker ?? lines.at(-1)?.source ?? null };
    const isMany = count > 3;
    const base = { on, args, group: 'missed-heartbeat' };
    // printed by a worker that stood still, or of a peer that is heard this very moment: the line blames the wrong one
    if (printer !== undefined || (isMany && named.length > 1 && named.every((name) => isHeard(evidence, name, nowMs)))) return [{ ...base, severity: isMany ? 'warn' : 'info', says: 'healthy' }];
    if (!isMany) return [{ severity: 'ok', says: 'ok', on, args }];
    return [{ ...base, severity: 'warn', says: stalls.some(({ cause }) => cause === 'peer-stalled') ? 'peer' : 'many' }];
  },
};

function isHeard(evidence: Evidence, name: string, nowMs: number): boolean {
  const node = evidence.celery.find((one) => one.node === name);
  if (node !== undefined && isHad(node.heartbeat)) return nowMs - node.heartbeat.value.atMs < 10_000;
  const view = evidence.panel.workers.find((one) => one.name === name);
  return view?.heartbeat !== null && view?.heartbeat !== undefined && nowMs - view.heartbeat.at < 10_000;
}
