/** A set in steps: never one reply of unknown size. null when a step failed or the set is larger than we are willing to read. */
import { scanOf } from './core/redis-answers.ts';
import type { VisitContext } from './visit-context.ts';

const scanCount = 1_000;
const scanSteps = 20;

export async function readSet(ask: VisitContext['ask'], key: string, signal: AbortSignal, match?: string): Promise<readonly string[] | null> {
  const members: string[] = [];
  let cursor = '0';
  for (let step = 0; step < scanSteps; step += 1) {
    const answered = await ask([['SSCAN', key, cursor, ...(match === undefined ? [] : ['MATCH', match]), 'COUNT', scanCount]], signal);
    const found = answered.ok && answered.value[0]?.ok === true ? scanOf(answered.value[0].value) : null;
    if (found === null) return null;
    members.push(...found.members);
    cursor = found.cursor;
    if (cursor === '0') return members;
  }
  return null;
}
