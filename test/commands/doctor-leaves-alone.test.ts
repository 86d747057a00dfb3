import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fs from 'fs-extra';
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { type CliRun, runCli } from '../bed/cli.ts';
import { freePort } from '../bed/database.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { differences, readTree } from '../bed/tree.ts';

const CANARY = 'canary-4711';
const PLANTED = "require('fs').appendFileSync(__dirname + '/ran', __filename);\n";

let app: string;
let uri: string;

/** An app with a secret wherever one can be, and something that would be seen wherever something might be run. */
beforeEach(async () => {
  app = join(temporaryFolder(), 'app');
  uri = `mongodb://ann:${CANARY}@127.0.0.1:${await freePort()}/shop`;
  const script = `node -e "require('fs').writeFileSync('ran', 'a script')"`;
  const names = ['preinstall', 'install', 'prepare', 'prestart', 'start', 'pretest', 'test'];
  const files: Record<string, string> = {
    'package.json': JSON.stringify({
      main: 'app.js',
      scripts: Object.fromEntries(names.map((name) => [name, script])),
      dependencies: { express: '^5.0.0', 'express-session': '1.17.1' },
    }),
    'app.js': `${PLANTED}const express = require('express');
const session = require('express-session');
const MongoDBStore = require('connect-mongodb-session')(session);
const app = express();
const store = new MongoDBStore({ uri: process.env.MONGODB_URI || '${'mongodb://ann:canary-0815@h/'}' });
app.use(session({ secret: ['${CANARY}', process.env.SESSION_SECRET], store, resave: false }));
app.post('/login', (req, res) => {
  if (req.body.password === '${CANARY}') req.session.user = { token: '${CANARY}' };
  res.end();
});
app.listen(3000);
`,
    '.env': `SESSION_SECRET=${CANARY}\nMONGODB_URI=${uri}\nNODE_OPTIONS=--require ./planted.cjs\n`,
    '.env.example': `SESSION_SECRET=${CANARY}\nMONGODB_URI=\n`,
    '.npmrc': `//registry/:_authToken=${CANARY}\nnode-options=--require ./planted.cjs\nscript-shell=./planted.sh\n`,
    '.yarnrc': 'yarn-path "./planted.cjs"\n',
    '.yarnrc.yml': 'yarnPath: ./planted.cjs\n',
    '.pnpmfile.cjs': PLANTED,
    'planted.cjs': PLANTED,
    'planted.sh': '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n',
    'planted-in-git.sh': '#!/bin/sh\ntouch ran\n',
  };
  for (const [path, text] of Object.entries(files)) await fs.outputFile(join(app, path), text);
  for (const name of ['planted.sh', 'planted-in-git.sh']) await fs.chmod(join(app, name), 0o755);
  await fs.symlink(join(inject('apps').javascript, 'node_modules'), join(app, 'node_modules'));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: app, stdio: 'ignore' });
  git('init', '--quiet');
  git('add', '--force', '.env', 'app.js');
  for (const key of ['core.fsmonitor', 'core.pager', 'core.editor', 'alias.ls-files'])
    git('config', key, './planted-in-git.sh');
});

function runDoctor(...flags: string[]): Promise<CliRun> {
  return runCli(['doctor', app, ...flags], { cwd: app });
}

function expectNoCanary(...texts: string[]) {
  for (const text of texts) expect(text).not.toMatch(/canary/i);
}

test('what is planted would be seen', async () => {
  execFileSync('git', ['ls-files', '--modified'], { cwd: app, stdio: 'ignore' });
  expect(await fs.pathExists(join(app, 'ran'))).toBe(true);
});

describe('an app with secrets everywhere', () => {
  test('is left as it was, runs nothing, and none of the secrets is shown', async () => {
    const before = readTree(app, { times: true });
    const sarif = join(temporaryFolder(), 'doctor.sarif');
    const document = await runDoctor('--json', '--sarif', sarif);
    const view = await runDoctor('--verbose');
    expect(differences(readTree(app, { times: true }), before)).toEqual([]);

    expect([document.code, view.code]).toEqual([1, 1]);
    const { findings } = JSON.parse(document.stdout);
    const codes: string[] = findings.map(({ code }: { code: string }) => code);
    const wanted = ['secret-in-source', 'env-committed', 'secret-in-example', 'unreachable'];
    expect(codes).toEqual(expect.arrayContaining(wanted));
    const scanned = await fs.readFile(sarif, 'utf8');
    for (const text of [document.stdout, view.stdout, scanned])
      for (const code of wanted) expect(text).toContain(code);
    expectNoCanary(document.stdout, document.stderr, view.stdout, view.stderr, scanned);
  });

  test.each([
    ['a source that cannot be read', 3, () => fs.appendFile(join(app, 'app.js'), `'${CANARY}`)],
    ['a package.json that cannot', 1, () => fs.writeFile(join(app, 'package.json'), `{"${CANARY}`)],
    ['an .env that is none', 1, () => fs.writeFile(join(app, '.env'), `${CANARY}\n=${CANARY}\n`)],
  ])('is not shown by %s', async (_, code, spoil) => {
    await spoil();
    const before = readTree(app, { times: true });
    for (const flags of [['--json'], ['--verbose']]) {
      const run = await runDoctor('--no-check-database', ...flags);
      expect(run.code, run.stderr).toBe(code);
      expectNoCanary(run.stdout, run.stderr);
    }
    expect(differences(readTree(app, { times: true }), before)).toEqual([]);
  });

  test('is not shown by a URI that the driver refuses', async () => {
    const wrong = `mongodb://ann:${CANARY}@127.0.0.1/shop?nonsense=${CANARY}`;
    const run = await runDoctor('--json', '--mongo-uri', wrong);
    expect(JSON.parse(run.stdout).findings).toContainEqual(
      expect.objectContaining({ code: 'unreachable', subject: '--mongo-uri' }),
    );
    expectNoCanary(run.stdout, run.stderr);
  });
});
