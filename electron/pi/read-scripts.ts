/**
 * Reads from disk, once at start, every program that runs on a Pi. They are data here: sent to hosts, never imported.
 * Missing files are a broken installation, hence an exception.
 */
import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';

type Scripts = { readonly python: string; readonly sh: string };

export type PiPrograms = {
  /** The resident reader of figures, in both variants. */
  readonly scripts: Scripts;
  /** The log follower. */
  readonly followerScripts: Scripts;
  /** The round of a diagnosis, and the smaller one for a Pi without python3. */
  readonly diagnoseScripts: Scripts;
  /** Looks at a worker's supervision, and acts. */
  readonly handScript: string;
  /** What playbooks look and mend with. */
  readonly menderScript: string;
  /** Applies fixes and takes them back. */
  readonly fixScript: string;
  /** Our supervisor and what a worker loads, as they are put on a Pi, and the program that puts them there. */
  readonly deployScripts: { readonly hand: string; readonly supervisor: string; readonly worker: string };
};

/** `directory` is the folder of the programs, as a URL that ends with a slash. */
export async function readPrograms(directory: URL): Promise<PiPrograms> {
  const one = (name: string): Promise<string> => readFile(new URL(name, directory), 'utf8');
  const [scripts, followerScripts, diagnoseScripts] = await Promise.all([readScripts(directory), readFollowers(directory), readBoth(directory, 'diagnose')]);
  const [handScript, menderScript, fixScript, hand, supervisor, worker] = await Promise.all([one('hand.py'), one('mender.py'), one('fix.py'), one('deploy.py'), one('fleetbeat_supervisor.py'), one('fleetbeat_worker.py')]);
  return { scripts, followerScripts, diagnoseScripts, handScript, menderScript, fixScript, deployScripts: { hand, supervisor, worker } };
}

export async function readScripts(directory: URL): Promise<Scripts> {
  return readBoth(directory, 'sampler');
}

/** A part of the Python reader, packed for its one line (base64 of zlib's), and a shell program for hosts without Python. */
export async function readFollowers(directory: URL): Promise<Scripts> {
  const { python, sh } = await readBoth(directory, 'follower');
  return { python: deflateSync(Buffer.from(python, 'utf8'), { level: 9 }).toString('base64'), sh };
}

async function readBoth(directory: URL, name: string): Promise<Scripts> {
  const [python, sh] = await Promise.all([readFile(new URL(`${name}.py`, directory), 'utf8'), readFile(new URL(`${name}.sh`, directory), 'utf8')]);
  return { python, sh };
}
