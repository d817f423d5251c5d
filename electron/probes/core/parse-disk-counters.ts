/**
 * Reads /proc/diskstats: bytes read and written so far on the device that holds `/`, or on all whole disks when
 * that device has no line of its own (overlay, btrfs). A sector is 512 bytes here whatever the disk says.
 */
export type ByteCounters = { readonly received: number; readonly sent: number };

const wholeDisk = /^(mmcblk\d+|sd[a-z]+|vd[a-z]+|xvd[a-z]+|hd[a-z]+|nvme\d+n\d+)$/;

/** `received` is read from the disk, `sent` written to it. */
export function parseDiskCounters(lines: readonly string[], root: string | null): ByteCounters | null {
  const rows = lines.flatMap((line) => {
    const f = line.trim().split(/\s+/, 11);
    const read = Number(f[5]);
    const written = Number(f[9]);
    return f[2] !== undefined && Number.isSafeInteger(read) && Number.isSafeInteger(written) && read >= 0 && written >= 0
      ? [{ device: `${f[0]}:${f[1]}`, name: f[2], received: read * 512, sent: written * 512 }]
      : [];
  });
  const own = rows.filter((row) => row.device === root);
  const chosen = own.length > 0 ? own : rows.filter((row) => wholeDisk.test(row.name));
  return chosen.length === 0 ? null : sum(chosen);
}

export function sum(rows: readonly ByteCounters[]): ByteCounters {
  return { received: rows.reduce((n, r) => n + r.received, 0), sent: rows.reduce((n, r) => n + r.sent, 0) };
}
