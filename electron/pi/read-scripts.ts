/**
 * Reads the two variants of the resident reader from disk once, at start. They are data here: sent to hosts, never
 * imported. Missing files are a broken installation, hence an exception.
 */
import { readFile } from 'node:fs/promises';

/** The log follower, which comes in one variant. */
export async function readFollower(directory: URL): Promise<string> {
  return readFile(new URL('follower.py', directory), 'utf8');
}

/** The program that looks at a worker's supervision, and acts. */
export async function readHand(directory: URL): Promise<string> {
  return readFile(new URL('hand.py', directory), 'utf8');
}

/** Our supervisor and what a worker loads, as they are put on a Pi, and the program that puts them there. */
export async function readDeployScripts(directory: URL): Promise<{ readonly hand: string; readonly supervisor: string; readonly worker: string }> {
  const [hand = '', supervisor = '', worker = ''] = await Promise.all(['deploy.py', 'fleetbeat_supervisor.py', 'fleetbeat_worker.py'].map((name) => readFile(new URL(name, directory), 'utf8')));
  return { hand, supervisor, worker };
}

/** The program that applies fixes and takes them back. */
export async function readFix(directory: URL): Promise<string> {
  return readFile(new URL('fix.py', directory), 'utf8');
}

/** The program that playbooks look and mend with. */
export async function readMender(directory: URL): Promise<string> {
  return readFile(new URL('mender.py', directory), 'utf8');
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
