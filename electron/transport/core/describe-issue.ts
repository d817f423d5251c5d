/** A validation problem as place and words: the path only, never the value, which may be a secret. */
import type { z } from 'zod';

export function describeIssue(issues: readonly z.core.$ZodIssue[]): { readonly where: string; readonly problem: string } {
  const first = issues[0];
  if (first === undefined) return { where: '', problem: 'not valid' };
  return { where: first.path.map(String).join('.').slice(0, 300), problem: first.message.slice(0, 300) };
}
