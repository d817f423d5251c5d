// Documents stay true where a machine can tell: links resolve, rooms are named, decisions have a status,
// every rule of docs/spec has a test named after it, and no test is named after a rule that is none. `node build/checks/docs.mjs [root]`
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { isPlanted, sourceFiles } from './source-files.ts';

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '../..'));
const read = (path) => readFileSync(join(root, path), 'utf8');
const files = sourceFiles(root, (path) => !isPlanted(path));
const documents = files.filter((path) => path.endsWith('.md'));
const problems = [];

const withoutCode = (text) => text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
const anchorsOf = (text) => {
  const seen = new Map();
  return new Set([...text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, title]) => {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*_]/g, (mark) => (mark === '_' ? '_' : '')).toLowerCase();
    const anchor = plain.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  }));
};

function checkLink(document, target) {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return;
  const [path, anchor] = target.split('#');
  const file = path === '' ? document : normalize(join(dirname(document), decodeURIComponent(path)));
  if (!existsSync(join(root, file))) problems.push(`${document}: link to ${target}, which is not there`);
  else if (anchor && file.endsWith('.md') && !anchorsOf(read(file)).has(anchor)) problems.push(`${document}: ${target} names a heading that is not there`);
}

for (const document of documents) {
  const text = withoutCode(read(document));
  for (const [, target] of text.matchAll(/!?\[[^\]]*\]\(<?([^)>\s]+)>?(?:\s+"[^"]*")?\)/g)) checkLink(document, target);
  for (const [, target] of text.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)) checkLink(document, target);
}

const productFolders = new Set(files.filter((path) => /^(electron|renderer|shared|test|build)\/[^/]+\//.test(path)).map((path) => path.split('/').slice(0, 2).join('/')));
if (existsSync(join(root, 'ARCHITECTURE.md'))) {
  const architecture = read('ARCHITECTURE.md');
  for (const folder of productFolders) {
    const [top, name] = folder.split('/');
    const isNamed = architecture.includes(folder) || new RegExp(`\`(?:${top}/)?${name}/?\``).test(architecture) || new RegExp(`[\\s{,/]${name}[\\s},/:]`).test(architecture);
    if (!isNamed) problems.push(`ARCHITECTURE.md does not name ${folder}/`);
  }
} else problems.push('ARCHITECTURE.md is missing');

const decisions = files.filter((path) => /^docs\/decisions\/\d{4}-[a-z0-9-]+\.md$/.test(path));
for (const path of decisions) if (!/^\W*status\W*\s*:?\W*\s*(accepted|proposed|superseded)/im.test(read(path))) problems.push(`${path}: a decision needs a status (accepted, proposed, superseded by …)`);
const numbers = decisions.map((path) => path.slice('docs/decisions/'.length, 'docs/decisions/'.length + 4));
for (const number of new Set(numbers.filter((one, index) => numbers.indexOf(one) !== index))) problems.push(`docs/decisions: two decisions carry the number ${number}`);

// A rule is declared in a spec as a bold, heading or table-cell id: **CN1**, | AL3 |, **SU-4**, ### SYS-02b; **SU-14** to **SU-22** declares all between.
const ruleId = String.raw`[A-Z]{2,4}-?\d+[a-z]?`;
const specs = files.filter((path) => path.startsWith('docs/spec/') && path.endsWith('.md'));
const declared = new Map();
for (const path of specs) {
  const text = read(path);
  for (const [, id] of text.matchAll(new RegExp(String.raw`(?:^#+\s+|\*\*|^\|\s*|^[-*]\s+\**\`?)(${ruleId})\b(?!\.\d)`, 'gm'))) if (!declared.has(id)) declared.set(id, path);
  for (const [, family, from, to] of text.matchAll(/\*\*([A-Z]{2,4}-?)(\d+)\*\* to \*\*\1(\d+)\*\*/g)) for (let number = Number(from); number <= Number(to); number += 1) declared.set(`${family}${number}`, path);
}

// A test proves the rules that begin its name, or its row's where a table names the tests. Comments, skipped and planned tests prove nothing.
const familyOf = (id) => id.replace(/\d+[a-z]?$/, '');
const families = new Set([...declared.keys()].map(familyOf));
const idsAtStart = new RegExp(String.raw`^(?:${ruleId}(?:, | and | |:))+`);
const idsIn = (name) => idsAtStart.exec(name)?.[0].match(new RegExp(ruleId, 'g')) ?? [];
const withoutComments = (text) => text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '').replace(/\b(?:test|it|describe)\.(?:skip|todo)\(/g, 'nothing(');
const tests = files.filter((path) => /^test\/(?:.*\.test\.tsx?|suites\/.*\.ts|unit\/.*-cases\.ts)$/.test(path));
const used = new Set();
for (const path of tests) {
  const text = withoutComments(read(path));
  const quoted = String.raw`(['"${'`'}])((?:\\.|(?!\1).){1,60})`;
  for (const [, , name] of text.matchAll(new RegExp(String.raw`(?<!nothing)[(]\s*${quoted}`, 'g'))) for (const id of idsIn(name)) used.add(id);
  if (text.includes('.each(') || text.includes('.each<')) for (const [, , name] of text.matchAll(new RegExp(String.raw`\[\s*${quoted}`, 'g'))) for (const id of idsIn(name)) used.add(id);
  // the cases of a check of the diagnosis: their tests stand under its id
  if (text.includes('casesOf')) for (const [, , name] of text.matchAll(new RegExp(quoted, 'g'))) if (new RegExp(`^${ruleId}$`).test(name)) used.add(name);
  for (const [, id] of text.matchAll(new RegExp(String.raw`\b(?:test|it|describe)(?:\.\w+(?:\([^)]*\))?)*\(\s*['"${'`'}](${ruleId})(?=[ :,])`, 'g'))) {
    if (!declared.has(id) && (families.has(familyOf(id)) || /^[A-Z]{2}\d/.test(id))) problems.push(`${path}: ${id} is no rule of docs/spec`);
  }
}
for (const [id, path] of declared) if (!used.has(id)) problems.push(`${path}: no test is named after ${id}`);

for (const problem of [...new Set(problems)]) console.error(problem);
console.log(`docs: ${documents.length} documents, ${decisions.length} decisions, ${declared.size} rules, ${problems.length === 0 ? 'ok' : `${problems.length} problems`}`);
process.exit(problems.length === 0 ? 0 : 1);
