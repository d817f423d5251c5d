/**
 * One public key as an agent of the SSH library: the signature is made only when the server has said that it would
 * accept the key. So no passphrase is asked for a key that is of no use there, and one key costs one attempt.
 */
import { BaseAgent, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2';

export type SignData = (data: Buffer, options: SigningRequestOptions) => Promise<Buffer>;

export function createKeyAgent(key: ParsedKey, sign: SignData, onFault: (error: unknown) => void): BaseAgent {
  return new OneKeyAgent(key, sign, onFault);
}

/** A class because the library recognises agents by their prototype. */
class OneKeyAgent extends BaseAgent<ParsedKey> {
  readonly #key: ParsedKey;
  readonly #sign: SignData;
  readonly #onFault: (error: unknown) => void;

  constructor(key: ParsedKey, sign: SignData, onFault: (error: unknown) => void) {
    super();
    this.#key = key;
    this.#sign = sign;
    this.#onFault = onFault;
  }

  override getIdentities(give: (error?: Error | null, keys?: ParsedKey[]) => void): void {
    give(null, [this.#key]);
  }

  override sign(_key: ParsedKey, data: Buffer, optionsOrGive: SigningRequestOptions | SignCallback, maybeGive?: SignCallback): void {
    const options = typeof optionsOrGive === 'function' ? {} : optionsOrGive;
    const give = typeof optionsOrGive === 'function' ? optionsOrGive : maybeGive;
    const hand = (error: Error | null, signature?: Buffer): void => {
      // The library throws out of its callback when the connection went meanwhile.
      try { give?.(error, signature); } catch (fault) { this.#onFault(fault); }
    };
    this.#sign(data, options).then((signature) => hand(null, signature), (error: unknown) => hand(error instanceof Error ? error : new Error('no signature')));
  }
}
