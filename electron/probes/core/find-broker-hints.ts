/**
 * Where a worker's broker may be, best first: its command line, its environment, its open connections, and last a
 * Redis on the host itself. A failover list (`url;url`) is one hint each. Only Redis is looked for: when the
 * worker names another kind of broker, there is no hint at all rather than a wrong one.
 */
import type { BrokerHint } from './host-observation.ts';

export type BrokerEvidence = {
  readonly broker: string | null;
  readonly environment: ReadonlyMap<string, string>;
  readonly connections: readonly { readonly remoteHost: string; readonly remotePort: number }[];
};

/** In Celery's own order of precedence, then by habit. */
const names = ['CELERY_BROKER', 'CELERY_BROKER_URL', 'CELERY_BROKER_READ_URL', 'CELERY_BROKER_WRITE_URL', 'BROKER_URL', 'CELERY_REDIS_URL', 'REDIS_URL'];
const redisPort = 6379;

export function findBrokerHints(evidence: BrokerEvidence): readonly BrokerHint[] {
  const said: BrokerHint[] = [];
  if (evidence.broker !== null) said.push(...urls(evidence.broker).map((url) => ({ from: 'command-line', name: '--broker', url }) as const));
  for (const name of names) {
    const value = evidence.environment.get(name);
    if (value !== undefined) said.push(...urls(value).map((url) => ({ from: 'environment', name, url }) as const));
  }
  const [first] = said;
  // `-b localhost` or a bare `redis` is not a URL of another transport; `amqp://` is.
  if (first !== undefined && 'url' in first && /^[a-z][\w+.-]*:\/\//i.test(first.url) && !isRedis(first.url)) return [];
  const hints: BrokerHint[] = said.filter((hint) => 'url' in hint && isRedis(hint.url));
  const named = namedHost(evidence.environment);
  if (named !== null) hints.push(named);
  hints.push(...connected(evidence.connections));
  hints.push({ from: 'default', host: '127.0.0.1', port: redisPort });
  return distinct(hints);
}

function urls(text: string): readonly string[] {
  return text.split(';').map((url) => url.trim()).filter((url) => url !== '' && url.length <= 2000);
}

function isRedis(url: string): boolean {
  return /^(redis|rediss|redis\+socket|redis\+unix|unix|sentinel):\/\//i.test(url);
}

function namedHost(environment: ReadonlyMap<string, string>): BrokerHint | null {
  const host = environment.get('REDIS_HOST');
  if (host === undefined || !/^[\w.:-]{1,255}$/.test(host)) return null;
  const port = Number(environment.get('REDIS_PORT') ?? redisPort);
  const isPort = Number.isInteger(port) && port > 0 && port < 65_536;
  return { from: 'environment', name: 'REDIS_HOST', url: `redis://${host.includes(':') ? `[${host}]` : host}:${isPort ? port : redisPort}/0` };
}

/** Port 6379 first; of the others only far ends with two connections or more, as a Celery main keeps several. */
function connected(connections: BrokerEvidence['connections']): readonly BrokerHint[] {
  const counts = new Map<string, { host: string; port: number; count: number }>();
  for (const { remoteHost: host, remotePort: port } of connections) {
    const key = `${host} ${port}`;
    counts.set(key, { host, port, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()]
    .filter((end) => end.port === redisPort || end.count >= 2)
    .toSorted((a, b) => Number(b.port === redisPort) - Number(a.port === redisPort) || b.count - a.count)
    .slice(0, 4)
    .map(({ host, port }) => ({ from: 'connection', host, port }));
}

function distinct(hints: readonly BrokerHint[]): readonly BrokerHint[] {
  const seen = new Set<string>();
  return hints.filter((hint) => {
    const key = 'url' in hint ? hint.url : `${hint.host} ${hint.port}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
