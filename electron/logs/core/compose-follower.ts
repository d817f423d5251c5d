/**
 * The text written to a login's `sh` to start the follower, and the lines it is told. Paths travel as hexadecimal:
 * nothing foreign becomes a word of a shell. Spec: docs/spec/follower.md.
 */
import type { FileMark } from './split-reports.ts';

/** The Python text comes by the environment, so that the command line stays short; it is compiled in a child that ends. */
const door = `set -f
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/bin:/bin:/usr/sbin:/sbin
fb_python=/usr/bin/python3
[ -x "$fb_python" ] || fb_python=$(command -v python3 2>/dev/null)
if [ -n "$fb_python" ] && "$fb_python" -I -S -c 'import os,select,sys,time,binascii;sys.exit(sys.version_info<(3,6))' </dev/null >/dev/null 2>&1; then
  export FLEETBEAT_FOLLOWER
  exec "$fb_python" -I -S -c 'import os,marshal
text=os.environ.pop("FLEETBEAT_FOLLOWER")
near,far=os.pipe()
if not os.fork():
    os.write(far,marshal.dumps(compile(text,"follower","exec",0,True,2)))
    os._exit(0)
os.close(far)
text=open(near,"rb",0).read()
os.wait()
exec(marshal.loads(text))
' fleetbeat-follower "$FLEETBEAT_MARKER"
fi
echo "fleetbeat-follower 1 $FLEETBEAT_MARKER none $$"`;

/** `marker` is hex of ours. */
export function composeFollower(python: string, marker: string): string {
  return [`# fleetbeat-follower 1 ${marker}`, `FLEETBEAT_MARKER=${marker}`, `FLEETBEAT_FOLLOWER='${python.replaceAll("'", "'\\''")}'`, door, '# fleetbeat-go', ''].join('\n');
}

export function askFollow(source: number, pathHex: string, tailBytes: number, mark: FileMark | null): string {
  const place = mark === null ? '' : ` ${mark.inode} ${mark.offset} ${mark.headLength} ${mark.headCrc} ${mark.modifiedAt}`;
  return `f ${source} ${pathHex} ${tailBytes}${place}`;
}

export function askStream(stream: number, argvHex: readonly string[]): string {
  return `j ${stream} ${argvHex.join(' ')}`;
}

export const askCost = 'c 0';
