import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { expect, inject, test } from 'vitest';
import { cliEnvironment } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';

test('the development database waits for nobody’s lock: it names the file, and tries the next way', async () => {
  const cache = temporaryFolder();
  const lock = join(cache, 'create-mongo-session-app/mongod/7.0.24.lock');
  // A process of that number runs, as after an interrupted download in a container.
  await fs.outputFile(lock, `${process.pid} 0b9ce0f5`);
  const ready = 'process.exit(0)';
  const args = ['scripts/dev-database.js', '--test', 'node', '-e', ready];
  const { all } = await execa(process.execPath, args, {
    cwd: inject('apps').javascript,
    // Without Python there is no other way, and so the command says what each attempt answered.
    env: { ...cliEnvironment(), XDG_CACHE_HOME: cache, PATH: '' },
    extendEnv: false,
    all: true,
    reject: false,
    timeout: 30_000,
  });
  expect(all).toContain(`- mongod: ${lock} says that process ${process.pid} is downloading it`);
  expect(all).toContain('- secantusdb: ');
});
