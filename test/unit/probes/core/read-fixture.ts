/** Lines of a fixture in test/fixtures/proc, without the comment that says where it comes from. */
import { readFileSync } from 'node:fs';

export function readFixture(name: string): readonly string[] {
  const text = readFileSync(new URL(`../../../fixtures/proc/${name}`, import.meta.url), 'latin1');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
}
