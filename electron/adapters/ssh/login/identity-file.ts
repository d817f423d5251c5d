/**
 * Private key files. The public half is read without any passphrase (from the key itself or the .pub beside it), so
 * that the server can be asked first. A key once opened is kept, as an agent would: opening costs half a second.
 */
import { readFile, stat } from 'node:fs/promises';
import ssh2, { type ParsedKey } from 'ssh2';
import type { LoginPrompts } from '#electron/ports/ssh-dialer.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { mapKeyError, mapKeyFileError } from '#electron/adapters/ssh/map-error.ts';

export type IdentityFile = { readonly path: string; readonly publicKey: ParsedKey; readonly isEncrypted: boolean; open(ask: LoginPrompts['passphrase'], signal: AbortSignal): Promise<Result<ParsedKey, AppError>> };
export type IdentityFiles = { read(path: string): Promise<Result<IdentityFile, AppError>> };

/** Also the rule of ssh: a larger file is not a key. */
const maxKeyBytes = 1024 * 1024;
const maxPassphrases = 3;

export function createIdentityFiles(): IdentityFiles {
  const opened = new Map<string, { readonly stamp: string; readonly key: ParsedKey }>();
  return {
    async read(path) {
      const text = await readKeyText(path);
      if (!text.ok) return text;
      const { stamp, bytes } = text.value;
      const kept = opened.get(path);
      if (kept !== undefined && kept.stamp === stamp) return ok({ path, publicKey: kept.key, isEncrypted: false, open: () => Promise.resolve(ok(kept.key)) });
      const plain = parsePrivate(bytes, undefined, path);
      if (plain.ok) {
        opened.set(path, { stamp, key: plain.value });
        return ok({ path, publicKey: plain.value, isEncrypted: false, open: () => Promise.resolve(plain) });
      }
      if (plain.error.because !== 'passphrase-needed') return plain;
      const publicKey = await readPublicHalf(path, bytes);
      if (publicKey === null) return plain;
      return ok({
        path, publicKey, isEncrypted: true,
        async open(ask, signal) {
          const key = await openWithPassphrase(path, bytes, ask, signal);
          if (key.ok) opened.set(path, { stamp, key: key.value });
          return key;
        },
      });
    },
  };
}

async function openWithPassphrase(path: string, bytes: Buffer, ask: LoginPrompts['passphrase'], signal: AbortSignal): Promise<Result<ParsedKey, AppError>> {
  for (let tries = 0; tries < maxPassphrases; tries += 1) {
    const passphrase = await ask(path, tries > 0, signal);
    if (!passphrase.ok) return passphrase;
    const key = parsePrivate(bytes, passphrase.value, path);
    if (key.ok || key.error.because === 'bad-format') return key;
  }
  return err({ code: 'key-unusable', path, because: 'passphrase-wrong' });
}

async function readKeyText(path: string): Promise<Result<{ stamp: string; bytes: Buffer }, AppError>> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return err({ code: 'key-unusable', path, because: 'not-readable' });
    if (found.size > maxKeyBytes) return err({ code: 'key-unusable', path, because: 'too-large' });
    return ok({ stamp: `${found.mtimeMs}:${found.size}:${found.ino}`, bytes: await readFile(path) });
  } catch (error) {
    return err(mapKeyFileError(error, path));
  }
}

function parsePrivate(bytes: Buffer, passphrase: string | undefined, path: string): Result<ParsedKey, Extract<AppError, { code: 'key-unusable' }>> {
  try {
    const parsed = ssh2.utils.parseKey(bytes, passphrase);
    const key = Array.isArray(parsed) ? (parsed[0] as ParsedKey | Error | undefined) : parsed;
    if (key instanceof Error) return err(mapKeyError(key, path));
    if (key === undefined || !key.isPrivateKey()) return err({ code: 'key-unusable', path, because: 'bad-format' });
    return ok(key);
  } catch (error) {
    return err(mapKeyError(error, path));
  }
}

async function readPublicHalf(path: string, bytes: Buffer): Promise<ParsedKey | null> {
  const embedded = publicHalfOf(bytes);
  if (embedded !== null) return embedded;
  try {
    const key = ssh2.utils.parseKey(await readFile(`${path}.pub`));
    return key instanceof Error ? null : key;
  } catch {
    return null;
  }
}

/** The openssh-key-v1 format holds its public key in clear: magic, cipher, kdf, kdf options, count, public key. */
function publicHalfOf(bytes: Buffer): ParsedKey | null {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(bytes.toString('latin1'))?.[1];
  if (body === undefined) return null;
  const data = Buffer.from(body, 'base64');
  let at = 15;
  const field = (): Buffer | null => {
    if (at + 4 > data.length) return null;
    const length = data.readUInt32BE(at);
    const start = at + 4;
    if (start + length > data.length) return null;
    at = start + length;
    return data.subarray(start, at);
  };
  for (let skipped = 0; skipped < 3; skipped += 1) if (field() === null) return null;
  at += 4;
  const blob = field();
  const typeLength = blob === null || blob.length < 4 ? 0 : blob.readUInt32BE(0);
  if (blob === null || typeLength === 0 || typeLength > 64) return null;
  const key = ssh2.utils.parseKey(`${blob.toString('latin1', 4, 4 + typeLength)} ${blob.toString('base64')}`);
  return key instanceof Error ? null : key;
}
