// House rules no linter has: every disabled rule says why, names are kebab-case and mean something.
// `node build/checks/house.mjs [root]`
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isScript, sourceFiles } from './source-files.ts';

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '../..'));
const banned = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'lib', 'manager', 'data', 'info']);
const problems = [];

const files = sourceFiles(root, isScript);
for (const path of files) {
  for (const part of path.split('/')) {
    const words = part.replace(/\.(config|test|d)?\.?(ts|tsx|mjs)$/, '');
    if (banned.has(words)) problems.push(`${path}: banned-name: "${words}" says nothing about what is inside`);
  }
  const name = basename(path).replace(/((\.[a-z]+)*\.config|\.test|\.d)?\.(ts|tsx|mjs)$/, '');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) problems.push(`${path}: kebab-case: a file is named after what it exports, in kebab-case`);
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  lines.forEach((line, index) => {
    const directive = /(?:\/\/|\/\*)\s*((?:oxlint|eslint)-disable\S*)(.*)$/.exec(line);
    if (directive && !/\s--\s+\S+/.test(directive[2])) problems.push(`${path}:${index + 1}: disable-reason: ${directive[1]} needs " -- why"`);
    if (/@ts-expect-error(?!\s*(?:--|:)?\s*\S)/.test(line)) problems.push(`${path}:${index + 1}: disable-reason: @ts-expect-error needs a reason`);
  });
}

for (const problem of problems) console.error(problem);
console.log(`house: ${files.length} files, ${problems.length === 0 ? 'ok' : `${problems.length} problems`}`);
process.exit(problems.length === 0 && files.length > 0 ? 0 : 1);
