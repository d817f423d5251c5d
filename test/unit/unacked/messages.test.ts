/** Envelopes below are those of Celery 5.2.6 over Redis 7.0.15, captured with redis-cli MONITOR (docs/spec/unacked.md). */
import { expect, test } from 'vitest';
import { byteText } from '#electron/unacked/byte-text.ts';
import { elementsAt, membersAt, valueAt, withMember } from '#electron/unacked/core/json-spans.ts';
import { keyOfPriority, matchesTopic, queueOf } from '#electron/unacked/core/message-keys.ts';
import { presumeHolder, type Candidate } from '#electron/unacked/core/presume-holder.ts';
import { readEnvelope, readUnacked } from '#electron/unacked/core/read-message.ts';
import { markRedelivered, retryOf } from '#electron/unacked/core/rewrite-message.ts';
import type { TaskId, WorkerName } from '#shared/domain/ids.ts';

const captured = '{"body": "W1sxLCAyXSwge30sIHsiY2FsbGJhY2tzIjogbnVsbCwgImVycmJhY2tzIjogbnVsbCwgImNoYWluIjogbnVsbCwgImNob3JkIjogbnVsbH1d", "content-encoding": "utf-8", "content-type": "application/json", "headers": {"lang": "py", "task": "tapp.add", "id": "fef6950b-cbb2-4fc7-af30-c9f4ac345fa7", "shadow": null, "eta": null, "expires": null, "group": null, "group_index": null, "retries": 0, "timelimit": [null, null], "root_id": "fef6950b-cbb2-4fc7-af30-c9f4ac345fa7", "parent_id": null, "argsrepr": "(1, 2)", "kwargsrepr": "{}", "origin": "gen24004@vm", "ignore_result": false}, "properties": {"correlation_id": "fef6950b-cbb2-4fc7-af30-c9f4ac345fa7", "reply_to": "e5ef5485-9943-3f8b-bf06-47f35b815e30", "delivery_mode": 2, "delivery_info": {"exchange": "", "routing_key": "celery"}, "priority": 4, "body_encoding": "base64", "delivery_tag": "a2ed95ff-0556-4346-a4ee-f7270e07d8ae"}}';
const naming = { db: 0, keyPrefix: 'P_', separator: '\u0006\u0016', controlExchange: 'celery', eventExchange: 'celeryev' };

test('UM1 a captured message is read whole', () => {
  const read = readUnacked(`[${captured}, "", "celery"]`, byteText);
  expect(read).toMatchObject({ envelope: captured, exchange: '', routingKey: 'celery', tag: 'a2ed95ff-0556-4346-a4ee-f7270e07d8ae', protocol: 2, canPublish: true });
  expect(read.message).toMatchObject({ task: 'tapp.add', id: 'fef6950b-cbb2-4fc7-af30-c9f4ac345fa7', args: '(1, 2)', priority: 4, retries: 0, isRedelivered: false, problem: null });
});

test('UM2 the mark of redelivery changes nothing else, and is set once', () => {
  const marked = markRedelivered(captured) ?? '';
  expect(marked.replace('"redelivered": true, ', '').replace('"redelivered": true, ', '')).toBe(captured);
  expect(markRedelivered(marked)).toBe(marked);
  expect(readEnvelope(marked, byteText).message.isRedelivered).toBe(true);
});

test('UM3 a retry keeps the body byte for byte; identity, root and correlation change together; an expiry that has passed is lifted', () => {
  const read = readEnvelope(captured.replace('"expires": null', '"expires": "2026-01-01T00:00:00+00:00"'), byteText);
  const again = readEnvelope(retryOf(read, { id: 'new' as TaskId, tag: 'tag-2', isExpired: true }, byteText) ?? '', byteText);
  expect(again).toMatchObject({ tag: 'tag-2', canPublish: true, message: { id: 'new', task: 'tapp.add', args: '(1, 2)', expires: null } });
  expect(again.envelope).toContain('"root_id": "new"');
  expect(again.envelope).toContain('"correlation_id": "new"');
  expect(/"body": "([^"]*)"/.exec(again.envelope ?? '')?.[1]).toBe(/"body": "([^"]*)"/.exec(captured)?.[1]);
  expect(readEnvelope(retryOf(read, { id: read.message.id ?? ('' as TaskId), tag: 'tag-3', isExpired: false }, byteText) ?? '', byteText).message).toMatchObject({ id: 'fef6950b-cbb2-4fc7-af30-c9f4ac345fa7', expires: Date.parse('2026-01-01T00:00:00Z') });
});

test('UM4 protocol 1: read from the body, and given its new identity there', () => {
  const body = Buffer.from('{"task": "old.task", "id": "old-1", "args": [1, 2.50], "kwargs": {}, "retries": 0, "eta": null, "expires": null}').toString('base64');
  const old = `{"body": "${body}", "content-type": "application/json", "content-encoding": "utf-8", "headers": {}, "properties": {"delivery_info": {"exchange": "x", "routing_key": "k"}, "delivery_tag": "t", "body_encoding": "base64", "correlation_id": "old-1"}}`;
  const read = readEnvelope(old, byteText);
  expect(read).toMatchObject({ protocol: 1, canPublish: true, message: { task: 'old.task', id: 'old-1' } });
  const again = readEnvelope(retryOf(read, { id: 'new-1' as TaskId, tag: 't2', isExpired: false }, byteText) ?? '', byteText);
  expect(again.message).toMatchObject({ task: 'old.task', id: 'new-1' });
  expect(Buffer.from(/"body": "([^"]*)"/.exec(again.envelope ?? '')?.[1] ?? '', 'base64').toString()).toContain('"args": [1, 2.50]');
});

