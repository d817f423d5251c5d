/** Redis' answers as evidence: each command with its own refusal, for an account may be allowed the one and not the other. */
import { bindingKey, nodesOfBindings, queuesOfBindings, type BrokerNaming } from '#electron/celery/core/broker-names.ts';
import { ourPrefix } from '#electron/celery/core/our-name.ts';
import { scanOf, textsOf } from '#electron/celery/core/redis-answers.ts';
import type { AppError } from '#shared/errors.ts';
import type { Piece } from './evidence.ts';
import type { RedisEvidence } from './evidence-redis.ts';
import { had, linesOf, notHad } from './piece-of.ts';
import { askedConfig, figures } from './redis-questions.ts';

/** An answer as the port gives it. */
export type LooseAnswer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: AppError };

export type AskedBroker = Pick<RedisEvidence, 'broker' | 'label' | 'host' | 'port' | 'db' | 'isUnixSocket' | 'isTls' | 'isOnThisHost' | 'isWithoutPassword' | 'trouble'> & {
  readonly at: number;
  readonly naming: BrokerNaming | null;
  readonly pingMs: number | null;
  readonly figures: readonly LooseAnswer[] | null;
  readonly queues: { readonly names: readonly string[]; readonly answers: readonly LooseAnswer[] } | null;
  readonly bindings: readonly { readonly key: string; readonly answer: LooseAnswer }[];
  readonly sample: { readonly keys: readonly string[]; readonly scanned: number; readonly isWhole: boolean; readonly answers: readonly LooseAnswer[] } | null;
};

export function readRedis(asked: AskedBroker): RedisEvidence {
  const { broker, label, host, port, db, isUnixSocket, isTls, isOnThisHost, isWithoutPassword, trouble } = asked;
  const answer = (name: (typeof figures)[number]): LooseAnswer | undefined => asked.figures?.[figures.indexOf(name)];
  const of = <T>(name: keyof RedisEvidence, source: string, from: LooseAnswer | undefined, read: (value: unknown) => T | null): Piece<T> => pieceOfAnswer(asked, name, source, from, read);
  return {
    broker, label, host, port, db, isUnixSocket, isTls, isOnThisHost, isWithoutPassword, trouble,
    ping: asked.pingMs === null ? noAnswer(asked, 'ping', 'PING') : had(`redis.${broker}.ping`, asked.at, 'PING', { ms: asked.pingMs, said: 'PONG' }, `${asked.pingMs.toFixed(1)} ms`),
    info: of('info', 'INFO', answer('info'), (value) => (typeof value === 'string' ? readInfo(value) : null)),
    config: readConfig(asked),
    clients: of('clients', 'CLIENT LIST', answer('clients'), (value) => (typeof value === 'string' ? readClients(value) : null)),
    slowLog: of('slowLog', 'SLOWLOG LEN', answer('slowLog'), (value) => (typeof value === 'number' ? { length: value } : null)),
    latency: of('latency', 'LATENCY LATEST', answer('latency'), (value) => (Array.isArray(value) ? value.flatMap(readLatency) : null)),
    queues: readQueues(asked),
    unacked: readUnacked(asked, answer('unackedCount'), answer('indexCount'), answer('oldest'), answer('mutex')),
    controlBindings: of('controlBindings', 'SSCAN _kombu.binding.celery.pidbox', answer('controlMembers'), (value) => { const scan = scanOf(value); return scan === null || asked.naming === null ? null : nodesOfBindings(asked.naming, scan.members); }),
    listeners: of('listeners', 'PUBSUB NUMSUB', answer('listeners'), (value) => (Array.isArray(value) && typeof value[1] === 'number' ? value[1] : null)),
    bindings: asked.figures === null || asked.naming === null ? noAnswer(asked, 'bindings', 'SSCAN') : had(`redis.${broker}.bindings`, asked.at, 'SSCAN _kombu.binding.*', readBindings(asked, asked.naming), ''),
    keySample: readSample(asked),
    acl: of('acl', 'ACL WHOAMI', answer('whoami'), (value) => { const user = answer('defaultUser'); return typeof value === 'string' ? { user: value, defaultIsOpen: user?.ok === true ? isOpen(user.value) : null } : null; }),
  };
}

