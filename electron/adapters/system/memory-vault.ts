/** Secrets in this process's memory, for machines without a keychain: asked again after a restart. */
import { ok } from '#shared/result.ts';
import type { SecretVault } from '#electron/ports/secret-vault.ts';

export function createMemoryVault(): SecretVault {
  const secrets = new Map<string, string>();
  return {
    kind: 'memory',
    get: async (name) => ok(secrets.get(name) ?? null),
    async set(name, value) {
      secrets.set(name, value);
      return ok(undefined);
    },
    async remove(name) {
      secrets.delete(name);
      return ok(undefined);
    },
  };
}
