/** The workers' own words: one set of reads to each node of the host, all at once. */
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import type { WorkerRecord } from '#electron/fleet/core/worker-record.ts';
import type { BrokerId } from '#shared/domain/ids.ts';
import type { CeleryEvidence } from './core/evidence-celery.ts';
import { nodeReads, readCelery, type AskedNode, type NodeAnswer } from './core/read-celery.ts';

export async function askNodes(workers: readonly WorkerRecord[], watchOf: (broker: BrokerId) => BrokerWatch | null, at: number, signal: AbortSignal): Promise<{ readonly evidence: readonly CeleryEvidence[]; readonly requests: number }> {
  let requests = 0;
  const evidence = await Promise.all(workers.map(async (worker) => {
    const watch = worker.broker === null ? null : watchOf(worker.broker);
    const read = async (what: (typeof nodeReads)[number]): Promise<NodeAnswer> => {
      if (watch === null) return { ok: false, error: { code: 'broker-not-found' } };
      requests += 1;
      const answered = await watch.read(worker.name, what, signal);
      return answered.ok ? { ok: true, value: answered.value.value, tookMs: answered.value.tookMs } : { ok: false, error: answered.error };
    };
    const pairs = await Promise.all(nodeReads.map(async (what) => [what, await read(what)] as const));
    return readCelery({
      node: worker.name, worker: worker.key, broker: worker.broker, pid: worker.process?.main.pid ?? null, at,
      answers: Object.fromEntries(pairs) as AskedNode['answers'], heartbeat: heartbeatOf(worker),
    });
  }));
  return { evidence, requests };
}

function heartbeatOf({ heartbeat, active, processed }: WorkerRecord): AskedNode['heartbeat'] {
  return heartbeat.lastAt === null ? null : { atMs: heartbeat.lastAt, everyS: heartbeat.intervalS, active: active?.count ?? null, processed: processed?.count ?? null };
}
