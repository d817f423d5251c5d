/** CE-3: whatever stands in Redis, nothing here throws, hangs or grows without bound. Seeded, so that a failure repeats. */
import { describe, expect, it } from 'vitest';
import { base64 } from '#electron/celery/base64.ts';
import { nodesOfBindings, queuesOfBindings, separatorOf } from '#electron/celery/core/broker-names.ts';
import { readUnacked } from '#electron/celery/core/count-unacked.ts';
import { decodeEnvelope, deliveryTagOf } from '#electron/celery/core/decode-envelope.ts';
import { decodeEvents } from '#electron/celery/core/decode-event.ts';
import { decodeActiveQueues, decodeRegistered, decodeReply, exchangesOfActiveQueues, isPong, refusalOf, wordsOf } from '#electron/celery/core/decode-reply.ts';
import { decodeStats } from '#electron/celery/core/decode-stats.ts';
import { decodeTasks } from '#electron/celery/core/decode-tasks.ts';
import { foldRecentTasks } from '#electron/celery/core/fold-recent-tasks.ts';
import type { RecentTasks } from '#electron/celery/core/fold-recent-tasks.ts';
import { decodeConfiguration } from '#electron/celery/core/mask-setting.ts';
import { parseBrokerUrl } from '#electron/celery/core/parse-broker-url.ts';
import { clientNames, parseClientList } from '#electron/celery/core/parse-client-list.ts';
import { parseIsoTime } from '#electron/celery/core/parse-iso-time.ts';
import { parseRedisInfo } from '#electron/celery/core/parse-redis-info.ts';
import { countOf, scanOf, textsOf, timeOf } from '#electron/celery/core/redis-answers.ts';
import { eventBounds, parseTolerantJson, replyBounds } from '#electron/celery/core/tolerant-json.ts';
import type { JsonValue } from '#electron/celery/core/tolerant-json.ts';
import { RedisView, UnackedView } from '#shared/domain/broker.ts';
import { TaskList, TaskView } from '#shared/domain/task.ts';

const naming = { db: 0, keyPrefix: '', separator: '\u0006\u0016', controlExchange: 'celery', eventExchange: 'celeryev' };

function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % sides;
  };
}

const words = ['', '"', '\\', '\n', '<script>', 'celery', 'Infinity', 'NaN', '\u0006\u0016', '__proto__', 'constructor', 'é🔑', '\ud800', '\u0000', '[', '{', '}', ']', ':', ',', '1e999', '-', 'null', '.celery.pidbox', '=', ' ', 'name=', 'addr=1:2', '@', '://', '%', '::'];
const fields = ['hostname', 'type', 'uuid', 'timestamp', 'freq', 'pid', 'pool', 'processes', 'timeouts', 'threads', 'id', 'name', 'args', 'kwargs', 'eta', 'request', 'delivery_info', 'time_start', 'ok', 'error', 'exchange', 'body', 'headers', 'properties', 'body_encoding', 'broker', 'transport_options', 'visibility_timeout', 'total', 'autoscaler', 'password', 'implementation'];
const strings = ['worker-heartbeat', 'worker-online', 'task-received', 'task-failed', 'pong', 'base64', 'redis', 'w1@pi', 'toString', 'application/json'];

function someText(dice: (sides: number) => number): string {
  return Array.from({ length: dice(12) }, () => words[dice(words.length)] ?? '').join('');
}
function someValue(dice: (sides: number) => number, depth: number): JsonValue {
  switch (dice(depth > 4 ? 5 : 8)) {
    case 0: return null;
    case 1: return dice(2) === 0;
    case 2: return [0, -1, 1.5, 1e18, Infinity, -Infinity, 2 ** 53][dice(7)] ?? 0;
    case 3: return someText(dice);
    case 4: return strings[dice(strings.length)] ?? '';
    case 5: return Array.from({ length: dice(5) }, () => someValue(dice, depth + 1));
    default: return Object.fromEntries(Array.from({ length: dice(8) }, () => [dice(4) === 0 ? someText(dice) : (fields[dice(fields.length)] ?? ''), someValue(dice, depth + 1)]));
  }
}

describe('any text', () => {
  it('CE-3 never throws', () => {
    const dice = createDice(7);
    for (let round = 0; round < 3_000; round += 1) {
      const text = someText(dice);
      parseTolerantJson(text, replyBounds);
      decodeEnvelope(text, base64, eventBounds);
      deliveryTagOf(text);
      parseBrokerUrl(text);
      parseBrokerUrl(`redis://${text}`);
      parseClientList(text, 'fleetbeat');
      clientNames(text);
      parseIsoTime(text);
      RedisView.parse(parseRedisInfo(text, 1, null));
      nodesOfBindings(naming, [text]);
      queuesOfBindings(naming, [text]);
      separatorOf([text]);
      base64.decode(text);
    }
  });
});

