/** Crashes and followed logs in a SQLite file: each call one statement of the part, in the store's own thread. */
import type { IncidentStore } from '#electron/ports/incident-store.ts';
import { ok } from '#shared/result.ts';
import type { SqliteClient } from './sqlite-client.ts';

export function createSqliteIncidentStore(client: SqliteClient): IncidentStore {
  return {
    marks: (host) => client.call('incidents', 'marks', { host }),
    recentEvents: (host, from) => client.call('incidents', 'events', { host, from }),
    ingest: (batch) => client.call('incidents', 'ingest', batch),
    incident: (id) => client.call('incidents', 'incident', id),
    incidents: (query) => client.call('incidents', 'incidents', query),
    groups: (ids) => client.call('incidents', 'groups', { ids }),
    changeGroup: (id, change, at) => client.call('incidents', 'changeGroup', { id, change, at }),
    blocks: (question) => client.call('incidents', 'blocks', question),
    async tidy(limits) {
      const done = await client.call('incidents', 'tidy', limits);
      return done.ok ? ok(undefined) : done;
    },
  };
}
