/** From what only a Pi gives, as it comes over the wire, to the findings: read by the product's own readers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeEvidence } from '#electron/diagnosis/core/compose-evidence.ts';
import { judgeEvidence } from '#electron/diagnosis/core/judge-evidence.ts';
import { readRound } from '#electron/diagnosis/core/read-round.ts';
import { allRules } from '#electron/diagnosis/core/rules/all-rules.ts';
import { evidenceNow, healthyEvidence, hostId } from '#test/fakes/evidence.ts';

const text = readFileSync(join(import.meta.dirname, '../../../fixtures/diagnosis/pi-troubled.txt'), 'latin1');

function findings(change: (text: string) => string = (same) => same) {
  const round = readRound(change(text), 'ab12cd');
  const { logs, panel } = healthyEvidence();
  const evidence = composeEvidence({ host: { id: hostId, name: 'pi-atelier' }, at: evidenceNow, round, clock: null, reached: [], known: [], redis: [], celery: [], logs, panel });
  return judgeEvidence(evidence, allRules, { nowMs: evidenceNow, isMuted: () => false, onThrow: (id, error) => { throw new Error(id, { cause: error }); } });
}

const said = (check: string, change?: (text: string) => string) => { const [one] = findings(change).filter((finding) => finding.check === check); return one === undefined ? null : { severity: one.severity, says: one.says, args: one.args }; };

describe('a troubled Pi', () => {
  it.each([
    ['SYS-09', 'ok', 'ok', { model: 'Raspberry Pi 4 Model B Rev 1.4' }],
    ['PWR-01', 'crit', 'now', { bits: '50005' }],
    ['PWR-02', 'warn', 'dips', { day: 2, hour: 2 }],
    ['PWR-03', 'crit', 'slowing', { now: 82.3 }],
    ['PWR-04', 'warn', 'throttled', { clock: 600.117184, full: 1800 }],
    ['PWR-05', 'warn', 'stopped', { name: 'pwmfan' }],
    ['PWR-06', 'ok', 'ok', { governor: 'ondemand' }],
    ['STO-04', 'warn', 'retries', { device: 'mmcblk0', count: 2 }],
    ['STO-06', 'unknown', 'sd-silent', { name: 'SC32G mmcblk0' }],
  ])('%s is %s (%s)', (check, severity, says, args) => {
    expect(said(check)).toMatchObject({ severity, says, args });
  });

  it('without the group video has its voltage from the kernel’s alarm', () => {
    const refused = (all: string): string => all.replace(/=power\.throttled\thad\t(.*)\n\|.*\n/, '=power.throttled\trefused\t$1\tpermission denied\n');
    expect(said('PWR-01', refused)).toMatchObject({ severity: 'crit', says: 'alarm-on' });
    expect(said('PWR-04', refused)).toMatchObject({ severity: 'unknown', args: { grant: 'group-video' } });
  });

  it('whose kernel log is refused says so, and not that there were no lines', () => {
    const refused = (all: string): string => all.replace(/=kernel\.lines\thad\t(.*)\n(\|.*\n)+/, '=kernel.lines\trefused\t$1\tthe account may not read the kernel log\n');
    expect(said('PWR-02', refused)).toMatchObject({ severity: 'unknown', args: { grant: 'group-journal' } });
    expect(said('STO-04', refused)).toMatchObject({ severity: 'unknown', args: { grant: 'group-journal' } });
  });

  it.each([['cut in the middle', (all: string) => all.slice(0, all.length / 2)], ['bits that are none', (all: string) => all.replace('0x50005', '0xZZ')], ['a temperature beyond reason', (all: string) => all.replace('82300', '99999999')]])('%s is unknown, never fine', (_name, change) => {
    for (const check of ['PWR-01', 'PWR-03']) expect(['unknown', 'crit']).toContain(said(check, change)?.severity);
  });
});
