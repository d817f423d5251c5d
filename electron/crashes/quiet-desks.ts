/**
 * The desks of an engine that follows no log: nothing known, said as such. Used where no store was given.
 */
import type { LogDesk } from '#electron/logs/log-desk.ts';
import { err, ok } from '#shared/result.ts';
import type { CrashDesk } from './crash-desk.ts';

export const quietCrashDesk: CrashDesk = {
  groups: async () => ok({ groups: [] }),
  incidents: async () => ok({ incidents: [], next: null, total: 0 }),
  incident: async (id) => err({ code: 'not-found', what: id }),
  changeGroup: async (id) => err({ code: 'not-found', what: id }),
  away: () => ({ summaries: [] }),
  watch: (emit) => {
    emit({ seq: 1, whole: true, groups: [], gone: [] });
    return () => undefined;
  },
};

export const quietLogDesk: LogDesk = {
  sources: () => ({ sources: [] }),
  read: async ({ sources }) => ok({ lines: [], before: null, after: null, missing: sources }),
  histogram: async () => ok({ errors: [], warnings: [], others: [], scanned: 0, next: null }),
  search: async () => ok({ matches: [], count: 0, scanned: 0, next: null }),
  follow: (_params, emit) => {
    emit({ whole: true, lines: [], dropped: 0, costMsPerMinute: null });
    return () => undefined;
  },
};
