/** What a Pi wrote, read without trust. */
import { expect, test } from 'vitest';
import { composeDiagnose } from '#electron/diagnosis/core/compose-diagnose.ts';
import { judgeEvidence } from '#electron/diagnosis/core/judge-evidence.ts';
import { gapsOf, readRound } from '#electron/diagnosis/core/read-round.ts';
import { allRules } from '#electron/diagnosis/core/rules/all-rules.ts';
import { Finding } from '#shared/domain/finding.ts';
import { capturedAt, capturedMain, capturedMarker, capturedText, captured } from '#test/fakes/diagnosis-evidence.ts';
import { createDice } from '#test/fakes/dice.ts';

test('DG40 a round without its end, and a reader that tripped, are gaps of the run; what a Pi invents as a name is not repeated', () => {
  const whole = readRound(capturedText, capturedMarker);
  expect(whole.isWhole).toBe(true);
  expect(gapsOf({ ok: true, value: { ...whole, cut: null } })).toEqual([]);
  expect(gapsOf({ ok: true, value: { ...whole, cut: { code: 'deadline-passed', waitedMs: 15_000 } } })).toEqual([{ code: 'deadline-passed', waitedMs: 15_000 }]);
  const tripped = readRound(`fleetbeat-diagnose 1 m python 3.9\n=trouble.scan\tfailed\tdiagnose.py\tno\n|ValueError\n=trouble.<b>\tfailed\tdiagnose.py\tno\n|ValueError\n=trouble.run\tfailed\tdiagnose.py\tno\n|rm -rf\n.\tcpuMs 10\n`, 'm');
  expect(gapsOf({ ok: true, value: { ...tripped, cut: null } })).toEqual([{ code: 'internal', reference: 'diagnose.py, scan: ValueError' }]);
});

test('DG1 a captured round becomes typed evidence, with source and excerpt of each piece', () => {
  const evidence = captured();
  const { meminfo } = evidence.system;
  if (meminfo.state !== 'had') throw new Error('no memory');
  expect(meminfo.value['MemTotal']).toBeGreaterThan(100_000_000);
  expect(meminfo.source).toBe('/proc/meminfo');
  expect(meminfo.raw).toContain('MemAvailable');
  const { mains } = evidence.processes;
  if (mains.state !== 'had') throw new Error('no mains');
  expect(mains.value.map(({ pid }) => pid)).toEqual([capturedMain]);
  const [main] = mains.value;
  expect(main?.children).toHaveLength(1);
  expect(main?.asked).toMatchObject({ app: 'tapp', pool: 'prefork', concurrency: 1 });
  expect(main?.stat.state).toBe('had');
  expect(main?.packages.state === 'had' && main.packages.value['celery']).toBe('5.2.6');
  expect(evidence.systemd.units.state === 'had' && evidence.systemd.units.value.map(({ role }) => role)).toContain('worker');
});

test('DG2 what is not there is a state with what to grant, never a zero', () => {
  const evidence = captured({ 'power.throttled': { state: 'refused', because: 'VCHI initialization failed', text: '' }, 'system.meminfo': { text: 'nonsense' }, 'system.psiMemory': null });
  expect(evidence.power.throttled).toMatchObject({ state: 'refused', grant: 'group-video' });
  expect(evidence.system.meminfo).toMatchObject({ state: 'failed' });
  expect(evidence.system.psiMemory).toMatchObject({ state: 'failed' });
});

test('DG3 a round cut anywhere, or with any byte changed, is read without an exception and judged within the treaty', () => {
  const dice = createDice(7);
  for (let turn = 0; turn < 60; turn += 1) {
    const cut = capturedText.slice(0, Math.floor(dice() * capturedText.length));
    const at = Math.floor(dice() * cut.length);
    const text = `${cut.slice(0, at)}${String.fromCharCode(Math.floor(dice() * 256))}${cut.slice(at + 1)}`;
    const pieces = readRound(text, capturedMarker).pieces;
    const evidence = captured(Object.fromEntries([...readRound(capturedText, capturedMarker).pieces.keys()].map((name) => [name, pieces.get(name) ?? null])));
    const threw: unknown[] = [];
    const findings = judgeEvidence(evidence, allRules, { nowMs: capturedAt, isMuted: () => false, onThrow: (check, error) => { threw.push([check, error]); return 'ref'; } });
    expect(threw).toEqual([]);
    for (const finding of findings) expect(Finding.safeParse(finding).error).toBeUndefined();
  }
});

test('noise of a login before the greeting is dropped; another marker is not ours', () => {
  expect(readRound(`Welcome!\n=system.meminfo\thad\tx\t\n|evil\n${capturedText}`, capturedMarker).pieces.get('system.meminfo')?.text).toContain('MemTotal');
  // a prompt without a line end stands before it on the same line
  expect(readRound(`pi@pi3:~$ ${capturedText}`, capturedMarker).isWhole).toBe(true);
  expect(readRound(capturedText, 'ffff').variant).toBeNull();
});

test('names travel to the Pi as hexadecimal', () => {
  const text = composeDiagnose({ python: "print('x')", sh: ':' }, 'ab', { brokers: [{ host: "é'; rm -rf /", port: 6379, pid: 4 }], units: ['celery.service'], pids: [7] });
  expect(text).toContain(`broker:${Buffer.from("é'; rm -rf /").toString('hex')}:6379:4 unit:${Buffer.from('celery.service').toString('hex')} pid:7`);
  expect(text).not.toContain('rm -rf');
});
