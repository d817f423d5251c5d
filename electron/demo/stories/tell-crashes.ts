/**
 * What the logs of a simulated Pi say of its crashes: the journal around a native crash under systemd, and the log of the
 * reports' own supervisor, in French, an hour before anyone looked.
 */
import { pythonStamp } from '#electron/demo/linux/sim-records.ts';
import type { Stage } from '#electron/demo/story.ts';

/** A worker's main process died of SIGSEGV: its last words, the kernel's, systemd's. */
export function tellCrash({ machine }: Stage, unit: string, pid: number): void {
  if (pid === 0) return;
  const { records } = machine;
  const worker = { _SYSTEMD_UNIT: unit, _PID: String(pid), _COMM: 'celery', SYSLOG_IDENTIFIER: 'celery', _TRANSPORT: 'stdout', PRIORITY: '6' };
  for (const text of ['Fatal Python error: Segmentation fault', '', 'Current thread 0x0000ffff8c1c7420 (most recent call first):', '  File "/srv/studio/venv/lib/python3.11/site-packages/cv2/__init__.py", line 153 in resize', '  File "/srv/studio/images.py", line 41 in thumbnail', 'Extension modules: numpy.core._multiarray_umath, cv2 (total: 14)']) records.log({ ...worker, MESSAGE: text });
  const systemd = { _PID: '1', _COMM: 'systemd', SYSLOG_IDENTIFIER: 'systemd', UNIT: unit, _SYSTEMD_UNIT: 'init.scope', _TRANSPORT: 'journal', PRIORITY: '5' };
  records.log({ ...systemd, MESSAGE: `${unit}: Main process exited, code=dumped, status=11/SEGV`, EXIT_CODE: 'dumped', EXIT_STATUS: '11' });
  records.log({ ...systemd, MESSAGE: `${unit}: Failed with result 'core-dump'.`, UNIT_RESULT: 'core-dump' });
  records.log({ ...systemd, MESSAGE: `${unit}: Scheduled restart job, restart counter is at 1.`, PRIORITY: '6' });
}

export function tellReportLog({ machine, clock }: Stage): void {
  const line = (agoMs: number, level: string, text: string): string => `${pythonStamp(clock.now() - agoMs)} [${level}] ${text}\n`;
  const minute = 60_000;
  machine.records.append('/tmp/celery_supervisor.log', [
    line(190 * minute, 'INFO', '✅ Worker démarré (PID: 2114, restart #1)'),
    line(74 * minute, 'ERROR', '💀 Worker mort avec code: -11'), line(74 * minute - 90, 'ERROR', '🧨 Crash SIGSEGV détecté, redémarrage avec config renforcée'), line(74 * minute - 5300, 'INFO', '✅ Worker démarré (PID: 2207, restart #2)'),
    line(31 * minute, 'ERROR', '💀 Worker mort avec code: -9'), line(31 * minute - 5200, 'INFO', '✅ Worker démarré (PID: 2291, restart #3)'),
  ].join(''));
}
