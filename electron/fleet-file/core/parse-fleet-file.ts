/**
 * A fleet file's text to host drafts, or to the list of what is wrong with line and column. YAML 1.2; JSON is a subset.
 * Must stay true: never throws; an alias bomb or a 2 MB file costs no more than reading it; no value is repeated in a problem.
 */
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { HostDraft } from '#shared/domain/host-config.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { alertsOf, type FleetAlerts } from './fleet-alerts.ts';
import { problemsOf, type Problem } from './describe-problem.ts';
import { draftOf, FleetFile } from './fleet-schema.ts';

type Invalid = Extract<AppError, { code: 'fleet-file-invalid' }>;
type Place = Invalid['problems'][number];

const maxLength = 2_000_000;
const maxProblems = 50;
const maxAliases = 100;

/** `alerts` null: the file says nothing of them. */
export type FleetFileContents = { readonly hosts: HostDraft[]; readonly alerts: FleetAlerts | null };

export function parseFleetFile(text: string): Result<FleetFileContents, Invalid> {
  if (text.length > maxLength) return fail([{ line: 1, column: 1, path: '', problem: 'the file is larger than 2 MB', reason: 'too-large' }]);
  const lines = new LineCounter();
  const document = read(text, lines);
  if (document === null) return fail([syntaxProblem(lines, 0, 'it cannot be read as YAML')]);
  if (document.errors.length > 0) return fail(document.errors.map(({ pos, code }) => syntaxProblem(lines, pos[0], syntaxWords[code] ?? 'it is not valid YAML here')));
  const plain = toPlain(document);
  if (!plain.ok) return fail([syntaxProblem(lines, 0, 'it repeats itself through too many aliases')]);
  const file = FleetFile.safeParse(plain.value);
  if (!file.success) return fail(file.error.issues.flatMap((issue) => problemsOf(issue)).map((problem) => placeOf(problem, document, lines)));
  const drafts = file.data.hosts.map(draftOf);
  const alerts = file.data.alerts === undefined ? null : alertsOf(file.data.alerts);
  const repeated = [...repeatedNames(drafts), ...repeatedRules(alerts)];
  return repeated.length === 0 ? ok({ hosts: drafts, alerts }) : fail(repeated.map((problem) => placeOf(problem, document, lines)));
}

const fail = (problems: readonly Place[]): Result<never, Invalid> => err({ code: 'fleet-file-invalid', problems: problems.slice(0, maxProblems) });

function read(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true, merge: false, schema: 'core', logLevel: 'error' });
  } catch {
    return null;
  }
}

function toPlain(document: Document.Parsed): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: maxAliases }) as unknown };
  } catch {
    return { ok: false };
  }
}

function syntaxProblem(lines: LineCounter, offset: number, problem: string): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col), path: '', problem, reason: 'syntax', about: problem };
}

/** The parser's own words quote the file; these do not. Codes of yaml 2. */
const syntaxWords: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'an alias (*) may not have properties',
  BAD_ALIAS: 'this alias (*) points to nothing',
  BAD_DQ_ESCAPE: 'this backslash escape is not known',
  BAD_INDENT: 'the indentation does not fit the lines above',
  BAD_SCALAR_START: 'text may not begin with this character: put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a value is followed by a second colon, or its indentation is wrong: put text with a colon in quotes',
  BLOCK_IN_FLOW: 'an indented block may not stand inside [ ] or { }',
  DUPLICATE_KEY: 'this key is given twice',
  MISSING_CHAR: 'a character is missing here: a closing quote, bracket, comma or colon',
  MULTILINE_IMPLICIT_KEY: 'a colon is missing, or a key runs over several lines',
  MULTIPLE_DOCS: 'the file holds more than one document (---)',
  TAB_AS_INDENT: 'a tab is used for indentation: use spaces',
  UNEXPECTED_TOKEN: 'this does not belong here',
};

function placeOf({ path, key, problem, reason, about }: Problem, document: Document.Parsed, lines: LineCounter): Place {
  const { line, col } = lines.linePos(offsetOf(path, key, document));
  const where = [...path, ...(key === null ? [] : [key])].map(String).join('.').slice(0, 300);
  return { line: Math.max(1, line), column: Math.max(1, col), path: where, problem: problem.slice(0, 500), reason, about: about.slice(0, 300) };
}

/** The value's own place; for a key, the key's; where the path ends before the file does, the nearest node above. */
function offsetOf(path: readonly PropertyKey[], key: string | null, document: Document.Parsed): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (!isNode(node)) continue;
    const pair = key !== null && isMap(node) ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key) : undefined;
    const at = isNode(pair?.key) ? pair.key : node;
    return at.range?.[0] ?? 0;
  }
  return 0;
}

function repeatedRules(alerts: FleetAlerts | null): Problem[] {
  const ids = (alerts?.rules ?? []).map(({ id }) => id);
  return ids.flatMap((id, index) => (ids.indexOf(id) === index ? [] : [{ reason: 'repeated-name' as const, path: ['alerts', 'rules', index, 'rule'], key: null, about: id, problem: 'this rule is given above' }]));
}

/** Import finds hosts by name: the same name twice would make one host of two. */
function repeatedNames(drafts: readonly HostDraft[]): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const [index, { name }] of drafts.entries()) {
    if (seen.has(name)) problems.push({ reason: 'repeated-name', path: ['hosts', index, 'name'], key: null, about: name.slice(0, 300), problem: 'this name is used by a host above' });
    seen.add(name);
  }
  return problems;
}
