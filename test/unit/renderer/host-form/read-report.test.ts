/** A test report as rows: jump hosts apart, what was not reached still listed. */
import { describe, expect, it } from 'vitest';
import type { TestReport, TestStage } from '#shared/domain/connection-test.ts';
import { failedStage, hasWarnings, stageRows } from '#renderer/screens/host-form/read-report.ts';

const stage = (name: TestStage['stage'], hop: string, outcome: TestStage['outcome'] = 'ok'): TestStage => ({ stage: name, hop, outcome, tookMs: 3, detail: null, error: null });

describe('stageRows', () => {
  it('lists the whole way before any test', () => {
    expect(stageRows(null).map((row) => row.stage)).toEqual(['name', 'tcp', 'ssh-version', 'host-key', 'login', 'shell', 'workers', 'redis']);
    expect(stageRows(null).every((row) => row.outcome === 'not-tried')).toBe(true);
  });
  it('keeps jump hosts apart and fills the rest', () => {
    const report: TestReport = { passed: false, stages: [stage('name', 'gate:22'), stage('tcp', 'gate:22'), stage('name', 'pi:22'), stage('tcp', 'pi:22', 'failed')] };
    const rows = stageRows(report);
    expect(rows.map((row) => `${row.isOnJump ? 'jump ' : ''}${row.stage} ${row.outcome}`)).toEqual([
      'jump name ok', 'jump tcp ok', 'name ok', 'tcp failed', 'ssh-version not-tried', 'host-key not-tried', 'login not-tried', 'shell not-tried', 'workers not-tried', 'redis not-tried',
    ]);
    expect(failedStage(report)?.stage).toBe('tcp');
  });
  it('sees warnings', () => expect(hasWarnings({ passed: true, stages: [stage('redis', 'pi', 'warning')] })).toBe(true));
});
