/**
 * known_hosts on disk. The user's files are only ever read; ours is replaced whole (temporary file, then rename), so
 * a crash leaves either the old or the new one, readable by its owner only.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KnownHostsFiles, KnownHostsText } from '#electron/ports/known-hosts.ts';
import type { AppError } from '#shared/errors.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { fingerprintOf } from './fingerprint.ts';
import { isMissingFile, mapFileError } from './map-error.ts';

const maxBytes = 16 * 1024 * 1024;

export function createKnownHostsFiles(needs: { readonly ownPath: string }): KnownHostsFiles {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ownPath: needs.ownPath,
    async read(paths) {
      const found: KnownHostsText[] = [];
      for (const path of new Set([needs.ownPath, ...paths])) {
        const text = await readText(path);
        if (text.ok) { if (text.value !== null) found.push({ path, text: text.value }); }
        // Not being able to read a file that could forbid a key must not read as "nothing known".
        else return text;
      }
      return ok(found);
    },
    changeOwn(change) {
      const done = last.then(async () => {
        const text = await readText(needs.ownPath);
        return text.ok ? await replaceFile(needs.ownPath, change(text.value ?? '')) : text;
      });
      last = done.catch(() => {});
      return done;
    },
    hmacSha1: (saltBase64, text) => createHmac('sha1', Buffer.from(saltBase64, 'base64')).update(text).digest('base64'),
    fingerprint: (blobBase64) => fingerprintOf(Buffer.from(blobBase64, 'base64')),
  };
}

async function readText(path: string): Promise<Result<string | null, AppError>> {
  try {
    const bytes = await readFile(path);
    return bytes.length > maxBytes ? err({ code: 'file-failed', path, because: 'too-large' }) : ok(bytes.toString('utf8'));
  } catch (error) {
    if (isMissingFile(error)) return ok(null);
    const failed = mapFileError(error, path);
    return err({ ...failed, because: failed.because === 'not-writable' ? 'not-readable' : failed.because });
  }
}

async function replaceFile(path: string, text: string): Promise<Result<void, AppError>> {
  const beside = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(beside, 'wx', 0o600);
    try { await file.writeFile(text); await file.sync(); } finally { await file.close(); }
    await rename(beside, path);
    return ok(undefined);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    return err(mapFileError(error, path));
  }
}
