/**
 * How the three parts are built: the main process and the engine's process as ES modules with their libraries left
 * outside, the preload as one CommonJS file (a sandboxed preload cannot be a module), the window as its own file says.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import rendererConfig from './vite.renderer.config.ts';

const root = new URL('..', import.meta.url).pathname;
const fromRoot = (path: string): string => `${root}${path}`;

/** The readers that are sent to a Pi are data beside the program, in the sources as in the build. */
function copyReaders(): Plugin {
  return {
    name: 'fleetbeat-copy-readers',
    writeBundle() {
      mkdirSync(fromRoot('out/main/pi'), { recursive: true });
      for (const name of ['sampler.py', 'sampler.sh', 'follower.py', 'follower.sh', 'hand.py', 'fix.py', 'diagnose.py', 'diagnose.sh', 'mender.py', 'deploy.py', 'fleetbeat_supervisor.py', 'fleetbeat_worker.py']) copyFileSync(fromRoot(`electron/pi/${name}`), fromRoot(`out/main/pi/${name}`));
    },
  };
}

export default defineConfig({
  main: {
    root,
    plugins: [copyReaders()],
    build: {
      outDir: fromRoot('out/main'), emptyOutDir: true, target: 'node24', minify: false,
      lib: { entry: { main: fromRoot('electron/main.ts'), 'engine-process': fromRoot('electron/engine-process.ts'), 'sqlite-worker-main': fromRoot('electron/adapters/sqlite/sqlite-worker-main.ts'), 'line-search-main': fromRoot('electron/adapters/system/line-search-main.ts') }, formats: ['es'] },
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' } },
    },
  },
  preload: {
    root,
    build: {
      outDir: fromRoot('out/preload'), emptyOutDir: true, target: 'node24', minify: false, externalizeDeps: false,
      lib: { entry: fromRoot('electron/preload/bridge.ts'), formats: ['cjs'], fileName: () => 'bridge.cjs' },
      rolldownOptions: { external: ['electron', 'electron/renderer'] },
    },
  },
  renderer: rendererConfig,
});
