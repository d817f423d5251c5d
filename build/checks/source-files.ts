/** The files git knows (or would add) under a folder: what every check must have seen. A folder without git is walked. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

function walk(root: string, folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', '.git', 'out', 'dist'].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(root, path) : entry.isFile() ? [relative(root, path)] : [];
  });
}

export function sourceFiles(root: string, isWanted: (path: string) => boolean = () => true): readonly string[] {
  const git = spawnSync('git', ['-C', root, 'ls-files', '--cached', '--others', '--exclude-standard', '-z'], { encoding: 'utf8', maxBuffer: 64_000_000 });
  const isOwnClone = git.status === 0 && git.stdout !== '';
  const deleted = new Set(isOwnClone ? spawnSync('git', ['-C', root, 'ls-files', '--deleted', '-z'], { encoding: 'utf8' }).stdout.split('\0') : []);
  const files = isOwnClone ? git.stdout.split('\0').filter((path) => path !== '' && !deleted.has(path)) : walk(root);
  return [...new Set(files)].filter((path) => isWanted(path.replaceAll('\\', '/'))).sort();
}

export const isPlanted = (path: string): boolean => path.startsWith('test/boundaries/planted/');
export const isScript = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path) && !isPlanted(path);
