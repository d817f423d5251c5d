/** A Pi as the deploying hand describes it: Debian 12, a login called pi, nothing installed. Each test changes what it is about. */
import { readSurvey, type Survey } from '#electron/deploy/core/survey.ts';

export const directory = '/home/pi/.fleetbeat';
const absent = (path: string): object => ({ path, exists: false, error: null });

export function surveyed(change: object = {}): Survey {
  const seen = {
    python: { path: '/usr/bin/python3', version: '3.11.2' }, user: 'pi', uid: 1000, bootId: 'b-1',
    directory: { path: directory, exists: false, isWritable: true, freeBytes: 5_000_000_000, uid: 1000, others: [] },
    files: ['fleetbeat_supervisor.py', 'fleetbeat_worker.py', 'supervisor.json', 'manifest.json'].map((name) => absent(`${directory}/${name}`)),
    units: [{ ...absent('/etc/systemd/system/fleetbeat-supervisor.service'), form: 'system-unit', missingFolders: [] }, { ...absent('/home/pi/.config/systemd/user/fleetbeat-supervisor.service'), form: 'user-unit', missingFolders: ['/home/pi/.config/systemd/user', '/home/pi/.config/systemd'] }],
    systemd: true, userSystemd: true, linger: false, sudo: true, status: null, config: null, processes: [], memoryControl: false,
    ...change,
  };
  const survey = readSurvey({ survey: seen });
  if (survey === null) throw new Error('the fixture is no survey');
  return survey;
}

export const piFiles = { supervisor: 'VERSION = "1.0.0"\nprint("supervisor")\n', worker: 'print("worker")\n', version: '1.0.0' };
export const limits = { memoryLimitMb: null, stopTimeoutS: null, stuckAfterS: null, recycleAfterTasks: null, recycleAboveKiB: null, capsThreads: true };
