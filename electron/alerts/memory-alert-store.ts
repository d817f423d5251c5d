/** Alerts of an engine that records nothing: kept while it runs, the oldest ended ones leave first. */
import type { AlertStore, StoredAlert } from '#electron/ports/alert-store.ts';
import { ok } from '#shared/result.ts';

const keep = 5000;

export function createMemoryAlertStore(): AlertStore {
  const kept = new Map<string, StoredAlert>();
  const all = (): readonly StoredAlert[] => [...kept.values()];
  return {
    load: async (since) => ok({ open: all().filter(({ alert }) => alert.state !== 'cleared'), past: all().map(({ alert }) => alert).filter(({ clearedAt }) => clearedAt !== null && clearedAt >= since) }),
    put: async (alerts) => {
      for (const one of alerts) { kept.delete(one.alert.id); kept.set(one.alert.id, one); }
      for (const [id, { alert }] of kept) { if (kept.size <= keep) break; if (alert.state === 'cleared') kept.delete(id); }
      return ok(undefined);
    },
    list: async (from, to) => ok(all().map(({ alert }) => alert).filter(({ since, clearedAt }) => since <= to && (clearedAt ?? to) >= from).sort((a, b) => b.since - a.since).slice(0, 20_000)),
    tidy: async (before) => {
      for (const [id, { alert }] of kept) if (alert.clearedAt !== null && alert.clearedAt < before) kept.delete(id);
      return ok(undefined);
    },
  };
}
