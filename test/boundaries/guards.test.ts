/**
 * The guards themselves are guarded: each rule has a planted violation, and the tool must fail on that file and name
 * that rule. A guard that is silently off (a moved folder, a renamed option, a tool that saw nothing) fails here.
 */
import { join } from 'node:path';
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
