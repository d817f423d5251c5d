/** One moment of a host as bytes: series numbers and their values. What waits in the file until its block is complete. */
const bytesPerValue = 8;

export function packPulse(values: readonly (readonly [series: number, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(values.length * bytesPerValue);
  const view = new DataView(bytes.buffer);
  values.forEach(([series, value], index) => {
    view.setUint32(index * bytesPerValue, series, true);
    view.setFloat32(index * bytesPerValue + 4, value, true);
  });
  return bytes;
}

/** Calls back for each value; a tail of odd bytes is left out. */
export function eachOfPulse(bytes: Uint8Array, take: (series: number, value: number) => void): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + bytesPerValue <= bytes.byteLength; at += bytesPerValue) take(view.getUint32(at, true), view.getFloat32(at + 4, true));
}
