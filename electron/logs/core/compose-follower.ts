/**
 * The text written to a login's `sh` to start the follower for hosts without Python, and the lines a follower is told. Paths travel as hexadecimal:
 * nothing foreign becomes a word of a shell. Spec: docs/spec/follower.md.
 */
import type { FileMark } from './split-reports.ts';

/** `python` is a part of the resident reader, `sh` a program of its own. */
export type FollowerScripts = { readonly python: string; readonly sh: string };

/** `marker` is hex of ours. */
export function composeFollower(sh: string, marker: string): string {
  return [`# fleetbeat-follower 1 ${marker}`, `FLEETBEAT_MARKER=${marker}`, sh.trimEnd(), '# fleetbeat-go', ''].join('\n');
}

export function askFollow(source: number, pathHex: string, tailBytes: number, mark: FileMark | null): string {
  const place = mark === null ? '' : ` ${mark.inode} ${mark.offset} ${mark.headLength} ${mark.headCrc} ${mark.modifiedAt}`;
  return `f ${source} ${pathHex} ${tailBytes}${place}`;
}

export function askStream(stream: number, argvHex: readonly string[]): string {
  return `j ${stream} ${argvHex.join(' ')}`;
}

export const askCost = 'c 0';
/** Look at the files now. */
export const askLook = 't';