test('UM5 what ends a worker is never fit to be put into a queue', () => {
  const cases = [
    captured.replace('"delivery_tag": "a2ed95ff-0556-4346-a4ee-f7270e07d8ae"', '"x": 1'), captured.replace('"properties"', '"propertiez"'), captured.replace('W1sxLC', 'W1sxLC='), captured.replace('"headers"', '"headerz"'),
    captured.replace('"delivery_info": {"exchange": "", "routing_key": "celery"}', '"delivery_info": 5'), captured.slice(0, -1), '', '{}', '[]', 'null', '"text"', `${'['.repeat(100_000)}`, '{"a": "\\', '\u0000\u00ff',
  ];
  for (const text of cases) expect(readEnvelope(text, byteText)).toMatchObject({ canPublish: false });
  for (const text of cases) expect(markRedelivered(text) === null || !readEnvelope(markRedelivered(text) ?? '', byteText).canPublish).toBe(true);
});

test('UM6 spans: strings with brackets and escapes, repeated names, blanks; null for what is no JSON', () => {
  const text = ' { "a" : "}]\\"\\\\" , "b":[1, {"c": "]"}] ,"a": 2 } ';
  const members = membersAt(text, 1);
  expect([...(members ?? new Map()).entries()].map(([name, span]) => [name, text.slice(span.start, span.end)])).toEqual([['a', '2'], ['b', '[1, {"c": "]"}]']]);
  expect(elementsAt('[]', 0)).toEqual([]);
  expect(valueAt('{"a": 1', 0)).toBeNull();
  expect(elementsAt('[1 2]', 0)).toBeNull();
  expect(withMember('{}', [], 'x', '1')).toBe('{"x": 1}');
  expect(withMember('{"h": {"x": 0}}', ['h'], 'x', '1')).toBe('{"h": {"x": 1}}');
  expect(withMember('{"h": 5}', ['h'], 'x', '1')).toBeNull();
});

test('UM7 the queue: default exchange, direct and topic bindings; none where two would get it', () => {
  const bound = (...rows: readonly [string, string][]) => new Map([['x', rows.map(([key, queue]) => `${key}\u0006\u0016\u0006\u0016${queue}`)]]);
  expect(queueOf(naming, { exchange: '', routingKey: 'celery' }, new Map())).toBe('celery');
  expect(queueOf(naming, { exchange: 'x', routingKey: 'a' }, bound(['a', 'q1'], ['b', 'q2']))).toBe('q1');
  expect(queueOf(naming, { exchange: 'x', routingKey: 'img.small' }, bound(['img.*', 'q1'], ['doc.#', 'q2']))).toBe('q1');
  expect(queueOf(naming, { exchange: 'x', routingKey: 'a' }, bound(['a', 'q1'], ['a', 'q2']))).toBeNull();
  expect(queueOf(naming, { exchange: 'x', routingKey: 'a' }, new Map())).toBeNull();
  expect([matchesTopic('#', 'a.b'), matchesTopic('a.#.z', 'a.z'), matchesTopic('a.*', 'a.b.c'), matchesTopic('(a+)+$', 'aaaaaaaaaaaaaaaaaaaaaa!')]).toEqual([true, true, false, false]);
  expect([null, 0, 2, 3, 5, 6, 8, 9, 200].map((priority) => keyOfPriority(naming, 'q', priority))).toEqual(['P_q', 'P_q', 'P_q', 'P_q\u0006\u00163', 'P_q\u0006\u00163', 'P_q\u0006\u00166', 'P_q\u0006\u00166', 'P_q\u0006\u00169', 'P_q\u0006\u00169']);
});

const one = (part: Partial<Candidate>): Candidate => ({ key: null, name: 'w@h' as WorkerName, process: 'alive', startedAt: 0, heartbeatAgeMs: 1000, intervalMs: 2000, held: { tasks: [], isWhole: true }, acksLate: null, ...part });
const life = (candidates: readonly Candidate[], strangers: number | null = 0) => presumeHolder({ candidates, strangers }, 't' as TaskId, 1_000_000).holder.life;

test('UM8 dead is proven or not said: a silence, a cut list, an unseen listener each make it unknown', () => {
  expect(life([])).toBe('dead');
  expect(life([one({})])).toBe('dead');
  expect(life([one({ held: { tasks: [{ id: 't' as TaskId, stage: 'running', acknowledged: false }], isWhole: true } })])).toBe('alive');
  expect(life([one({ held: null })])).toBe('unknown');
  expect(life([one({ held: { tasks: [], isWhole: false } })])).toBe('unknown');
  expect(life([one({})], 1)).toBe('unknown');
  expect(life([one({})], null)).toBe('unknown');
  expect(life([one({ held: null, process: 'ended' })])).toBe('dead');
  expect(life([one({ held: null, startedAt: 1_010_000 })])).toBe('dead');
  expect(life([one({ held: null, startedAt: 1_003_000 })])).toBe('unknown');
  expect(life([one({ held: null, process: 'unseen', heartbeatAgeMs: 30_000 })])).toBe('unknown');
  expect(life([one({ held: null, process: 'unseen', heartbeatAgeMs: 90_000 })])).toBe('dead');
  expect(life([one({ held: null, process: 'unseen', heartbeatAgeMs: null })])).toBe('unknown');
  expect(presumeHolder({ candidates: [one({})], strangers: 0 }, null, 1_000_000).holder.life).toBe('unknown');
});
