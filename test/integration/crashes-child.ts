/**
 * Follows one log of this machine into a store until it is killed; for the test that kills it. Arguments: the log, the store.
 */
import { createSqliteClient } from '#electron/adapters/sqlite/sqlite-client.ts';
import { createSqliteIncidentStore } from '#electron/adapters/sqlite/sqlite-incident-store.ts';
import { createIncidentRoom } from '#electron/crashes/incident-room.ts';
import { createHostLogs } from '#electron/logs/host-logs.ts';
import { readFollowers, readScripts } from '#electron/pi/read-scripts.ts';
import { createHostWatch } from '#electron/probes/create-host-watch.ts';
import type { HostId } from '#shared/domain/ids.ts';
import { createLocalShellSession } from '#test/fakes/local-shell-session.ts';
import { createMemoryLog } from '#test/fakes/memory-log.ts';
import { countingRandom, realClock, realTimers } from '#test/fakes/real-time.ts';

const [, , logPath = '', storePath = ''] = process.argv;
const host = 'pi' as HostId;
const log = createMemoryLog();
const client = createSqliteClient({ path: storePath, workerUrl: new URL('../../electron/adapters/sqlite/sqlite-worker-main.ts', import.meta.url), log, timers: realTimers });
const store = createSqliteIncidentStore(client);
const room = createIncidentRoom({
  store, clock: realClock, log, onGroups: () => undefined,
  around: { workerOf: () => null, memoryBefore: async () => [], connectedSince: () => null, canKeep: () => true },
});
const programs = new URL('../../electron/pi/', import.meta.url);
const session = createLocalShellSession();
const watch = createHostWatch({ session, scripts: await readScripts(programs), clock: realClock, timers: realTimers, random: countingRandom(), log, everyMs: 100 });
const logs = createHostLogs({
  host, scripts: await readFollowers(programs), clock: realClock, timers: realTimers, random: countingRandom(), log,
  named: () => [logPath], workerOf: () => null, onLines: () => undefined, onSources: () => undefined,
  marks: async () => { const marks = await store.marks(host); return marks.ok ? marks.value : []; },
  take: async (batch) => {
    const taken = await room.take(batch);
    if (taken.ok) process.stdout.write('kept\n');
    return taken;
  },
});
logs.sessionChanged(session, watch);
