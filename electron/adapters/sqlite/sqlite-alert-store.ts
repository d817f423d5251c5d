/** Alerts in the history file. A row that an older or newer program wrote differently is left out, never a reason to fail. */
import type { AlertStore } from '#electron/ports/alert-store.ts';
import { Alert } from '#shared/domain/alert.ts';
import { ok } from '#shared/result.ts';
import type { SqliteClient } from './sqlite-client.ts';

type Found = { readonly body: string; readonly well_since: number | null };

export function createSqliteAlertStore(client: SqliteClient): AlertStore {
  return {
    async load(since) {
      const open = await client.call('alerts', 'open', undefined);
      if (!open.ok) return open;
      const past = await client.call('alerts', 'past', { since });
      if (!past.ok) return past;
      return ok({ open: open.value.flatMap((row) => parse(row).map((alert) => ({ alert, wellSince: row.well_since }))), past: past.value.flatMap(parse) });
    },
    async put(alerts) {
      const rows = alerts.map(({ alert, wellSince }) => ({ id: alert.id, since: alert.since, clearedAt: alert.clearedAt, wellSince, body: JSON.stringify(alert) }));
      const done = await client.call('alerts', 'put', rows);
      return done.ok ? ok(undefined) : done;
    },
    async list(from, to) {
      const rows = await client.call('alerts', 'during', { from, to });
      return rows.ok ? ok(rows.value.flatMap(parse)) : rows;
    },
    async tidy(before) {
      const done = await client.call('alerts', 'tidy', { before });
      return done.ok ? ok(undefined) : done;
    },
  };
}

function parse({ body }: Found): readonly Alert[] {
  try {
    const read = Alert.safeParse(JSON.parse(body));
    return read.success ? [read.data] : [];
  } catch {
    return [];
  }
}
