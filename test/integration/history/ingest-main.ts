/**
 * A program to be killed: records as the engine does (a pulse every 10 ms, a batch as soon as the one before is kept),
 * tidies, and says on its standard output up to which pulse it has handed over and up to which it was told "kept".
 */
import { createSqliteClient } from '#electron/adapters/sqlite/sqlite-client.ts';
import { createSqliteHistoryStore } from '#electron/adapters/sqlite/sqlite-history-store.ts';
import { createSystemTimers } from '#electron/adapters/system/system-timers.ts';
import type { StoredPulse } from '#electron/ports/history-store.ts';
import { defaultKeepMs } from '#shared/domain/history.ts';
import { HostId } from '#shared/domain/ids.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';

const [path, first] = process.argv.slice(2);
if (path === undefined || first === undefined) throw new Error('give me a path and the number of the first pulse');
const host = HostId.parse('h1');
/** Time runs 200 times faster than the clock: blocks are made and rolled up all the time. */
const stepMs = 2000;
const client = createSqliteClient({ path, workerUrl: new URL('../../../electron/adapters/sqlite/sqlite-worker-main.ts', import.meta.url), log: createMemoryLog(), timers: createSystemTimers() });
const store = createSqliteHistoryStore({ client });
const say = (line: string): void => void process.stdout.write(`${line}\n`);

let next = Number(first);
let waiting: StoredPulse[] = [];
setInterval(() => {
  waiting.push({ host, at: next * stepMs, values: [['n', next], ['host.cpu', next % 100]] });
  next += 1;
}, 10);

while (true) {
  const pulses = waiting;
  waiting = [];
  const last = (pulses.at(-1)?.at ?? 0) / stepMs;
  const done = await store.append({ at: last * stepMs, pulses, marks: [], verdicts: [], rebuilt: [] });
  if (done.ok && pulses.length > 0) say(`kept ${last}`);
  await store.tidy(last * stepMs, { limitBytes: 1e9, keepMs: { ...defaultKeepMs, raw: defaultKeepMs['10s'] } });
  await new Promise((passed) => { setTimeout(passed, 5); });
}
