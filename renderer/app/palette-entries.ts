/** What the command palette can find, best first. Pure: the words come in, the order is decided here. */
export type PaletteEntry = {
  readonly id: string;
  readonly group: string;
  /** Foreign text is shown as data by the view. */
  readonly label: string;
  /** What is shown, where it is not what is searched. */
  readonly shown?: string;
  readonly detail: string;
  readonly run: () => void;
};

/** Letters of the query in order; a start of a word counts more than the middle; null = no match. */
export function matchScore(query: string, text: string): number | null {
  if (query === '') return 0;
  const wanted = query.toLowerCase();
  const given = text.toLowerCase();
  const at = given.indexOf(wanted);
  if (at === 0) return 100;
  if (at > 0) return /[\s@._:/-]/.test(given.charAt(at - 1)) ? 80 : 60;
  let from = 0;
  for (const letter of wanted) {
    const found = given.indexOf(letter, from);
    if (found === -1) return null;
    from = found + 1;
  }
  return wanted.length < 2 ? null : 20;
}

export function findEntries(entries: readonly PaletteEntry[], query: string, atMost = 40): readonly PaletteEntry[] {
  const trimmed = query.trim();
  const scored = entries.flatMap((entry, index) => {
    const score = matchScore(trimmed, entry.label) ?? scoreOfDetail(trimmed, entry.detail);
    return score === null ? [] : [{ entry, score, index }];
  });
  const found = scored.sort((a, b) => b.score - a.score || a.index - b.index).slice(0, atMost).map(({ entry }) => entry);
  const groups = [...new Set(found.map((entry) => entry.group))];
  return groups.flatMap((group) => found.filter((entry) => entry.group === group));
}

/** The verb whose first letters the query begins with, at least three of them; what follows is the name of a worker. */
export function verbBeingTyped<V extends string>(query: string, verbs: readonly V[], wordOf: (verb: V) => string): V | null {
  const typed = query.trimStart().toLowerCase();
  if (typed.length < 3) return null;
  return verbs.find((verb) => { const word = wordOf(verb).toLowerCase(); return typed.startsWith(`${word} `) || word.startsWith(typed.trimEnd()); }) ?? null;
}

function scoreOfDetail(query: string, detail: string): number | null {
  return query !== '' && detail.toLowerCase().includes(query.toLowerCase()) ? 10 : null;
}
