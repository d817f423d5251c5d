/** The checks as the window and the command line list them. */
import { CheckId, type CheckCard } from '#shared/domain/finding.ts';
import { allRules } from './rules/all-rules.ts';

export function cardsOf(): CheckCard[] {
  return allRules.map(({ id, category, impact, link, words }) => ({ id: CheckId.parse(id), category, impact, link, words }));
}