describe('any JSON', () => {
  it('CE-3 never throws, and what comes out fits the treaty', () => {
    const dice = createDice(11);
    let recent: RecentTasks = [];
    for (let round = 0; round < 3_000; round += 1) {
      const value = someValue(dice, 0);
      decodeReply(value);
      refusalOf(value);
      expect(wordsOf(value).length).toBeLessThanOrEqual(300);
      isPong(value);
      decodeActiveQueues(value);
      exchangesOfActiveQueues(value);
      decodeRegistered(value);
      decodeStats(value);
      for (const setting of decodeConfiguration(value) ?? []) expect(setting.value.length).toBeLessThanOrEqual(500);
      for (const state of ['active', 'reserved', 'scheduled'] as const) {
        const tasks = decodeTasks(value, state, 1);
        if (tasks !== null) TaskList.parse(tasks);
      }
      for (const event of decodeEvents(value)) {
        if (event.kind !== 'task') continue;
        const folded = foldRecentTasks(recent, event.event, 1);
        TaskView.parse(folded.task);
        recent = folded.recent;
      }
      const view = readUnacked(Array.isArray(value) ? value : [value], 1, null);
      if (view !== null) UnackedView.parse(view);
      countOf(value); scanOf(value); textsOf(value); timeOf(value);
    }
    expect(recent.length).toBeLessThanOrEqual(200);
  });
});

describe('large and deep', () => {
  it('CE-4 an event over 1 MB is dropped, a reply of 10 MB is read', () => {
    const envelopeOf = (body: unknown): string => JSON.stringify({ body: base64.encode(JSON.stringify(body)), properties: { body_encoding: 'base64' } });
    const big = envelopeOf({ 'w@h': [{ id: 'x', args: 'a'.repeat(10_000_000) }] });
    expect(decodeEnvelope(big, base64, eventBounds)).toEqual({ ok: false, because: 'too-long' });
    const read = decodeEnvelope(big, base64, replyBounds);
    const tasks = read.ok ? decodeTasks(decodeReply(read.envelope.body)?.value ?? null, 'active', 1) : null;
    expect(tasks?.tasks[0]?.args).toBe('a'.repeat(300));
  });

  it('CE-4 100 000 levels inside the body are refused', () => {
    const envelope = JSON.stringify({ body: base64.encode('['.repeat(100_000) + ']'.repeat(100_000)), properties: { body_encoding: 'base64' } });
    expect(decodeEnvelope(envelope, base64, replyBounds)).toEqual({ ok: false, because: 'too-deep' });
  });

  it('CE-4 lists are cut, and the true count is kept', () => {
    const tasks = decodeTasks(Array.from({ length: 1_000 }, (_, index) => ({ id: `t${index}` })), 'reserved', 1);
    expect([tasks?.total, tasks?.tasks.length]).toEqual([1_000, 200]);
  });

  it('CE-4 a cut never leaves half a character', () => {
    const [task] = decodeTasks([{ id: 'x', args: `${'a'.repeat(299)}🔑` }], 'active', 1)?.tasks ?? [];
    expect(task?.args).toBe('a'.repeat(299));
  });
});

describe('long texts made to be slow', () => {
  it.each([' [a=', '://', 'a://', '@', ' ', '"', '\\', '=', ':', '\u0006\u0016', '"delivery_tag": "', 'redis://a:b@', '{"a":"', '0', '-'])('CE-3 %j a hundred thousand times', (piece) => {
    const text = piece.repeat(100_000);
    const startedAt = performance.now();
    parseTolerantJson(text, replyBounds);
    decodeEnvelope(JSON.stringify({ body: text, properties: { body_encoding: 'base64' } }), base64, replyBounds);
    decodeRegistered([text]);
    decodeConfiguration({ a: text, [text]: 1 });
    decodeTasks([{ id: text, eta: text, args: text }], 'scheduled', 1);
    decodeEvents([{ type: text, hostname: text }]);
    parseClientList(`addr=${text}`, 'x');
    parseRedisInfo(text, 1, null);
    parseBrokerUrl(text);
    deliveryTagOf(text);
    nodesOfBindings(naming, [text]);
    separatorOf([text]);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('envelopes', () => {
  it.each([
    ['raw body', JSON.stringify({ body: '{"a": 1}', properties: {} }), { ok: true, envelope: { ticket: null, deliveryTag: null, body: { a: 1 } } }],
    ['no properties', JSON.stringify({ body: '[1]' }), { ok: true, envelope: { ticket: null, deliveryTag: null, body: [1] } }],
    ['pickle', JSON.stringify({ body: 'gAR9', 'content-type': 'application/x-python-serialize', properties: { body_encoding: 'base64' } }), { ok: false, because: 'other-content' }],
    ['not base64', JSON.stringify({ body: '{"a":1}', properties: { body_encoding: 'base64' } }), { ok: false, because: 'not-base64' }],
    ['a list', '[]', { ok: false, because: 'not-an-envelope' }],
  ])('%s', (_name, text, expected) => expect(decodeEnvelope(text, base64, eventBounds)).toEqual(expected));

  it('finds the tag of a queued message without reading its body', () => {
    expect(deliveryTagOf(`{"body": "${'x'.repeat(100_000)}", "properties": {"delivery_tag": "0c0f-1"}}`)).toBe('0c0f-1');
    expect(deliveryTagOf('{"body": "\\"delivery_tag\\": \\"fake\\""}')).toBeNull();
    expect(deliveryTagOf('garbage')).toBeNull();
  });
});
