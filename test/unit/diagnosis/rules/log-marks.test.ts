/** The lines that checks look for are found by one pattern, and come into the evidence without secrets. */
import { describe, expect, it } from 'vitest';
import { markPattern } from '#electron/diagnosis/core/log-marks.ts';
import { readLogs } from '#electron/diagnosis/core/read-logs.ts';
import { evidenceNow } from '#test/fakes/evidence.ts';

const pattern = new RegExp(markPattern.text);

describe('the pattern of marks', () => {
  it.each([
    '✅ Worker process initialized avec optimisations anti-crash', '✅ OpenCV configuré en single-thread', 'âœ… Limite mÃ©moire processus configurÃ©e (1GB)',
    '[2025-11-01 15:02:04,165: INFO/MainProcess] missed heartbeat from insert-worker-1', 'Substantial drift from w2@pi3 may mean clocks are out of sync.  Current drift is 40 seconds.',
    '<jemalloc>: Unsupported system page size', 'Worker démarré (PID: 812, restart #9)', 'celery.app.control.DuplicateNodenameWarning: Received multiple replies from node name: scan@pi.',
  ])('finds %j', (line) => { expect(pattern.test(line)).toBe(true); });

  it.each(['[INFO/MainProcess] scan@pi ready.', 'Task proj.scan[1] succeeded in 0.1s'])('leaves %j', (line) => { expect(pattern.test(line)).toBe(false); });
});

describe('marks in the evidence', () => {
  const base = { at: evidenceNow, incidents: [], events: [], sources: [], followedSinceMs: null };

  it('are absent when nobody searched, and failed when the search did', () => {
    expect(readLogs(base).marks).toBeUndefined();
    expect(readLogs({ ...base, marks: { code: 'cancelled' } }).marks).toMatchObject({ state: 'failed', grant: 'logs' });
  });

  it('hide logins in URLs and are cut', () => {
    const { marks } = readLogs({ ...base, marks: [{ at: 1, source: 'x.log', text: `missed heartbeat from redis://u:geheim@h/0 ${'x'.repeat(9000)}` }] });
    if (marks?.state !== 'had') throw new Error('not had');
    expect(JSON.stringify(marks)).not.toContain('geheim');
    expect(marks.value[0]?.text.length).toBeLessThanOrEqual(500);
  });
});
