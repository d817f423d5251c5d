/** The keychain's ciphertexts on disk: JSON, atomic, for its owner only. A damaged file is empty: secrets are asked again. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

export type SecretFile = {
  read(): Promise<ReadonlyMap<string, string>>;
  change(change: (entries: Map<string, string>) => void): Promise<void>;
};

export function createSecretFile(path: string): SecretFile {
  let turn: Promise<void> = Promise.resolve();
  const read = async (): Promise<Map<string, string>> => {
    try {
      const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
      const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
      return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    } catch {
      return new Map();
    }
  };
  return {
    read,
    change(change) {
      const mine = turn.then(async () => {
        const entries = await read();
        change(entries);
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await writeFileAtomic(path, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`, { mode: 0o600 });
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}
