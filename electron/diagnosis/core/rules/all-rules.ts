/** Every check there is. A new one is its file and its line here. */
import type { Rule } from '#electron/diagnosis/core/rule.ts';
import { memoryLimitUnit } from './cfg-01-memory-limit-unit.ts';
import { evictionPolicy } from './red-02-eviction-policy.ts';
import { memoryUsed } from './sys-01-memory-used.ts';

export const allRules: readonly Rule[] = [
  memoryUsed,
  evictionPolicy,
  memoryLimitUnit,
];
