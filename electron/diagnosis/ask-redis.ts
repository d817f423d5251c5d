/** One broker's part of a round: two pipelines and a few steps of SCAN, through the watch that is open anyway. */
import type { BrokerWatch } from '#electron/celery/broker-watch.ts';
import { bindingKey, type BrokerNaming } from '#electron/celery/core/broker-names.ts';
import { scanOf } from '#electron/celery/core/redis-answers.ts';
import type { RedisLook } from '#electron/celery/core/redis-look.ts';
import type { BrokerView } from '#shared/domain/broker.ts';
import type { HostId } from '#shared/domain/ids.ts';
import type { RedisEvidence } from './core/evidence-redis.ts';
import { readRedis, type AskedBroker, type LooseAnswer } from './core/read-redis.ts';
import { askFigures, askKeys, askQueues } from './core/redis-questions.ts';

const scanSteps = 8;
const scanCount = 100;
const sampledKeys = 200;
const maxQueues = 100;

export type AskedRedis = { readonly evidence: RedisEvidence; readonly commands: number };

export async function askRedis(view: BrokerView, watch: BrokerWatch | null, host: HostId, at: number, signal: AbortSignal): Promise<AskedRedis> {
  const naming = watch?.naming() ?? null;
  const base = baseOf(view, watch, host, at, naming);
  if (watch === null || naming === null) return { evidence: readRedis(base), commands: 0 };
  let commands = 0;
  const look = async (texts: readonly RedisLook[]): Promise<{ answers: readonly LooseAnswer[]; tookMs: number } | null> => {
    if (texts.length === 0) return { answers: [], tookMs: 0 };
    commands += texts.length;
    const answered = await watch.look(texts, signal);
    return answered.ok ? { answers: answered.value.answers, tookMs: answered.value.tookMs } : null;
  };
  const pinged = await look([['PING']]);
  if (pinged === null || pinged.answers[0]?.ok !== true) return { evidence: readRedis({ ...base, trouble: troubleOf(view, pinged?.answers[0] ?? null, at) }), commands };
  const names = view.queues.map(({ name }) => name).slice(0, maxQueues);
  const [figures, queues, keys] = await Promise.all([look(askFigures(naming)), look(askQueues(naming, names)), scanKeys(look)]);
  const prefix = bindingKey(naming, '');
  const exchanges = [...new Set([...(keys?.keys ?? []).filter((key) => key.startsWith(prefix)), bindingKey(naming, 'celery')])].slice(0, 50);
  const sampled = (keys?.keys ?? []).filter((key) => !key.startsWith(prefix)).slice(0, sampledKeys);
  const [bindings, sizes] = await Promise.all([look(exchanges.map((key) => ['SSCAN', key, '0', 'COUNT', 500] as const)), look(askKeys(sampled))]);
  return {
    commands,
    evidence: readRedis({
      ...base, pingMs: pinged.tookMs, figures: figures?.answers ?? null, queues: queues === null ? null : { names, answers: queues.answers },
      bindings: bindings === null ? [] : exchanges.flatMap((key, n) => { const answer = bindings.answers[n]; return answer === undefined ? [] : [{ key, answer }]; }),
      sample: keys === null || sizes === null ? null : { keys: sampled, scanned: keys.keys.length, isWhole: keys.isWhole, answers: sizes.answers },
    }),
  };
}

type Look = (texts: readonly RedisLook[]) => Promise<{ answers: readonly LooseAnswer[] } | null>;

/** A part of the keys; `isWhole` says that it was all of them. */
async function scanKeys(look: Look): Promise<{ readonly keys: readonly string[]; readonly isWhole: boolean } | null> {
  const keys: string[] = [];
  let cursor = '0';
  for (let step = 0; step < scanSteps; step += 1) {
    const answered = await look([['SCAN', cursor, 'COUNT', scanCount]]);
    const answer = answered?.answers[0];
    const scan = answer?.ok === true ? scanOf(answer.value) : null;
    if (scan === null) return step === 0 ? null : { keys, isWhole: false };
    keys.push(...scan.members);
    ({ cursor } = scan);
    if (cursor === '0') return { keys, isWhole: true };
  }
  return { keys, isWhole: false };
}

function baseOf(view: BrokerView, watch: BrokerWatch | null, host: HostId, at: number, naming: BrokerNaming | null): AskedBroker {
  const url = /^(redis|rediss):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)(?::(\d+))?(?:\/(\d+))?/.exec(view.label);
  const name = (url?.[2] ?? '').replace(/^\[|\]$/g, '');
  return {
    broker: view.id, label: view.label, at, naming, host: name, port: Number(url?.[3] ?? 6379), db: Number(url?.[4] ?? 0),
    isUnixSocket: view.label.includes('socket'), isTls: url?.[1] === 'rediss',
    // reached through this host and by a name of its own: it runs there
    isOnThisHost: view.through === null ? null : view.through === host && /^(127\.|::1$|localhost$|0\.0\.0\.0$|$)/.test(name) ? true : null,
    isWithoutPassword: naming === null || watch === null ? null : !watch.hasPassword(),
    trouble: view.error === null ? (naming === null ? { error: { code: 'link-lost' }, sinceMs: view.since } : null) : { error: view.error, sinceMs: view.since },
    pingMs: null, figures: null, queues: null, bindings: [], sample: null,
  };
}

function troubleOf(view: BrokerView, answer: LooseAnswer | null, at: number): AskedBroker['trouble'] {
  if (answer !== null && !answer.ok) return { error: answer.error, sinceMs: at };
  return { error: view.error ?? { code: 'broker-unreachable', broker: view.label, because: 'timeout' }, sinceMs: view.error === null ? at : view.since };
}
