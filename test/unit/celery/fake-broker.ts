/**
 * A MessageBroker over a very small model of Redis, with workers as functions: what is published on the control channel
 * is given to them, and their answers are pushed to the reply queue if its binding stands.
 */
import { base64 } from '#electron/celery/base64.ts';
import type { BrokerSession, MessageBroker, RedisAnswer } from '#electron/ports/message-broker.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok } from '#shared/result.ts';

type Asked = { readonly method: string; readonly arguments: unknown; readonly destination: readonly string[] | null; readonly ticket: string; readonly reply_to: { readonly exchange: string; readonly routing_key: string } };
export type FakeWorker = { readonly name: string; /** Answers in another's name. */ readonly speaksAs?: string; answer(method: string, asked: Asked): unknown };
export type FakeBroker = MessageBroker & {
  readonly sets: Map<string, Set<string>>;
  readonly lists: Map<string, string[]>;
  readonly published: Asked[];
  workers: FakeWorker[];
  /** Answers of commands by name, before the model: an error, or undefined for the usual. */
  refuse: (command: readonly (string | number)[]) => AppError | undefined;
  connects: (() => AppError | null);
  readonly attempts: { count: number; passwords: (string | null)[] };
  event(channel: string, body: unknown): void;
  lose(cause: AppError): void;
};

export function createFakeBroker(): FakeBroker {
  const sets = new Map<string, Set<string>>();
  const lists = new Map<string, string[]>();
  const published: Asked[] = [];
  const attempts = { count: 0, passwords: [] as (string | null)[] };
  const waiting = new Map<string, (value: string | null) => void>();
  let hear: ((channel: string, payload: string) => void) | null = null;
  let losing = new Set<(cause: AppError) => void>();
  const envelope = (body: unknown, headers: object): string => JSON.stringify({ body: base64.encode(JSON.stringify(body)), 'content-type': 'application/json', headers, properties: { body_encoding: 'base64', delivery_tag: 't' } });

  const push = (key: string, value: string): void => {
    const reader = waiting.get(key);
    waiting.delete(key);
    if (reader !== undefined) reader(value);
    else lists.set(key, [value, ...(lists.get(key) ?? [])]);
  };
  const publish = (payload: string): number => {
    const asked = JSON.parse(base64.decode((JSON.parse(payload) as { body: string }).body) ?? '') as Asked;
    published.push(asked);
    for (const worker of fake.workers) {
      if (asked.destination !== null && !asked.destination.includes(worker.name)) continue;
      const value = worker.answer(asked.method, asked);
      if (value === undefined) continue;
      queueMicrotask(() => {
        for (const member of sets.get(`_kombu.binding.${asked.reply_to.exchange}`) ?? []) {
          const [key, , queue] = member.split('\u0006\u0016');
          if (key === asked.reply_to.routing_key && queue !== undefined) push(queue, envelope({ [worker.speaksAs ?? worker.name]: value }, { ticket: asked.ticket }));
        }
      });
    }
    return fake.workers.length;
  };
  const carryOut = (command: readonly (string | number)[]): RedisAnswer => {
    const refused = fake.refuse(command);
    if (refused !== undefined) return err(refused);
    const [name, key = '', value = ''] = command.map(String);
    switch (name) {
      case 'SADD': sets.set(key, (sets.get(key) ?? new Set()).add(value)); return ok(1);
      case 'SREM': sets.get(key)?.delete(value); if (sets.get(key)?.size === 0) sets.delete(key); return ok(1);
      case 'DEL': for (const one of command.slice(1)) lists.delete(String(one)); return ok(1);
      case 'SSCAN': return ok(['0', [...(sets.get(key) ?? [])]]);
      case 'SCAN': return ok(['0', [...sets.keys()]]);
      case 'LLEN': return ok(lists.get(key)?.length ?? 0);
      case 'RPOP': return ok(lists.get(key)?.pop() ?? null);
      case 'PUBLISH': return ok(publish(value));
      case 'ZCARD': case 'ZCOUNT': return ok(0);
      case 'ZRANGE': return ok([]);
      case 'TIME': return ok(['1700000000', '0']);
      case 'INFO': return ok('redis_version:7.0.15\r\n');
      default: return ok('OK');
    }
  };
  const session: BrokerSession = {
    pipeline: async (commands) => ok(commands.map(carryOut)),
    listen: async (_patterns, onMessage) => { hear = onMessage; return ok(() => { hear = null; }); },
    exchange: async () => ok([]),
    pop: (key, { signal }) => {
      const refused = fake.refuse(['BRPOP', key]);
      if (refused !== undefined) return Promise.resolve(err(refused));
      const found = lists.get(key)?.pop();
      if (found !== undefined) return Promise.resolve(ok(found));
      return new Promise((resolve) => {
        waiting.set(key, (value) => resolve(ok(value)));
        signal?.addEventListener('abort', () => { waiting.delete(key); resolve(err({ code: 'cancelled' })); }, { once: true });
      });
    },
    onLost: (listen) => { losing.add(listen); return () => void losing.delete(listen); },
    dispose: async () => undefined,
  };
  const fake: FakeBroker = {
    sets, lists, published, attempts,
    workers: [],
    refuse: () => undefined,
    connects: () => null,
    connect: async (address) => {
      attempts.count += 1;
      attempts.passwords.push(address.password);
      const refused = fake.connects();
      return refused === null ? ok(session) : err(refused);
    },
    event: (channel, body) => hear?.(channel, envelope(body, {})),
    lose: (cause) => { const told = losing; losing = new Set(); for (const listen of told) listen(cause); },
  };
  return fake;
}
