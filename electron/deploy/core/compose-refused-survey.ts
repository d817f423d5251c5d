/** What is planned with where there is no Python to look with: nothing seen, so nothing may be done. */
import type { Survey } from './survey.ts';

export function composeRefusedSurvey(): Survey {
  return {
    python: { path: '/usr/bin/python3', version: '' }, user: '', uid: -1, bootId: '',
    directory: { path: '/', exists: true, isWritable: false, freeBytes: null, uid: null, others: [] },
    files: [], units: [], hasSystemd: false, hasUserSystemd: false, lingers: false, maySudo: false, hasMemoryControl: false, supervisor: null, config: null, processes: [],
  };
}
