/** What the command line itself can fail at, besides the errors of the treaty. */
import type { AppError } from '#shared/errors.ts';

export type CliFailure =
  | AppError
  | { readonly code: 'no-hosts'; readonly from: string }
  | { readonly code: 'no-such-host'; readonly names: readonly string[] }
  | { readonly code: 'port-taken'; readonly port: number }
  | { readonly code: 'port-forbidden'; readonly port: number }
  | { readonly code: 'port-failed' }
  | { readonly code: 'page-missing'; readonly path: string }
  | { readonly code: 'demo-failed' }
  | { readonly code: 'question-unanswered'; readonly kind: string; readonly host: string };
