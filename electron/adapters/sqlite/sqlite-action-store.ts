/**
 * The journal in the history file. A row that an older or newer program wrote differently is left out.
 * A `put` fails while another process owns the file: the caller then keeps the act elsewhere.
 */
import { textOf } from '#electron/journal/core/match-action.ts';
import type { ActionStore } from '#electron/ports/action-store.ts';
import { Action } from '#shared/domain/action.ts';
import { ok } from '#shared/result.ts';
import type { SqliteClient } from './sqlite-client.ts';

export function createSqliteActionStore(client: SqliteClient): ActionStore {
  return {
    keptIn: 'file',
    put: async (action) => {
      const { id, at, kind, outcome, target } = action;
      const done = await client.call('actions', 'put', { id, at, kind, outcome, host: target.host, worker: target.worker, broker: target.broker, words: textOf(action).slice(0, 20_000), body: JSON.stringify(action) });
      return done.ok ? ok(undefined) : done;
    },
    get: async (id) => {
      const rows = await client.call('actions', 'one', { id });
      return rows.ok ? ok(rows.value.flatMap(parse)[0] ?? null) : rows;
    },
    list: async ({ filter, after, limit }) => {
      const rows = await client.call('actions', 'search', {
        hosts: JSON.stringify(filter.hosts), workers: JSON.stringify(filter.workers), brokers: JSON.stringify(filter.brokers), kinds: JSON.stringify(filter.kinds), outcomes: JSON.stringify(filter.outcomes),
        from: filter.from, to: filter.to, text: filter.text.toLowerCase(), afterAt: after?.at ?? null, afterId: after?.id ?? '', limit,
      });
      return rows.ok ? ok(rows.value.flatMap(parse)) : rows;
    },
    begun: async () => {
      const rows = await client.call('actions', 'begun', undefined);
      return rows.ok ? ok(rows.value.flatMap(parse)) : rows;
    },
    tidy: async (before) => {
      const done = await client.call('actions', 'tidy', { before });
      return done.ok ? ok(undefined) : done;
    },
  };
}

function parse({ body }: { readonly body: string }): readonly Action[] {
  try {
    const read = Action.safeParse(JSON.parse(body));
    return read.success ? [read.data] : [];
  } catch {
    return [];
  }
}
