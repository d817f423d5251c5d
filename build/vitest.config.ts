import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const root = new URL('..', import.meta.url).pathname;
const node = { environment: 'node', pool: 'forks', globals: false, restoreMocks: true } as const;

export default defineConfig({
  root,
  plugins: [react()],
  test: {
    projects: [
      { extends: true, test: { ...node, name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], testTimeout: 10_000 } },
      { extends: true, test: { ...node, name: 'boundaries', include: ['test/boundaries/*.test.ts'], testTimeout: 60_000 } },
      { extends: true, test: { ...node, name: 'integration', include: ['test/integration/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 180_000, fileParallelism: false } },
      { extends: true, test: { ...node, name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 180_000, fileParallelism: false } },
    ],
  },
});
