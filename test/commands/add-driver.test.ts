import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownDatabaseUri } from '../bed/app.ts';
import { runCli } from '../bed/cli.ts';
import { placeFiles, start } from './their-app.ts';

const APP = `const express = require('express');
const { version } = require('mongodb/package.json');

const app = express();

app.get('/hello', (req, res) => res.send(version));
app.get('/count', (req, res) => {
  req.session.count = (req.session.count ?? 0) + 1;
  res.json({ count: req.session.count });
});

app.listen(process.env.PORT);
`;

test('an app with another driver keeps it, and its sessions have their own', async () => {
  const dependencies = { express: '^5.1.0', mongodb: '^7.0.0' };
  const app = await placeFiles({
    'package.json': JSON.stringify({ scripts: { start: 'node app.js' }, dependencies }, null, 2),
    'app.js': APP,
  });
  const uri = ownDatabaseUri();
  const added = await runCli(['add', app, '--mongo-uri', uri, '--yes', '--json'], { cwd: app });
  expect(added.code, added.stderr).toBe(0);
  // With the driver that it has just installed.
  expect(JSON.parse(added.stdout).steps).toMatchObject([
    { name: 'install', status: 'done' },
    { name: 'database', status: 'done' },
  ]);
  const written = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')).dependencies;
  expect(written).toMatchObject({ ...dependencies, 'mongodb-6': 'npm:mongodb@^6.22.0' });

  const first = await start(app);
  expect(await first.hello()).toMatch(/^7\./);
  expect(await first.count()).toBe(1);
  await first.end();
  const second = await start(app, { cookie: first.cookie() });
  expect(await second.count()).toBe(2);
  await second.end();
  // The store's driver and the one that is imported are two copies: an outage is one all the same.
  const env = { MONGODB_URI: 'mongodb://127.0.0.1:9/away' };
  const away = await start(app, { env, cookie: first.cookie() });
  expect(await away.statusOf('/count')).toBe(503);
  const check = await runCli(['regenerate', app, '--check'], { cwd: app });
  expect(check.code, check.stdout + check.stderr).toBe(0);
});
