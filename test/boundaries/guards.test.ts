/**
 * The guards themselves are guarded: each rule has a planted violation, and the tool must fail on that file and name
 * that rule. A guard that is silently off (a moved folder, a renamed option, a tool that saw nothing) fails here.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tryCommand } from '#test/lab/run-command.ts';
import type { PlantedTree } from './planted-tree.ts';
import { plantTree, projectRoot } from './planted-tree.ts';

let tree: PlantedTree;
beforeAll(async () => {
  tree = await plantTree();
});
afterAll(() => tree.dispose());

/** `file: rules` for every planted file of a guard, as planted and as found. */
const asPlanted = (guard: string) => Object.fromEntries(tree.of(guard).map((plant) => [plant.path, plant.rule]));

describe('oxlint', () => {
  test('fails on every planted violation and names the rule', async () => {
    const { code, text } = await tree.run('oxlint', ['-f', 'unix']);
    const rulesIn = (path: string) => text.split('\n').filter((line) => line.startsWith(`${path}:`));
    const isNamed = (rule: string, line: string) => (rule === 'unused-disable' ? line.includes('Unused oxlint-disable directive') : line.includes(rule.includes('(') ? `/${rule}]` : `(${rule})]`));
    const missed = tree.of('oxlint').filter((plant) => !rulesIn(plant.path).some((line) => isNamed(plant.rule, line)));
    expect(missed).toEqual([]);
    expect(code).not.toBe(0);
    expect(tree.of('oxlint').length).toBeGreaterThan(35);
  });

  test('is content with a file that plants nothing', async () => {
    const { text } = await tree.run('oxlint', ['-f', 'unix']);
    const innocent = tree.of('nothing').map((plant) => plant.path);
    expect(text.split('\n').filter((line) => innocent.some((path) => line.startsWith(`${path}:`)))).toEqual([]);
  });
});

describe('types', () => {
  let types: PlantedTree;
  beforeAll(async () => {
    types = await plantTree('types');
  });
  afterAll(() => types.dispose());

  test.each(['shared', 'pure', 'glass'])('the %s room does not compile what it may not know', async (room) => {
    const { code, text } = await types.run('tsc', ['-p', `build/types/${room}.json`, '--pretty', 'false']);
    const planted = types.of('types').filter((plant) => plant.rule === room);
    expect(planted.length).toBeGreaterThan(0);
    // A file outside rootDir is reported with the message only, so the climbing one is sought anywhere in the text.
    expect(planted.filter((plant) => !text.includes(`${plant.path}(`) && !(plant.path.endsWith('climbs-out.ts') && text.includes('rootDir')))).toEqual([]);
    expect(code).not.toBe(0);
  });
});

describe('knip', () => {
  test('finds the planted orphan and the planted dead export', async () => {
    const { code, text } = await tree.run('knip', ['--no-progress', '--reporter', 'json']);
    const report = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as { issues: { file: string; files?: unknown[]; exports?: { name: string }[] }[] };
    const of = (path: string) => report.issues.find((issue) => issue.file === path);
    expect(of('electron/probes/orphan.ts')?.files).toHaveLength(1);
    expect(of('electron/probes/half-used.ts')?.exports?.map((one) => one.name)).toEqual(['unwanted']);
    expect(code).not.toBe(0);
  });
});

describe('house', () => {
  test('refuses empty names, camel case and a disabled rule without a reason', async () => {
    const { code, stderr } = await tryCommand(process.execPath, [join(projectRoot, 'build/checks/house.mjs'), tree.root]);
    const found = Object.fromEntries(tree.of('house').map((plant) => [plant.path, stderr.split('\n').find((line) => line.startsWith(plant.path))?.match(/: ([a-z-]+): /)?.[1]]));
    expect(found).toEqual(asPlanted('house'));
    expect(code).not.toBe(0);
  });
});

