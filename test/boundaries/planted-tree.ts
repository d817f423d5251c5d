/**
 * A copy of the planted violations laid out like the real tree, under the project's own configuration, so that each
 * guard meets them exactly as it meets real files. The real files are not in it.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, tryCommand } from '#test/lab/run-command.ts';

export const projectRoot = join(import.meta.dirname, '../..');
const plantedRoot = join(import.meta.dirname, 'planted');

export type Plant = { readonly path: string; readonly guard: string; readonly rule: string };

export type PlantedTree = {
  readonly root: string;
  readonly plants: readonly Plant[];
  of(guard: string): readonly Plant[];
  /** Runs a tool of the project in the tree; its exit code must be checked by the caller. */
  run(tool: string, args: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }>;
  dispose(): void;
};

function unlinkQuietly(path: string): true {
  rmSync(path, { force: true });
  return true;
}

/** The first line of each planted file says who must object and by which rule: `// plants: oxlint no-cycle`. */
/** `only` leaves out what other guards are for: one planted import of a library would bring its types to all. */
export async function plantTree(only?: string): Promise<PlantedTree> {
  const root = mkdtempSync(join(tmpdir(), 'fleetbeat-planted-'));
  cpSync(plantedRoot, root, { recursive: true });
  for (const path of ['oxlint.config.ts', 'build', 'package.json', 'tsconfig.json', 'knip.json']) cpSync(join(projectRoot, path), join(root, path), { recursive: true });
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  const listing = await runCommand('find', ['shared', 'electron', 'renderer', 'test', '-type', 'f'], { cwd: plantedRoot });
  const plants = listing
    .trim()
    .split('\n')
    .map((path) => {
      const [, guard = '', rule = ''] = /^\/\/ plants: (\S+) ?(.*)$/m.exec(readFileSync(join(root, path), 'utf8')) ?? [];
      if (guard === '') throw new Error(`${path} does not say what it plants`);
      return { path, guard, rule };
    })
    .filter((plant) => only === undefined || plant.guard === only || plant.guard === 'nothing' || !unlinkQuietly(join(root, plant.path)));
  return {
    root,
    plants,
    of: (guard) => plants.filter((plant) => plant.guard === guard),
    run: async (tool, args) => {
      const end = await tryCommand(join(projectRoot, 'node_modules/.bin', tool), args, { cwd: root });
      return { code: end.code, text: `${end.stdout}\n${end.stderr}` };
    },
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}
