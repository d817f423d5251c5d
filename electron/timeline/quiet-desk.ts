/** The past of an engine that recorded nothing: empty, and said so. */
import { err, ok } from '#shared/result.ts';
import type { PastDesk } from './past-desk.ts';

export const quietPastDesk: PastDesk = {
  forecast: async (worker) => err({ code: 'not-found', what: worker }),
  timeline: async (from, to) => ok({ from, to, hosts: [], workers: [], marks: [], alerts: [], unwatched: [{ from, to }] }),
  at: async (at) => ok({ at, isWatched: false, hosts: [], workers: [], alerts: [] }),
  report: async () => ok({ from: 0, to: 0, watched: 0, hosts: 0, workers: 0, wellShare: null, sentences: [] }),
};
