import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/bed/global-setup.ts'],
    setupFiles: ['test/bed/fixed-seed.ts'],
    reporters: ['default', './test/bed/count-reporter.ts'],
    // Real processes on a small machine: three files at a time, of which one mostly waits.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