function noAnswer(asked: AskedBroker, name: string, source: string) {
  const error = asked.trouble?.error;
  return notHad(`redis.${asked.broker}.${name}`, asked.at, source, error?.code === 'broker-login-refused' ? 'refused' : 'failed', error === undefined ? 'no answer' : error.code, 'broker');
}

function pieceOfAnswer<T>(asked: AskedBroker, name: string, source: string, answer: LooseAnswer | undefined, read: (value: unknown) => T | null): Piece<T> {
  const as = `redis.${asked.broker}.${name}`;
  if (answer === undefined) return noAnswer(asked, name, source);
  if (!answer.ok) {
    const isRefused = answer.error.code === 'broker-login-refused';
    return notHad(as, asked.at, source, isRefused ? 'refused' : 'failed', answer.error.code === 'broker-login-refused' ? answer.error.because : answer.error.code, isRefused ? 'redis-acl' : 'none');
  }
  const value = read(answer.value);
  return value === null ? notHad(as, asked.at, source, 'failed', 'not understood', 'none') : had(as, asked.at, source, value, typeof answer.value === 'string' ? answer.value : JSON.stringify(answer.value).slice(0, 2000));
}

function readInfo(text: string): Record<string, string> | null {
  const rows = linesOf(text).flatMap((line) => { const at = line.indexOf(':'); return line.startsWith('#') || at <= 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()] as const]; });
  return rows.length === 0 ? null : Object.fromEntries(rows);
}

/** One answer for each name; where CONFIG is forbidden all are refused. */
function readConfig(asked: AskedBroker): RedisEvidence['config'] {
  const answers = asked.figures?.slice(figures.length);
  if (answers === undefined) return noAnswer(asked, 'config', 'CONFIG GET');
  const pairs = answers.flatMap((answer) => { const [name, value] = answer.ok ? textsOf(answer.value) : []; return name === undefined || value === undefined ? [] : [[name, value] as const]; });
  const refused = answers.find((answer) => !answer.ok);
  if (pairs.length === 0) return pieceOfAnswer(asked, 'config', 'CONFIG GET', refused ?? answers[0], (): Readonly<Record<string, string>> | null => null);
  return had(`redis.${asked.broker}.config`, asked.at, 'CONFIG GET', Object.fromEntries(pairs), askedConfig.flatMap((name) => { const pair = pairs.find(([one]) => one === name); return pair === undefined ? [] : [`${name} ${pair[1]}`]; }).join('\n'));
}

