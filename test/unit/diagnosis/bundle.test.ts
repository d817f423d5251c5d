/** The support bundle: nothing secret comes out, a stranger's file harms nothing, and what was saved is judged alike. */
import { expect, test } from 'vitest';
import { openBundle, writeBundle } from '#electron/diagnosis/core/bundle.ts';
import type { Evidence } from '#electron/diagnosis/core/evidence.ts';
import { makeRun } from '#electron/diagnosis/core/make-run.ts';
import { redactText } from '#electron/diagnosis/core/redact-evidence.ts';
import { OpenedBundle, RunId } from '#shared/domain/diagnosis.ts';
import { capturedAt, capturedText, captured } from '#test/fakes/diagnosis-evidence.ts';
import { createDice } from '#test/fakes/dice.ts';

const cost = { cpuMs: 110, wallMs: 1400, bytes: 29_000, commands: 90, redisCommands: 40, controlRequests: 9, variant: 'python' as const };
const facts = { savedAt: capturedAt, version: '0.9', options: { withTaskArguments: false, isAnonymous: false } };
const bundled = (evidence: Evidence) => [{ evidence, startedAt: capturedAt - 1500, endedAt: capturedAt, cost }];
const open = (text: string) => { let count = 0; return openBundle(text, { nowMs: capturedAt + 9e9, id: () => `r${(count += 1)}`, onThrow: () => 'ref' }); };

const secrets = ['hunter2', 'tr0ub4dor', 'AKIAIOSFODNN7EXAMPLE', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789', 's3cr3t-t0ken', 'sk-abcdefghijklmnopqrstuvwxyz', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc123-_x', 'PLANTED-ARG', 'BEGIN RSA PRIVATE KEY'];

/** Secrets in every kind of place where a text of a Pi may stand. */
function planted(): Evidence {
  const text = `redis://:hunter2@10.0.0.9:6379/0 --redis-password tr0ub4dor AWS_SECRET_ACCESS_KEY=AKIAIOSFODNN7EXAMPLE {"api_key": "s3cr3t-t0ken"} ghp_abcdefghijklmnopqrstuvwxyz0123456789 key sk-abcdefghijklmnopqrstuvwxyz bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc123-_x\n-----BEGIN RSA PRIVATE KEY-----\nMIIEhunter2\n-----END RSA PRIVATE KEY-----`;
  const evidence = captured();
  const plant = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return ['name', 'state', 'grant', 'id', 'kind', 'bootId', 'version'].includes(key) ? value : `${value} ${text}`;
    if (Array.isArray(value)) return [...value.map((one) => plant(one)), ...(value.some((one) => typeof one === 'string') ? [text] : [])];
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plant(one, name)])) : value;
  };
  const [node] = evidence.celery;
  if (node === undefined || node.active.state !== 'had') throw new Error('no node');
  const active = { ...node.active, value: [{ id: 't1', name: 'app.pay', workerPid: 1, startedAtMs: null, isAcknowledged: true, isRedelivered: false, queue: 'celery', etaMs: null, args: "('PLANTED-ARG',)" }] };
  return plant({ ...evidence, celery: [{ ...node, active }] }) as Evidence;
}

test('DB1 of secrets planted in every text of the evidence none is in the bundle', () => {
  const text = writeBundle(bundled(planted()), facts) ?? '';
  expect(text.length).toBeGreaterThan(10_000);
  for (const secret of secrets) expect(text).not.toContain(secret);
});

test('DB2 arguments of tasks are in it only when asked for', () => {
  const evidence = planted();
  expect(writeBundle(bundled(evidence), facts)).not.toContain('PLANTED-ARG');
  expect(writeBundle(bundled(evidence), { ...facts, options: { withTaskArguments: true, isAnonymous: false } })).toContain('PLANTED-ARG');
});

test('DB3 anonymous: no name of a host, no address of a network, the same name by the same number', () => {
  const text = writeBundle(bundled(captured()), { ...facts, options: { withTaskArguments: false, isAnonymous: true } }) ?? '';
  expect(text).not.toContain('fishy');
  expect(text).toContain('w1@host-1');
  const opened = open(text);
  expect('bundle' in opened && opened.bundle.runs[0]?.hostName).toBe('host-1');
});

test('DB4 a bundle is judged as the run it was saved from, whenever it is opened', () => {
  const evidence = captured();
  const run = makeRun(evidence, { id: RunId.parse('r'), startedAt: capturedAt - 1500, endedAt: capturedAt, by: 'person', version: '0.9', gaps: [], median24h: null, cost }, { nowMs: capturedAt, isMuted: () => false, onThrow: () => 'ref' });
  const opened = open(writeBundle(bundled(evidence), facts) ?? '');
  if (!('bundle' in opened)) throw new Error(opened.problem);
  expect(OpenedBundle.safeParse(opened.bundle).error).toBeUndefined();
  const verdicts = (one: typeof run) => one.findings.map(({ id, severity, says }) => [id, severity, says]);
  expect(opened.bundle.runs.map(verdicts)).toEqual([verdicts(run)]);
  expect(opened.bundle.runs[0]).toMatchObject({ by: 'replay', value: run.value, word: run.word });
});

test('DB5 a file of a stranger: damaged anywhere it gives a sentence or runs within the treaty, never an exception', () => {
  const whole = writeBundle(bundled(captured()), facts) ?? '';
  const dice = createDice(3);
  const parts = ['null', '[]', '{}', '"x"', '-1', 'true', '1e999', '{"__proto__":{"x":1}}'];
  for (let turn = 0; turn < 60; turn += 1) {
    // replaces one JSON value by another kind of value
    const places = [...whole.matchAll(/:(?="|\d|\[|\{|t|f|n)/g)];
    const at = (places[Math.floor(dice() * places.length)]?.index ?? 0) + 1;
    const end = endOfValue(whole, at);
    const opened = open(`${whole.slice(0, at)}${parts[turn % parts.length]}${whole.slice(end)}`);
    if ('bundle' in opened) expect(OpenedBundle.safeParse(opened.bundle).error).toBeUndefined();
  }
  for (const text of ['', 'x', '[]', '{"format":"fleetbeat-bundle"}', '{"format":"fleetbeat-bundle","formatVersion":2}', `${'['.repeat(100_000)}`, whole.slice(0, 5000), `{"format":"fleetbeat-bundle","formatVersion":1,"hosts":[${'{"a":'.repeat(40)}1${'}'.repeat(40)}]}`]) expect(open(text)).toHaveProperty('problem');
});

function endOfValue(text: string, at: number): number {
  for (let end = at + 1; end < Math.min(text.length, at + 60_000); end += 1) {
    if (!/[,}\]]/.test(text[end] ?? '')) continue;
    try { JSON.parse(text.slice(at, end)); return end; } catch { /* not yet whole */ }
  }
  return at;
}

test('texts without secrets stay as they are', () => {
  for (const text of ['celery -A app worker -n w1@pi', 'used_memory:1400000', 'PasswordAuthentication yes', capturedText.slice(0, 2000)]) expect(redactText(text)).toBe(text);
});
