/**
 * Reads the two variants of the resident reader from disk once, at start. They are data here: sent to hosts, never
 * imported. Missing files are a broken installation, hence an exception.
 */
import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';

type Scripts = { readonly python: string; readonly sh: string };

/** `directory` is the folder of the programs, as a URL that ends with a slash. */
export async function readScripts(directory: URL): Promise<Scripts> {
  return readBoth(directory, 'sampler');
}

/** The program that looks at a worker's supervision, and acts. */
export async function readHand(directory: URL): Promise<string> {
  return readFile(new URL('hand.py', directory), 'utf8');
}
/** The log follower: a part of the Python reader, packed for its one line (base64 of zlib's), and a shell program for hosts without Python. */
export async function readFollowers(directory: URL): Promise<Scripts> {
  const { python, sh } = await readBoth(directory, 'follower');
  return { python: deflateSync(Buffer.from(python, 'utf8'), { level: 9 }).toString('base64'), sh };
}

async function readBoth(directory: URL, name: string): Promise<Scripts> {
  const [python, sh] = await Promise.all([`${name}.py`, `${name}.sh`].map((file) => readFile(new URL(file, directory), 'utf8')));
  if (python === undefined || sh === undefined) throw new Error('the reader scripts are missing');
  return { python, sh };
}