function readClients(text: string) {
  return linesOf(text).slice(0, 5000).map((line) => {
    const fields = new Map(line.trim().split(' ').map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    const figure = (name: string): number => { const value = Number(fields.get(name)); return Number.isFinite(value) ? value : 0; };
    const name = (fields.get('name') ?? '').slice(0, 200);
    return { address: (fields.get('addr') ?? '').slice(0, 200), name, db: figure('db'), command: (fields.get('cmd') ?? '').slice(0, 60), flags: (fields.get('flags') ?? '').slice(0, 20), ageS: figure('age'), idleS: figure('idle'), outputBytes: figure('omem'), isOurs: name.startsWith(ourPrefix) };
  });
}

function readLatency(row: unknown) {
  const [event, atS, latestMs, maxMs] = Array.isArray(row) ? (row as unknown[]) : [];
  return typeof event === 'string' && typeof atS === 'number' && typeof latestMs === 'number' && typeof maxMs === 'number' ? [{ event, atS, latestMs, maxMs }] : [];
}

function readQueues(asked: AskedBroker): RedisEvidence['queues'] {
  const { queues } = asked;
  if (queues === null) return noAnswer(asked, 'queues', 'LLEN');
  const rows = queues.names.flatMap((name, at) => {
    const [a, b, c, d, kind, bytes] = queues.answers.slice(at * 6, at * 6 + 6);
    const type = kind?.ok === true && typeof kind.value === 'string' ? kind.value : 'unknown';
    const lengths = [a, b, c, d].map((one) => (one?.ok === true && typeof one.value === 'number' ? one.value : null));
    // a key of another kind refuses LLEN: it is shown with its kind, without a depth of its own
    const depths = lengths.map((length) => length ?? 0);
    if (lengths[0] === null && type === 'unknown') return [];
    const depth = depths.reduce((sum, one) => sum + one, 0);
    const size = bytes?.ok === true && typeof bytes.value === 'number' ? bytes.value : null;
    return [{ name, depth, byPriority: depths, headBytes: size === null || (depths[0] ?? 0) === 0 ? null : Math.round(size / (depths[0] ?? 1)), kind: type }];
  });
  return had(`redis.${asked.broker}.queues`, asked.at, 'LLEN', rows, rows.map(({ name, depth }) => `${name} ${depth}`).join('\n'));
}

function readUnacked(asked: AskedBroker, count: LooseAnswer | undefined, index: LooseAnswer | undefined, oldest: LooseAnswer | undefined, mutex: LooseAnswer | undefined): RedisEvidence['unacked'] {
  return pieceOfAnswer(asked, 'unacked', 'HLEN unacked', count, (value) => {
    const indexCount = index?.ok === true && typeof index.value === 'number' ? index.value : null;
    if (typeof value !== 'number' || indexCount === null) return null;
    const score = oldest?.ok === true ? Number(textsOf(oldest.value)[1] ?? Number.NaN) : Number.NaN;
    return { count: value, indexCount, oldestScoreS: Number.isFinite(score) ? score : null, mutexHeld: mutex?.ok === true && mutex.value === 1 };
  });
}

function readBindings(asked: AskedBroker, naming: BrokerNaming) {
  const prefix = bindingKey(naming, '');
  return asked.bindings.flatMap(({ key, answer }) => {
    const scan = answer.ok ? scanOf(answer.value) : null;
    return scan === null ? [] : [{ exchange: key.slice(prefix.length), queues: queuesOfBindings(naming, scan.members).slice(0, 200) }];
  });
}

/** `celery-task-meta-*` are results; `*.reply.celery.pidbox` are answers nobody fetched. */
function readSample(asked: AskedBroker): RedisEvidence['keySample'] {
  const { sample, naming } = asked;
  if (sample === null || naming === null) return noAnswer(asked, 'keySample', 'SCAN');
  const rows = sample.keys.map((key, at) => {
    const [kind, ttl, bytes] = sample.answers.slice(at * 3, at * 3 + 3);
    return { key, kind: kind?.ok === true && typeof kind.value === 'string' ? kind.value : 'unknown', ttl: ttl?.ok === true && typeof ttl.value === 'number' ? ttl.value : null, bytes: bytes?.ok === true && typeof bytes.value === 'number' ? bytes.value : 0 };
  });
  const results = rows.filter(({ key }) => key.slice(naming.keyPrefix.length).startsWith('celery-task-meta-'));
  const value = {
    scanned: sample.scanned, isWhole: sample.isWhole, results: results.length, resultsWithoutExpiry: results.filter(({ ttl }) => ttl === -1).length,
    replyQueues: rows.filter(({ key }) => key.endsWith(`.reply.${naming.controlExchange}.pidbox`)).length,
    largest: [...rows].sort((a, b) => b.bytes - a.bytes).slice(0, 5).map(({ key, kind, bytes }) => ({ key: key.slice(0, 200), kind, bytes })),
  };
  return had(`redis.${asked.broker}.keySample`, asked.at, 'SCAN', value, value.largest.map(({ key, bytes }) => `${key} ${bytes} B`).join('\n'));
}

/** `flags` of the default user hold `nopass` and `on`. */
function isOpen(value: unknown): boolean | null {
  const all = Array.isArray(value) ? (value as unknown[]) : [];
  const at = all.indexOf('flags');
  if (at < 0) return null;
  const flags = textsOf(all[at + 1]);
  return flags.includes('on') && flags.includes('nopass');
}
