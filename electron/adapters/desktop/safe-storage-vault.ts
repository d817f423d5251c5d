/**
 * Secrets encrypted by the operating system's keychain (Electron's safeStorage), the ciphertext in a file of ours.
 * Knows safeStorage by shape only, so that its rules are tested without Electron.
 * Must stay true: no plaintext touches the disk; a secret that cannot be decrypted is as good as none, and is asked again.
 */
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';

export type SafeStorageLike = {
  encryptStringAsync(plain: string): Promise<Buffer>;
  decryptStringAsync(encrypted: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }>;
};
/** Name to ciphertext in base64. `change` is atomic and one at a time. */
export type SecretFile = {
  read(): Promise<ReadonlyMap<string, string>>;
  change(change: (entries: Map<string, string>) => void): Promise<void>;
};

export function createSafeStorageVault(needs: { readonly storage: SafeStorageLike; readonly file: SecretFile }): SecretVault {
  const { storage, file } = needs;
  const guard = async <T>(run: () => Promise<T>): Promise<Result<T, AppError>> => {
    try {
      return ok(await run());
    } catch {
      return err({ code: 'vault-unavailable', because: 'failed' });
    }
  };
  const set = (name: string, value: string): Promise<Result<void, AppError>> => guard(async () => {
    const cipher = (await storage.encryptStringAsync(value)).toString('base64');
    await file.change((entries) => void entries.set(name, cipher));
  });
  return {
    kind: 'keychain',
    set,
    get: (name) => guard(async () => {
      const cipher = (await file.read()).get(name);
      if (cipher === undefined) return null;
      const plain = await storage.decryptStringAsync(Buffer.from(cipher, 'base64')).catch(() => null);
      if (plain?.shouldReEncrypt === true) await set(name, plain.result);
      return plain?.result ?? null;
    }),
    remove: (name) => guard(() => file.change((entries) => void entries.delete(name))),
  };
}
