/** The exit code of a verb that could not do its work. Pure. */
import type { CliFailure } from './cli-failure.ts';
import { exits } from './exit-code.ts';

export function exitOfFailure({ code }: CliFailure): number {
  switch (code) {
    case 'fleet-file-invalid':
    case 'file-failed':
      return exits.file;
    case 'no-hosts':
    case 'no-such-host':
    case 'invalid-input':
      return exits.usage;
    case 'internal':
      return exits.internal;
    case 'cancelled':
      return exits.interrupted;
    case 'port-taken':
    case 'port-forbidden':
    case 'port-failed':
    case 'page-missing':
    case 'demo-failed':
      return exits.unavailable;
    default:
      return 3;
  }
}
