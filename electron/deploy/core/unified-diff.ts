/**
 * A unified diff of two texts, line by line (Myers). Must stay true: bounded work; where two texts differ too much to be
 * compared in that bound, all of the old goes and all of the new comes, which is true too.
 */
const context = 3;
const mostSteps = 600;

type Edit = { readonly kind: ' ' | '-' | '+'; readonly text: string };

export function unifiedDiff(path: string, before: string | null, after: string | null): string {
  if (before === after) return '';
  const edits = editsOf(linesOf(before), linesOf(after));
  const head = `--- ${before === null ? '/dev/null' : path}\n+++ ${after === null ? '/dev/null' : path}\n`;
  return head + hunksOf(edits).join('');
}

const linesOf = (text: string | null): readonly string[] => (text === null || text === '' ? [] : text.replace(/\n$/, '').split('\n'));

function editsOf(a: readonly string[], b: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const same = (texts: readonly string[]): readonly Edit[] => texts.map((text) => ({ kind: ' ', text }));
  return [...same(a.slice(0, start)), ...shortest(a.slice(start, a.length - end), b.slice(start, b.length - end)), ...same(a.slice(a.length - end))];
}

function shortest(a: readonly string[], b: readonly string[]): readonly Edit[] {
  const whole = (): readonly Edit[] => [...a.map((text): Edit => ({ kind: '-', text })), ...b.map((text): Edit => ({ kind: '+', text }))];
  if (a.length === 0 || b.length === 0) return whole();
  const trails: Map<number, number>[] = [];
  let reached = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= Math.min(mostSteps, a.length + b.length); steps += 1) {
    const next = new Map(reached);
    trails.push(reached);
    for (let k = -steps; k <= steps; k += 2) {
      const isDown = k === -steps || (k !== steps && (next.get(k - 1) ?? -1) < (next.get(k + 1) ?? -1));
      let x = isDown ? (next.get(k + 1) ?? 0) : (next.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, trails, steps);
    }
    reached = next;
  }
  return whole();
}

function walkBack(a: readonly string[], b: readonly string[], trails: readonly ReadonlyMap<number, number>[], steps: number): readonly Edit[] {
  const edits: Edit[] = [];
  let x = a.length;
  let y = b.length;
  for (let step = steps; step > 0; step -= 1) {
    const reached = trails[step] ?? new Map<number, number>();
    const k = x - y;
    const isDown = k === -step || (k !== step && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
    const fromK = isDown ? k + 1 : k - 1;
    const fromX = reached.get(fromK) ?? 0;
    const fromY = fromX - fromK;
    while (x > fromX && y > fromY) { x -= 1; y -= 1; edits.push({ kind: ' ', text: a[x] ?? '' }); }
    if (isDown) { y -= 1; edits.push({ kind: '+', text: b[y] ?? '' }); } else { x -= 1; edits.push({ kind: '-', text: a[x] ?? '' }); }
  }
  while (x > 0) { x -= 1; edits.push({ kind: ' ', text: a[x] ?? '' }); }
  return edits.reverse();
}

function hunksOf(edits: readonly Edit[]): readonly string[] {
  const hunks: string[] = [];
  let oldLine = 1;
  let newLine = 1;
  let at = 0;
  const places = edits.map((edit) => { const place = { oldLine, newLine }; if (edit.kind !== '+') oldLine += 1; if (edit.kind !== '-') newLine += 1; return place; });
  while (at < edits.length) {
    const first = edits.findIndex((edit, index) => index >= at && edit.kind !== ' ');
    if (first === -1) break;
    const from = Math.max(at, first - context);
    let last = first;
    for (let index = first; index < edits.length && index - last <= 2 * context; index += 1) if (edits[index]?.kind !== ' ') last = index;
    const to = Math.min(edits.length, last + context + 1);
    const part = edits.slice(from, to);
    const place = places[from] ?? { oldLine: 1, newLine: 1 };
    const olds = part.filter(({ kind }) => kind !== '+').length;
    const news = part.filter(({ kind }) => kind !== '-').length;
    hunks.push(`@@ -${String(olds === 0 ? place.oldLine - 1 : place.oldLine)},${String(olds)} +${String(news === 0 ? place.newLine - 1 : place.newLine)},${String(news)} @@\n${part.map(({ kind, text }) => `${kind}${text}\n`).join('')}`);
    at = to;
  }
  return hunks;
}
