/** Lines of the kernel of this boot about one matter, with times where the record gave any. */
import type { Piece } from './evidence.ts';
import type { KernelLine } from './evidence-system.ts';
import { linesOf, numberOf, pieceOf, type Reading } from './piece-of.ts';

/** `/dev/kmsg` counts microseconds since boot; the journal gives the Pi's wall clock. */
export function kernelLines(reading: Reading, as: string, skewMs: number | null, isWanted: (line: KernelLine) => boolean): Piece<readonly KernelLine[]> {
  const upS = numberOf(reading.round.pieces.get('system.uptime')?.text.split(' ')[0]);
  return pieceOf(reading, 'kernel.lines', (text) => {
    const [kind, ...rows] = text.split('\n');
    if (kind !== 'kmsg' && kind !== 'unix') return null;
    const lines = linesOf(rows.join('\n')).map((row): KernelLine => {
      const stamp = numberOf(row.slice(0, row.indexOf(' ')));
      const body = row.slice(row.indexOf(' ') + 1);
      if (kind === 'kmsg') return { atMs: stamp === null || upS === null ? null : reading.at - (upS * 1000 - stamp / 1000), text: body };
      return { atMs: stamp === null ? null : stamp * 1000 - (skewMs ?? 0), text: body.replace(/^\S+ kernel: /, '') };
    });
    return lines.filter(isWanted);
  }, { as, refused: 'group-journal' });
}