describe('docs', () => {
  const spec = '# Rules\n- **AB1** One.\n- **AB-2** Two.\n- **AB-14** to **AB-16** Three of them.\n| CD3 | a row |\n### CHK-02b A check\n';
  const proofs = "import { test } from 'vitest';\ntest('AB1 AB-2 both', () => {});\ntest('AB-14, AB-15 and AB-16 all', () => {});\ntest.each([['CD3 a row'], ['other']])('%s', () => {});\n";
  const cases = "import { casesOf } from '#test/fakes/rule-cases.ts';\nexport const own = ['CHK-02b'].map(casesOf);\n";

  /** What the check says of a project of these files; a project of nothing else. */
  async function check(files: Record<string, string>): Promise<{ readonly code: number | null; readonly said: readonly string[] }> {
    const root = mkdtempSync(join(tmpdir(), 'fleetbeat-docs-'));
    try {
      for (const [path, text] of Object.entries({ 'ARCHITECTURE.md': '`docs/spec` `test/unit`\n', ...files })) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      const { code, stderr } = await tryCommand(process.execPath, [join(projectRoot, 'build/checks/docs.mjs'), root]);
      return { code, said: stderr.trim().split('\n').filter((line) => line !== '') };
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  const whole = { 'docs/spec/rules.md': spec, 'test/unit/rules.test.ts': proofs, 'test/unit/check-cases.ts': cases };

  test('is content when every rule begins the name of a test, of a row or of a check', async () => {
    expect(await check(whole)).toEqual({ code: 0, said: [] });
  });

  test.each<[string, Record<string, string>, readonly string[]]>([
    ['no test at all', { 'test/unit/rules.test.ts': '', 'test/unit/check-cases.ts': '' }, ['AB1', 'AB-2', 'CD3', 'CHK-02b', 'AB-14', 'AB-15', 'AB-16']],
    ['a rule added to the document', { 'docs/spec/rules.md': `${spec}- **AB4** Four.\n- **AB-17** Seventeen.\n` }, ['AB4', 'AB-17']],
    ['a longer id with the same beginning', { 'test/unit/rules.test.ts': proofs.replace('AB1 AB-2', 'AB11 AB-22') }, ['AB1', 'AB-2']],
    ['a test that is skipped', { 'test/unit/rules.test.ts': proofs.replace("test('AB1", "test.skip('AB1") }, ['AB1', 'AB-2']],
    ['a test that is planned', { 'test/unit/rules.test.ts': proofs.replace("test('AB1", "test.todo('AB1") }, ['AB1', 'AB-2']],
    ['a test that is commented out', { 'test/unit/rules.test.ts': proofs.replace("test('AB1", "// test('AB1") }, ['AB1', 'AB-2']],
    ['an id in a comment and in the middle of a name', { 'test/unit/rules.test.ts': proofs.replace("'AB1 AB-2 both'", "'both'") + "// AB1\ntest('as AB1 says', () => {});\n" }, ['AB1', 'AB-2']],
  ])('fails on a rule without a test: %s', async (_what, change, missing) => {
    const { code, said } = await check({ ...whole, ...change });
    expect(missing.filter((id) => !said.includes(`docs/spec/rules.md: no test is named after ${id}`))).toEqual([]);
    expect([code, said.filter((line) => line.includes('no test is named after')).length]).toEqual([1, missing.length]);
  });

  test('fails on a test named after a rule that is none, with a hyphen or without', async () => {
    const { code, said } = await check({ ...whole, 'test/unit/more.test.ts': "test('AB9 nine', () => {});\ntest('AB-99 more', () => {});\n" });
    expect([code, said]).toEqual([1, ['test/unit/more.test.ts: AB9 is no rule of docs/spec', 'test/unit/more.test.ts: AB-99 is no rule of docs/spec']]);
  });

  test('fails on a broken link, a decision without a status and a folder nobody named', async () => {
    const { code, said } = await check({ ...whole, 'README.md': '[gone](nowhere.md) [no heading](ARCHITECTURE.md#none)\n', 'docs/decisions/0001-x.md': '# X\n', 'shared/odd/a.ts': '' });
    expect([code, said]).toEqual([1, ['README.md: link to nowhere.md, which is not there', 'README.md: ARCHITECTURE.md#none names a heading that is not there', 'ARCHITECTURE.md does not name shared/odd/', 'docs/decisions/0001-x.md: a decision needs a status (accepted, proposed, superseded by …)']]);
  });
});
