/** The dossier as Markdown: complete, and deaf to whatever Markdown or HTML the foreign text holds. */
import { describe, expect, it } from 'vitest';
import { createFormats } from '#renderer/format/create-formats.ts';
import { code, fenced, incidentMarkdown } from '#renderer/format/incident-markdown.ts';
import { makeWords } from '#test/fakes/make-words.ts';
import { makeCrashScene } from '#test/fakes/crash-fixtures.ts';
import { makeScene } from '#test/fakes/fleet-scenes.ts';

const at = 1_763_800_000_000;
const words = makeWords('en');
const needs = { t: words.getFixedT('en', 'crashes'), tCause: words.getFixedT('en', 'causes'), formats: createFormats('en', 'UTC'), hostName: 'pi-atelier', title: 'SIGKILL in tasks.scan_batch' };
const scene = makeCrashScene('sick', makeScene('sick', at), at);
const incident = scene.incident(scene.groups[0]!.lastIncident)!;

describe('the Markdown of an incident', () => {
  const text = incidentMarkdown(incident, needs);
  it('says what happened, why, how sure, on what task, and gives the lines', () => {
    expect(text).toContain('## SIGKILL in tasks.scan\\_batch');
    expect(text).toContain('`ForkPoolWorker-2` of `scan@pi-atelier` on `pi-atelier` died of `SIGKILL` while it ran `tasks.scan_batch`.');
    expect(text).toContain('**Out of memory on the host** (97\u00a0%, nearly certain)');
    expect(text).toContain('- the kernel names this process as killed for memory of the whole host');
    expect(text).toContain('Out of memory: Killed process 4711');
    expect(text).toContain('# kernel');
    expect(text).toContain('limit 1.2');
  });
  it('leaves out what is not known', () => {
    const bare = incidentMarkdown({ ...incident, evidence: [], memoryBefore: [], surroundings: [], frames: [], task: null, taskCandidates: [], exception: null, cause: { ...incident.cause, rules: [] }, otherCauses: [] }, needs);
    expect(bare).not.toMatch(/Evidence|Around|Memory of|Code|Task in hand|null|undefined/);
  });
  it('lets no foreign text out of its code', () => {
    const hostile = 'x```\n# owned <script>alert(1)</script> [a](javascript:x) \u001b[31m';
    const made = incidentMarkdown({ ...incident, worker: hostile as never, unit: hostile, evidence: [{ ...incident.evidence[0]!, text: hostile, sourceName: hostile }] }, { ...needs, title: hostile });
    expect(made).not.toContain('\u001b');
    const outside = made.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '').replace(/(`+)[^\n]*?\1/g, '');
    expect(outside).not.toMatch(/(?<!\\)<script|(?<!\\)\[a\]/);
    expect(outside).not.toMatch(/^# owned/m);
  });
});

describe('fences', () => {
  it('are longer than any run within', () => {
    expect(fenced(['a', '````', 'b'])).toBe('`````text\na\n````\nb\n`````');
    expect(code('a`b``c')).toBe('``` a`b``c ```');
    expect(code('')).toBe('` `');
  });
});
