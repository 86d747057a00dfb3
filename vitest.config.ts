import { configDefaults, defineConfig } from 'vitest/config';
import { chooseSeed } from './test/bed/seed.ts';

/** Tests of the pure rooms, but for those that run the packed command or a created app beside. */
const PURE = [
  'test/app-template/!(combinations).test.ts',
  'test/choices/!(mongo-uri|repeat|values|views).test.ts',
  'test/{doctor,express-app,plan}/**/*.test.ts',
  'test/project/paths.test.ts',
  'test/{command-names,emoji,env-file,house,projects,sample,secret,workflows}.test.ts',
];

export default defineConfig(({ mode }) => {
  chooseSeed(mode === 'all');
  return {
    test: {
      setupFiles: ['test/bed/fixed-seed.ts'],
      reporters: ['default', './test/bed/count-reporter.ts'],
      // Real processes on a small machine: four files at a time, of which two mostly wait.
      maxWorkers: 4,
      // A file is answered for by its worker: what all of them import is read once. None leaves anything behind.
      isolate: false,
      testTimeout: 120_000,
      hookTimeout: 120_000,
      // A second, as by default, is short for a process on a busy machine.
      expect: { poll: { timeout: 15_000 } },
      projects: [
        // No build, no install, no database: it answers in seconds.
        { extends: true, test: { name: 'unit', include: PURE } },
        {
          extends: true,
          test: {
            name: 'real',
            include: ['test/**/*.test.ts'],
            exclude: [...configDefaults.exclude, ...PURE],
            globalSetup: ['test/bed/global-setup.ts'],
          },
        },
      ],
    },
  };
});
