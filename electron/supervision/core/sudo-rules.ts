/**
 * May this account run exactly this command as root without a password? Read from `sudo -n -l`, never tried out.
 * Must stay true: a rule that wants a password, or that is not understood, allows nothing.
 */

/** `rules`: null when sudo gave no list. Root needs none. */
export function sudoAllows(rules: readonly string[] | null, argv: readonly string[]): boolean {
  if (rules === null) return false;
  const wanted = argv.join(' ');
  return rules.flatMap(readRule).some(({ command, isFree }) => isFree && matches(command, wanted, argv[0] ?? ''));
}

type Rule = { readonly command: string; readonly isFree: boolean };

/** `(root) NOPASSWD: /usr/bin/systemctl start a.service, /usr/bin/systemctl stop a.service` */
function readRule(line: string): readonly Rule[] {
  const found = /^\((ALL|root|\w+)(?:\s*:\s*[\w,\s]+)?\)\s*(.*)$/.exec(line);
  if (found?.[1] === undefined || found[2] === undefined || (found[1] !== 'ALL' && found[1] !== 'root')) return [];
  const rules: Rule[] = [];
  let isFree = false;
  // A comma inside a command is written with a backslash by sudo itself.
  for (const part of found[2].split(/(?<!\\),\s*/)) {
    let rest = part.trim();
    for (let tag = /^([A-Z_]+):\s*/.exec(rest); tag !== null; tag = /^([A-Z_]+):\s*/.exec(rest)) {
      if (tag[1] === 'NOPASSWD') isFree = true;
      if (tag[1] === 'PASSWD') isFree = false;
      rest = rest.slice(tag[0].length);
    }
    if (rest !== '') rules.push({ command: rest.replaceAll(/\\([,:=\\])/g, '$1'), isFree: isFree && !rest.startsWith('!') });
  }
  return rules;
}

/** Without arguments in the rule any are allowed; `""` allows none. A star matches anything, blanks too, as sudo does. */
function matches(rule: string, wanted: string, program: string): boolean {
  if (rule === 'ALL' || rule === wanted) return true;
  if (!rule.includes(' ')) return rule === program;
  if (!/[*?]/.test(rule)) return false;
  const pattern = rule.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${pattern}$`).test(wanted);
}

/** One unit and one verb a line, nothing a pager or a star could widen. Names that sudo would read otherwise are refused with null. */
export function sudoersLines(user: string, commands: readonly (readonly string[])[]): readonly string[] | null {
  if (!/^[A-Za-z_][\w.-]*\$?$/.test(user) || commands.some((argv) => argv.some((word) => !/^[\w@%+=./:-]+$/.test(word)))) return null;
  const escaped = (word: string): string => word.replaceAll(/[,:=\\]/g, String.raw`\$&`);
  return commands.map((argv) => `${user} ALL=(root) NOPASSWD: ${argv.map((word, index) => (index === 0 ? word : escaped(word))).join(' ')}`);
}
