import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import fs from 'fs-extra';
import { expect, test } from 'vitest';
import { ownDatabaseUri, startApp } from '../bed/app.ts';
import { cliEnvironment } from '../bed/cli.ts';
import { diagnose } from '../bed/doctor.ts';
import { temporaryFolder } from '../bed/folder.ts';

const TUTORIAL = fileURLToPath(new URL('../fixtures/tutorial/', import.meta.url));

/** The app of the common tutorial, installed, with its sessions in a database of the test's own. */
async function install(): Promise<string> {
  const app = join(temporaryFolder(), 'tutorial');
  await fs.copy(TUTORIAL, app);
  const source = await fs.readFile(join(app, 'src/server.js'), 'utf8');
  const own = source.replace('mongodb://127.0.0.1:27017/shop', ownDatabaseUri());
  expect(own).not.toBe(source);
  await fs.writeFile(join(app, 'src/server.js'), own);
  await execa('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: app,
    env: cliEnvironment(),
    extendEnv: false,
  });
  return app;
}

test("the tutorial's own app, installed and running, is found what it deserves", async () => {
  const directory = await install();
  const app = await startApp('javascript', {}, directory);
  expect((await fetch(app.url)).status).toBe(200);
  const { code, findings, are } = await diagnose(directory, ['--url', app.url]);
  const told = findings.map(
    ({ severity, code, file, line, subject }) =>
      `${severity} ${code} ${file ? `${file}:${line}` : subject}`,
  );
  expect(told).toEqual([
    'fault weak-secret src/server.js:18',
    'fault store-crashes src/server.js:6',
    'risk secret-in-source src/server.js:18',
    'risk cookie-not-secure src/server.js:19',
    'risk resave src/server.js:21',
    'risk save-uninitialized src/server.js:22',
    'risk login-keeps-id src/server.js:33',
    'risk logout-keeps-session src/server.js:38',
    'risk logout-by-get src/server.js:37',
    'risk cookie-for-strangers GET /: Set-Cookie',
    'advice cookie-name-default src/server.js:17',
    'advice session-before-static src/server.js:25',
    'advice plain-ids mySessions',
    'advice tells-too-much GET /: X-Powered-By',
  ]);
  expect(code).toBe(1);
  expect(are('unknown')).toEqual([
    'cacheable: the response says nothing of caches, which may keep it or not',
  ]);
  const skipped = are('skipped').filter((words) => !words.startsWith('old-server'));
  expect(skipped).toEqual([
    ...[
      ...['env-committed', 'env-readable', 'secret-in-example', 'secret-short'],
      ...['secret-placeholder', 'secret-twice', 'uri-database', 'uri-unescaped', 'env-not-loaded'],
    ].map((code) => `${code}: there is no .env`),
    'index-missing: the app was not created by this tool',
    'http-open: the URL is of this machine',
    'hsts: the URL is not of HTTPS',
  ]);
});
