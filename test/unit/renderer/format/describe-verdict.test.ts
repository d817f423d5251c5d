/** Verdicts, proofs and remedies have words in both languages; a remedy's command never carries foreign shell text. */
import { describe, expect, it } from 'vitest';
import { Proof, Remedy, VerdictKind, VerdictReason, type WorkerView } from '#shared/domain/worker.ts';
import { createFormats } from '#renderer/format/create-formats.ts';
import { describeProof } from '#renderer/format/describe-proof.ts';
import { describeRemedy, remedyCommand } from '#renderer/format/describe-remedy.ts';
import { describeVerdict, verdictRank } from '#renderer/format/describe-verdict.ts';
import { makeWords } from '#test/fakes/make-words.ts';
import { hostileTexts } from '#test/fakes/fleet-scenes.ts';
import { makeHost, makeWorker } from '#test/fakes/fleet-fixtures.ts';

const at = 1_700_000_000_000;
const host = makeHost({ name: 'pi-a', at });

function sick(remedy: Remedy, backend: NonNullable<WorkerView['process']>['backend'], pid = 812): Pick<WorkerView, 'verdict' | 'process'> {
  const worker = makeWorker({ name: 'w@a', host, at, kind: 'crashed', remedy });
  return { verdict: worker.verdict, process: worker.process === null ? null : { ...worker.process, backend, pid } };
}

describe.each(['en', 'fr'] as const)('in %s', (language) => {
  const t = makeWords(language).getFixedT(language, 'verdicts');
  const formats = createFormats(language, 'UTC');

  it.each(VerdictKind.options)('verdict %s has a name and a meaning', (kind) => {
    const words = describeVerdict(t, { kind, reason: 'silent' });
    expect(words.name).not.toMatch(/kind\./);
    expect(words.meaning).not.toMatch(/meaning\./);
    expect(verdictRank(kind)).toBeGreaterThanOrEqual(0);
  });
  it.each(VerdictReason.options)('reason %s is said', (reason) => expect(describeVerdict(t, { kind: 'working', reason }).reason).not.toMatch(/^reason\./));
  it.each(Proof.shape.says.options)('proof %s is said', (says) => {
    const words = describeProof(t, formats, { source: 'process', says, at, params: { pid: 812, tookMs: 40, depth: 2 } });
    expect(words.says).not.toMatch(/proof\.|\{\{/);
    expect(words.figures).toHaveLength(2);
  });
  it.each(Remedy.options)('remedy %s is said', (remedy) => expect(describeRemedy(t, sick(remedy, { kind: 'none', unit: null }))?.body).not.toMatch(/remedy\./));
  it('leaves unknown figures out', () => expect(describeProof(t, formats, { source: 'reply', says: 'reply-fresh', at, params: { tookMs: null, depth: 'x', pid: Number.NaN } }).figures).toEqual([]));
});

describe('commands to copy', () => {
  it.each([
    ['restart', { kind: 'systemd', unit: 'celery@scan.service' }, 'sudo systemctl restart celery@scan.service'],
    ['start', { kind: 'systemd-user', unit: 'celery.service' }, 'systemctl --user start celery.service'],
    ['drain-pipe', { kind: 'supervisord', unit: 'farm:scan' }, 'sudo supervisorctl restart farm:scan'],
    ['restart', { kind: 'docker', unit: 'farm-scan-1' }, 'docker restart farm-scan-1'],
    ['restart', { kind: 'none', unit: null }, null],
    ['resume-frozen', { kind: 'none', unit: null }, 'kill -CONT 812'],
    ['look-at-host', { kind: 'systemd', unit: 'x.service' }, null],
    ['wait', { kind: 'systemd', unit: 'x.service' }, null],
  ] as const)('%s under %j: %s', (remedy, backend, command) => {
    expect(remedyCommand(sick(remedy, backend))).toBe(command);
  });

  it.each([...hostileTexts, '-rf', 'a b', '$(reboot)', 'a`b`', "a'b", 'a|b', 'a&b', 'x/../../y', ''])('a unit named %j is never put into a command', (unit) => {
    expect(remedyCommand(sick('restart', { kind: 'systemd', unit }))).toBeNull();
  });

  it('never signals pid 1 or a made-up pid', () => {
    for (const pid of [0, 1, -5, 1.5, Number.NaN]) expect(remedyCommand(sick('resume-frozen', { kind: 'none', unit: null }, pid))).toBeNull();
  });
});
