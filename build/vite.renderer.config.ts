/**
 * How the window is built: plain files under out/renderer, addressed relatively, so that the same folder serves the
 * desktop's own protocol and the loopback door. No inline script and no inlined font: the page's policy forbids both.
 */
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = new URL('..', import.meta.url).pathname;

export default defineConfig({
  root: `${root}renderer`,
  base: './',
  publicDir: false,
  plugins: [react(), tailwindcss()],
  build: {
    outDir: `${root}out/renderer`,
    emptyOutDir: true,
    target: 'chrome140',
    minify: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: `${root}renderer/index.html` },
  },
  server: { host: '127.0.0.1', strictPort: false, fs: { allow: [root] } },
});
