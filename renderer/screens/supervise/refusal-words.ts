/** Why something may not be done to a worker, in the words every face uses for it. */
import type { TFunction } from '#renderer/format/i18n/create-words.ts';
import type { Ability, RefusalReason } from '#shared/domain/supervision.ts';
import type { Formats } from '#renderer/format/create-formats.ts';
import { describeError, type ErrorWords } from '#renderer/format/describe-error.ts';

export function refusalWords(tErrors: TFunction<'errors'>, formats: Formats, because: RefusalReason, about: Ability['about'] = '', worker = ''): ErrorWords {
  return describeError(tErrors, formats, { code: 'supervision-refused', worker, because, about });
}
