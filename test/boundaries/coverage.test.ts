/** A guard that looks at nothing is always content: each tool must have seen every file that git knows. */
import { readFileSync } from 'node:fs';
import { join, matchesGlob, relative } from 'node:path';
import { expect, test } from 'vitest';
import { rooms, toolLibraries } from '#build/lint/rooms.ts';
import { isScript, sourceFiles } from '#build/checks/source-files.ts';
import { runCommand } from '#test/lab/run-command.ts';
import { projectRoot } from './planted-tree.ts';

const scripts: readonly string[] = sourceFiles(projectRoot, isScript);
const bin = (tool: string) => join(projectRoot, 'node_modules/.bin', tool);

test('oxlint sees every script of the tree', async () => {
  const seen = new Set((await runCommand(bin('oxlint'), ['--debug=files'], { cwd: projectRoot })).split('\n').map((line) => line.trim()));
  expect(scripts.filter((path) => !seen.has(path) && !seen.has(join(projectRoot, path)))).toEqual([]);
  expect(scripts.length).toBeGreaterThan(100);
});

test('the type checker sees every TypeScript file, in one room or another', async () => {
  const lists = await Promise.all(['shared', 'pure', 'engine', 'glass', 'test'].map((room) => runCommand(bin('tsc'), ['-p', `build/types/${room}.json`, '--listFilesOnly'], { cwd: projectRoot })));
  const seen = new Set(lists.flatMap((list) => list.split('\n').map((path) => relative(projectRoot, path.trim()))));
  expect(scripts.filter((path) => /\.tsx?$/.test(path) && !seen.has(path))).toEqual([]);
});

test('every file of the product stands in an assigned room', () => {
  const assigned = rooms.filter((room) => !room.files.some((pattern) => ['electron/**', 'renderer/**'].includes(pattern)));
  const product = scripts.filter((path) => /^(electron|renderer|shared)\//.test(path));
  expect(product.filter((path) => !assigned.some((room) => room.files.some((pattern) => matchesGlob(path, pattern))))).toEqual([]);
});

test('every library is assigned: to a room that imports it, or to the tools with its purpose', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
  const declared = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  const inRooms = new Set(rooms.flatMap((room) => room.mayImport).filter((pattern) => !/^[.#]|^node:/.test(pattern)).map((pattern) => (pattern.startsWith('@') ? pattern.split('/').slice(0, 2).join('/') : (pattern.split('/')[0] ?? pattern))));
  expect(declared.filter((name) => !inRooms.has(name) && !Object.hasOwn(toolLibraries, name))).toEqual([]);
  expect([...inRooms, ...Object.keys(toolLibraries)].filter((name) => !declared.includes(name))).toEqual([]);
});

test('what the product imports at run time is a dependency, and only that', () => {
  const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const engineRooms = rooms.filter((room) => room.files.some((pattern) => /^(electron|shared)\//.test(pattern)));
  const needed = new Set(engineRooms.flatMap((room) => room.mayImport).filter((pattern) => !/^[.#@]|^node:|^electron\//.test(pattern)).map((pattern) => pattern.split('/')[0] ?? pattern));
  expect([...needed].sort()).toEqual(Object.keys(dependencies).sort());
});
