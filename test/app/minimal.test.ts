import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, inject, test } from 'vitest';
import { type Language, ownDatabaseUri, startApp } from '../bed/app.ts';
import { cliEnvironment } from '../bed/cli.ts';
import { ownDatabase } from '../bed/database.ts';
import { Visitor } from '../bed/visitor.ts';

const LANGUAGES: Language[] = ['typescript', 'javascript'];

describe.each(LANGUAGES)('the minimal app in %s', (language) => {
  test('passes its own tests', async () => {
    const env = cliEnvironment();
    const { stdout } = await execa('npm', ['test'], {
      cwd: inject('apps')[language],
      env,
      extendEnv: false,
    });
    expect(stdout).toMatch(/# fail 0/);
    expect(stdout).toMatch(/# pass [1-9]/);
  });

  test('keeps a sign-in and a counter over a kill -9 of the app', async () => {
    const env = { MONGODB_URI: ownDatabaseUri() };
    let app = await startApp(language, env);
    const visitor = new Visitor(() => app.url);
    await visitor.post('/login', { name: 'Ann' });
    await visitor.get('/');
    await app.end('SIGKILL');
    app = await startApp(language, env);
    const { visits, user } = (await visitor.get('/')).json();
    expect({ visits, user }).toEqual({ visits: 2, user: { name: 'Ann' } });
  });
});

test('one MongoDB driver is installed, and no dependency but esbuild has an install script', async () => {
  const { packages } = await fs.readJson(join(inject('apps').typescript, 'package-lock.json'));
  const found = Object.entries<{ version: string; hasInstallScript?: boolean }>(packages);
  const drivers = found.filter(([path]) => /(^|\/)node_modules\/mongodb$/.test(path));
  expect(drivers.map(([, { version }]) => version)).toEqual([expect.stringMatching(/^6\./)]);
  const scripted = found
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path);
  // Both are optional: esbuild works without its script, and fsevents is for macOS alone.
  expect(scripted.filter((path) => !/(esbuild|fsevents)$/.test(path))).toEqual([]);
});

test('keeps a sign-in over a kill -9 of the database', async () => {
  const database = await ownDatabase();
  const app = await startApp('javascript', { MONGODB_URI: database.uri });
  const visitor = new Visitor(() => app.url);
  await visitor.post('/login', { name: 'Ann' });
  await database.kill();
  expect((await visitor.get('/')).status).toBe(503);
  await database.start();
  await expect.poll(async () => (await visitor.get('/')).status, { timeout: 15_000 }).toBe(200);
  expect((await visitor.get('/')).json()).toMatchObject({ isLoggedIn: true });
});
