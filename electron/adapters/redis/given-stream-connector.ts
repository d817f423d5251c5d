/**
 * Hands an open stream to ioredis, which has no option for one. The stream may be an SSH channel: what only a socket
 * has (setKeepAlive, setNoDelay, setTimeout) is filled in with nothing, so ioredis' own time-outs are never relied on.
 */
import type { Duplex } from 'node:stream';
import { AbstractConnector } from 'ioredis';

type SocketOnly = 'setKeepAlive' | 'setNoDelay' | 'setTimeout' | 'ref' | 'unref';
const socketOnly: readonly SocketOnly[] = ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref'];

export function givenStreamConnector(given: Duplex): typeof AbstractConnector {
  for (const name of socketOnly) if (!(name in given)) Object.defineProperty(given, name, { value: () => given, configurable: true });
  return class GivenStreamConnector extends AbstractConnector {
    constructor() {
      super(0);
    }
    override connect(): Promise<AbstractConnector['stream']> {
      this.stream = given as AbstractConnector['stream'];
      return Promise.resolve(this.stream);
    }
    override disconnect(): void {
      // Everything worth waiting for has been awaited by us; a polite end may hang on a dead link.
      given.destroy();
    }
  };
}
