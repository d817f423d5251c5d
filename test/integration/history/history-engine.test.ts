/** The engine as it runs: simulated Pis over real SSH, recorded into a file in a temporary folder. Rules HS1, HS8 and HS13. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openEngine, type OpenedEngine } from '#electron/cli/open-engine.ts';

let opened: OpenedEngine | null = null;
afterEach(async () => { await opened?.dispose(); opened = null; });

const ctx = { signal: new AbortController().signal, isReadOnly: false };

async function eventually<T>(ask: () => Promise<T | null>, deadlineMs = 40_000): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > end) throw new Error('not in time');
    await new Promise((passed) => { setTimeout(passed, 250); });
  }
}

test('HS1 HS8 what the demo fleet does is recorded, can be asked for, backed up, and goes with the run', { timeout: 90_000 }, async () => {
  const started = await openEngine({ source: { from: 'demo' }, home: new URL('../../../electron/', import.meta.url), version: '0.0.0', isReadOnly: false, logTo: 'file', only: [] });
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  opened = started.value;
  const { handlers } = opened.engine;
  const rows = await eventually(async () => {
    const known = await handlers['history.series']({ host: null }, ctx);
    if (!known.ok) throw new Error(JSON.stringify(known.error));
    const cpu = known.value.series.find(({ key }) => key === 'host.cpu');
    const rss = known.value.series.find(({ key, host }) => key.startsWith('worker.rss:') && host === cpu?.host);
    if (cpu === undefined || rss === undefined) return null;
    const now = Date.now();
    const answer = await handlers['history.query']({ host: cpu.host, keys: [cpu.key, rss.key], from: now - 60_000, to: now, points: 500 }, ctx);
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    const seen = answer.value.series[rss.key]?.last.filter((value) => value !== null) ?? [];
    return seen.length >= 4 ? { answer: answer.value, seen } : null;
  });
  expect(rows.answer.level).toBe('raw');
  expect(rows.seen.every((value) => value > 1e6)).toBe(true);
  const status = await handlers['history.status']({}, ctx);
  expect(status).toMatchObject({ ok: true, value: { state: 'on', lost: 0, setAside: null } });
  const path = status.ok ? status.value.path : null;
  const backup = await handlers['history.backup']({}, ctx);
  expect(backup.ok && existsSync(backup.value.path)).toBe(true);
  await opened.dispose();
  opened = null;
  expect(path !== null && existsSync(dirname(path))).toBe(false);
});
