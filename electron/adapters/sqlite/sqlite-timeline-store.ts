/** The timeline's own rows in the history file. Rows that cannot be read are left out. */
import type { StoredName, StoredPresence, TimelineStore } from '#electron/ports/timeline-store.ts';
import { HostId, WorkerKey } from '#shared/domain/ids.ts';
import { HostPresence } from '#shared/domain/timeline.ts';
import { ok } from '#shared/result.ts';
import type { SqliteClient } from './sqlite-client.ts';

export function createSqliteTimelineStore(client: SqliteClient): TimelineStore {
  return {
    async put({ presences, names }) {
      const now = Math.max(0, ...presences.map(({ at }) => at), ...names.map(({ firstSeen }) => firstSeen));
      const done = await client.call('timeline', 'put', { presences, names, now });
      return done.ok ? ok(undefined) : done;
    },
    async presences(from, to) {
      const rows = await client.call('timeline', 'presences', { from, to });
      if (!rows.ok) return rows;
      return ok(rows.value.flatMap(({ host, at, presence }): StoredPresence[] => {
        const id = HostId.safeParse(host);
        const is = HostPresence.nullable().safeParse(presence);
        return id.success && is.success ? [{ host: id.data, at, presence: is.data }] : [];
      }));
    },
    async names() {
      const rows = await client.call('timeline', 'names', undefined);
      if (!rows.ok) return rows;
      return ok(rows.value.flatMap(({ kind, id, name, host, first_seen: firstSeen }): StoredName[] => {
        const owner = HostId.nullable().safeParse(kind === 'host' ? id : host);
        const worker = WorkerKey.nullable().safeParse(kind === 'host' ? null : id);
        return owner.success && worker.success ? [{ host: owner.data, worker: worker.data, name, firstSeen }] : [];
      }));
    },
  };
}
