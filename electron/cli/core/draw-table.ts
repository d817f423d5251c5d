/** Rows to aligned text. Colour only where asked; every cell is cleaned, so that foreign text cannot leave its column. */
import { cleanText, displayWidth } from './clean-text.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'plain';
export type Cell = { readonly text: string; readonly tone?: Tone; readonly align?: 'right' };

const codes: Readonly<Record<Exclude<Tone, 'plain'>, string>> = { good: '32', warn: '33', bad: '31;1', quiet: '2' };
export const maxCell = 48;

export function paint(text: string, tone: Tone, hasColour: boolean): string {
  return hasColour && tone !== 'plain' ? `\u001B[${codes[tone]}m${text}\u001B[0m` : text;
}

export function drawTable(head: readonly string[], rows: readonly (readonly Cell[])[], hasColour: boolean): string {
  const cells = rows.map((row) => row.map((cell) => ({ ...cell, text: cleanText(cell.text, maxCell) })));
  const widths = head.map((title, column) => Math.max(displayWidth(title), ...cells.map((row) => displayWidth(row[column]?.text ?? ''))));
  const line = (row: readonly Cell[]): string => row.map((cell, column) => fit(cell, widths[column] ?? 0, column === row.length - 1, hasColour)).join('  ').trimEnd();
  const aligned = head.map((text, column) => ({ text, tone: 'quiet' as const, ...(cells[0]?.[column]?.align === 'right' ? { align: 'right' as const } : {}) }));
  return [aligned, ...cells].map((row) => `${line(row)}\n`).join('');
}

function fit({ text, tone = 'plain', align }: Cell, width: number, isLast: boolean, hasColour: boolean): string {
  const padding = ' '.repeat(Math.max(0, width - displayWidth(text)));
  const painted = paint(text, tone, hasColour);
  if (align === 'right') return padding + painted;
  return isLast ? painted : painted + padding;
}
