/** Two ends of a byte stream in memory: the server's end is a Duplex, the test holds the other. */
import { Duplex } from 'node:stream';

export type WireEnd = { send(...command: readonly string[]): void; received(): string; clear(): void; hangUp(): void; settle(): Promise<void> };

export function createWirePair(attach: (stream: Duplex, port: number) => void): WireEnd {
  let text = '';
  const stream = new Duplex({
    read() { /* pushed by send */ },
    write(chunk: Buffer, _encoding, done) { text += chunk.toString('latin1'); done(); },
  });
  attach(stream, 40_000);
  return {
    send(...command) { stream.push(Buffer.from(`*${command.length}\r\n${command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`)); },
    received: () => text,
    clear() { text = ''; },
    hangUp() { stream.destroy(); },
    /** Streams and the server's flush each need a turn of the event loop. */
    async settle() { for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => { setImmediate(resolve); }); },
  };
}
