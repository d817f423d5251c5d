/** Foreign text of several lines: each line made safe, the breaks kept. Pure. */
import { showForeign } from './show-foreign.ts';

export function foreignLines(text: string, mostLines = 200): string {
  const lines = text.split(/\r\n|\n|\r/);
  const shown = lines.slice(0, mostLines).map((line) => showForeign(line, 2000));
  return (lines.length > mostLines ? [...shown, '…'] : shown).join('\n');
}
