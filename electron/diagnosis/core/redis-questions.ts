/** Which Redis commands a round sends, in two pipelines and a few steps of SCAN. Read-only by their type. */
import { bindingKey, controlChannel, pidboxExchange, priorityKeys, unackedIndexKey, type BrokerNaming } from '#electron/celery/core/broker-names.ts';
import type { RedisLook } from '#electron/celery/core/redis-look.ts';

/** Never `*`: it would answer passwords too. */
export const askedConfig = [
  'maxmemory', 'maxmemory-policy', 'timeout', 'tcp-keepalive', 'save', 'appendonly', 'appendfsync', 'maxclients', 'bind', 'protected-mode', 'dir', 'dbfilename',
  'stop-writes-on-bgsave-error', 'no-appendfsync-on-rewrite', 'slowlog-log-slower-than', 'client-output-buffer-limit', 'databases', 'port', 'hz', 'io-threads', 'aof-use-rdb-preamble', 'replica-read-only',
] as const;

export const figures = ['info', 'clients', 'slowLog', 'latency', 'whoami', 'defaultUser', 'indexCount', 'unackedCount', 'oldest', 'mutex', 'listeners', 'controlMembers'] as const;

export function askFigures(naming: BrokerNaming): readonly RedisLook[] {
  const key = (name: string): string => `${naming.keyPrefix}${name}`;
  return [
    ['INFO'], ['CLIENT', 'LIST'], ['SLOWLOG', 'LEN'], ['LATENCY', 'LATEST'], ['ACL', 'WHOAMI'], ['ACL', 'GETUSER', 'default'],
    ['ZCARD', unackedIndexKey(naming)], ['HLEN', key('unacked')], ['ZRANGE', unackedIndexKey(naming), 0, 0, 'WITHSCORES'], ['EXISTS', key('unacked_mutex')],
    ['PUBSUB', 'NUMSUB', controlChannel(naming)], ['SSCAN', bindingKey(naming, pidboxExchange(naming)), '0', 'COUNT', 1000],
    ...askedConfig.map((name) => ['CONFIG', 'GET', name] as const),
  ];
}

export function askQueues(naming: BrokerNaming, queues: readonly string[]): readonly RedisLook[] {
  return queues.flatMap((queue): RedisLook[] => [...priorityKeys(naming, queue).map((key) => ['LLEN', key] as const), ['TYPE', `${naming.keyPrefix}${queue}`], ['MEMORY', 'USAGE', `${naming.keyPrefix}${queue}`, 'SAMPLES', 5]]);
}

export function askKeys(keys: readonly string[]): readonly RedisLook[] {
  return keys.flatMap((key): RedisLook[] => [['TYPE', key], ['PTTL', key], ['MEMORY', 'USAGE', key, 'SAMPLES', 5]]);
}
