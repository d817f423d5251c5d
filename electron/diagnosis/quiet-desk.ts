/** Answers where nothing is diagnosed: there is the catalogue, and nothing else. */
import { err, ok } from '#shared/result.ts';
import { cardsOf } from './core/catalogue.ts';
import type { DiagnosisDesk } from './diagnosis-desk.ts';

export const quietDiagnosisDesk: DiagnosisDesk = {
  start: () => ok({ started: [] }),
  latest: async () => ok({ latest: [], running: [], mutes: [], everyHours: null }),
  runs: async () => ok({ runs: [] }),
  run: async (id) => err({ code: 'not-found', what: id }),
  catalogue: () => ({ checks: cardsOf() }),
  mute: async () => err({ code: 'file-failed', path: 'settings', because: 'not-writable' }),
  schedule: async () => err({ code: 'file-failed', path: 'settings', because: 'not-writable' }),
  bundle: async () => err({ code: 'not-found', what: 'evidence' }),
  openBundle: () => err({ code: 'invalid-input', where: 'text', problem: 'no bundle can be opened here' }),
  watch: (emit) => { emit({ overview: { latest: [], running: [], mutes: [], everyHours: null }, progress: [], finished: [] }); return () => undefined; },
};
