/**
 * docs/spec/checks.md out of the list of checks: what each one says and what would prove it wrong.
 * Must stay true: the page holds nothing that is not in the list, so that a test can tell when it is out of date.
 */
import type { CheckWords } from '#shared/domain/finding.ts';
import type { Rule } from '#electron/diagnosis/core/rule.ts';

const head = `# Checks of the diagnosis

Written by \`node build/catalogue/write-checks.ts\` from \`electron/diagnosis/core/rules\`; not edited by hand. How the score is made of
them, and what a piece of evidence is: [diagnosis.md](diagnosis.md). \`…\` stands for a figure or a name of the finding.

Every check answers \`unknown\`, with what to grant, when its evidence could not be had, and nothing when it does not apply to a host.
Its tests carry its id: \`test/unit/diagnosis/rules\`.
`;

export function renderChecks(rules: readonly Rule[]): string {
  const categories = [...new Set(rules.map(({ category }) => category))];
  const sections = categories.map((category) => {
    const own = rules.filter((rule) => rule.category === category);
    return [`## ${category} (${own.length})`, ...own.map(renderRule)].join('\n\n');
  });
  return `${head}\n${rules.length} checks.\n\n${sections.join('\n\n')}\n`;
}

function renderRule({ id, impact, link, words: { en } }: Rule): string {
  const says = Object.entries(en.says).filter(([key]) => key !== 'ok').map(([key, text]) => `- \`${key}\`: ${plain(text)}`);
  const rest = [part('Cause', en.cause), part('Fix', en.fix), part('Proven wrong by', en.refute)].filter((line) => line !== '');
  return [`### ${id} ${en.title}`, '', `Impact ${impact} · [source](${link})`, '', ...says, ...(says.length > 0 ? [''] : []), ...rest].join('\n').trimEnd();
}

function part(name: string, text: CheckWords['cause']): string {
  const said = typeof text === 'string' ? text : Object.entries(text).map(([key, one]) => (key === 'else' ? one : `(${key}) ${one}`)).join(' ');
  return said === '' ? '' : `${name}: ${plain(said)}  `;
}

function plain(text: string): string {
  return text.replace(/\{\{[^}]*\}\}/g, '…').replace(/([*_<>])/g, '\\$1');
}
