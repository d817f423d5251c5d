/**
 * Reads the two variants of the resident reader from disk once, at start. They are data here: sent to hosts, never
 * imported. Missing files are a broken installation, hence an exception.
 */
import { readFile } from 'node:fs/promises';

/** The log follower, which comes in one variant. */
export async function readFollower(directory: URL): Promise<string> {
  return readFile(new URL('follower.py', directory), 'utf8');
}

/** The round of a diagnosis, and the smaller one for a Pi without python3. */
export async function readDiagnose(directory: URL): Promise<{ readonly python: string; readonly sh: string }> {
  const [python, sh] = await Promise.all(['diagnose.py', 'diagnose.sh'].map((name) => readFile(new URL(name, directory), 'utf8')));
  if (python === undefined || sh === undefined) throw new Error('the diagnosis scripts are missing');
  return { python, sh };
}

/** `directory` is the folder of sampler.py and sampler.sh, as a URL that ends with a slash. */
export async function readScripts(directory: URL): Promise<{ readonly python: string; readonly sh: string }> {
  const [python, sh] = await Promise.all(['sampler.py', 'sampler.sh'].map((name) => readFile(new URL(name, directory), 'utf8')));
  if (python === undefined || sh === undefined) throw new Error('the reader scripts are missing');
  return { python, sh };
}
