import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { cliEnvironment, MINIMAL, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { differences, readTree } from '../bed/tree.ts';

const QUICK = ['--yes', '--no-install', '--no-check-database', '--json'];
const APP = `const express = require('express');
const app = express();
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
`;

async function placed(files: Record<string, string>, { isCommitted = false } = {}) {
  const app = temporaryFolder();
  const all = {
    'package.json': '{ "scripts": { "start": "node app.js" } }\n',
    'app.js': APP,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) await fs.outputFile(join(app, path), text);
  if (isCommitted) {
    const git = { cwd: app, env: cliEnvironment(), extendEnv: false };
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    await execa('git', ['init', '--quiet'], git);
    await execa('git', ['add', '.'], git);
    await execa('git', [...identity, 'commit', '--quiet', '-m', 'theirs'], git);
  }
  return app;
}

async function add(app: string, ...flags: string[]) {
  const run = await runCli(['add', app, ...flags, ...QUICK], { cwd: app });
  const document = JSON.parse(run.stdout);
  const codes = document.problems.map(({ code }: { code: string }) => code);
  return { code: run.code, codes, document };
}

const textOf = (app: string, path: string) => readFileSync(join(app, path), 'utf8');
const keysOf = (text: string) => [...text.matchAll(/^(\w+)=/gm)].map(([, key]) => key);

describe('the variables go', () => {
  test('to a new .env that git ignores, and to the example as placeholders', async () => {
    const app = await placed({ '.env.example': 'PORT=3000' });
    const { code, document } = await add(app);
    expect(code).toBe(0);
    expect(keysOf(textOf(app, '.env'))).toEqual(['MONGODB_URI', 'SESSION_SECRET']);
    expect(textOf(app, '.gitignore')).toBe('.env\n');
    expect(textOf(app, '.env.example')).toBe(
      'PORT=3000\nMONGODB_URI=mongodb://127.0.0.1:27017/my-database\nSESSION_SECRET=\n',
    );
    expect(fs.statSync(join(app, '.env')).mode & 0o777).toBe(0o600);
    expect(document.nextSteps).toContain('# where it is deployed, set MONGODB_URI, SESSION_SECRET');
  });

  test('to the file that is really loaded', async () => {
    const loader =
      "require('dotenv').config({ path: require('path').join(__dirname, 'config', 'local.env') });\n";
    const app = await placed({ 'app.js': loader + APP, 'config/local.env': 'A=1\n' });
    expect((await add(app)).code).toBe(0);
    expect(keysOf(textOf(app, 'config/local.env'))).toEqual(['A', 'MONGODB_URI', 'SESSION_SECRET']);
    expect(fs.existsSync(join(app, '.env'))).toBe(false);
    expect(textOf(app, 'src/session/config.mjs')).not.toContain('loadEnvFile');
  });

  test('nowhere when the path is computed: the next steps name them', async () => {
    const loader = "require('dotenv').config({ path: '.env.' + process.env.NODE_ENV });\n";
    const app = await placed({ 'app.js': loader + APP });
    const { code, document } = await add(app);
    expect(code).toBe(0);
    expect(document.nextSteps).toContain(
      '# set MONGODB_URI and SESSION_SECRET before the app starts',
    );
    expect(fs.existsSync(join(app, '.env'))).toBe(false);
  });

  test('under the name that the owner connects with', async () => {
    const connected = "require('mongoose').connect(process.env.DATABASE_URL);\n";
    const app = await placed({
      'app.js': connected + APP,
      '.env': 'DATABASE_URL=mongodb://db/theirs\n',
    });
    expect((await add(app)).code).toBe(0);
    expect(keysOf(textOf(app, '.env'))).toEqual(['DATABASE_URL', 'SESSION_SECRET']);
    expect(textOf(app, 'src/session/config.mjs')).toContain("'DATABASE_URL'");
  });

  test('not into a file that is committed', async () => {
    const app = await placed({ '.env': 'PORT=1\n' }, { isCommitted: true });
    const tree = readTree(app, { times: true });
    expect(await add(app)).toMatchObject({ code: 3, codes: ['env-committed'] });
    expect(differences(readTree(app, { times: true }), tree)).toEqual([]);
    expect((await add(app, '--secret-source', 'env')).code).toBe(0);
    expect(textOf(app, '.env')).toBe('PORT=1\n');
  });
});

describe('what stands in the file that is loaded', () => {
  const standing = {
    '.env':
      'MONGODB_URI=mongodb://ann:canary@db/theirs\nSESSION_SECRET=a-secret-of-32-bytes-or-even-more-of-them\n',
  };

  test('stays, and is what the database is looked for with', async () => {
    const app = await placed(standing);
    const { code, document } = await add(app);
    expect(code).toBe(0);
    expect(textOf(app, '.env')).toBe(standing['.env']);
    expect(JSON.stringify(document)).not.toContain('canary');
    expect(document.repeat).not.toMatch(/--mongo-uri|--secret-source/);
  });

  test('is stronger than the environment of the run', async () => {
    const app = await placed(standing);
    const run = await runCli(['add', app, ...QUICK], {
      cwd: app,
      env: {
        MONGODB_URI: 'mongodb://other/',
        SESSION_SECRET: 'another-secret-of-32-bytes-or-more-of-them',
      },
    });
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).not.toContain('Taken from the environment');
    expect(textOf(app, '.env')).toBe(standing['.env']);
  });

  test.each([
    [['--mongo-uri', 'mongodb://other/'], '--mongo-uri', 'MONGODB_URI'],
    [['--secret-source', 'env'], '--secret-source', 'SESSION_SECRET'],
    [['--secret-file', '/run/s'], '--secret-file', 'SESSION_SECRET'],
  ])('is not passed over when %j says otherwise: exit 2', async (flags, flag, key) => {
    const app = await placed(standing);
    const tree = readTree(app, { times: true });
    const { code, document } = await add(app, ...flags);
    expect(code).toBe(2);
    expect(document.problems).toEqual([
      { code: 'illegal-value', flag, message: expect.stringContaining(`.env has ${key} already`) },
    ]);
    expect(differences(readTree(app, { times: true }), tree)).toEqual([]);
  });

  test('is refused where the new code would refuse it', async () => {
    const app = await placed({ '.env': 'MONGODB_URI=mongodb://ann:<password>@db/theirs\n' });
    const { code, document } = await add(app);
    expect(code).toBe(3);
    expect(document.problems).toMatchObject([{ code: 'unclear-session', file: '.env' }]);
    expect(document.problems[0].message).toContain('MONGODB_URI in .env');
  });
});

describe('there is nothing to do', () => {
  test('for an app that was created', async () => {
    const folder = temporaryFolder();
    const created = await runCli(['app', ...MINIMAL, '--yes'], { cwd: folder });
    expect(created.code, created.stderr).toBe(0);
    const tree = readTree(folder, { times: true });
    const { code, document } = await add(join(folder, 'app'));
    expect({ code, changes: document.changes }).toEqual({ code: 0, changes: [] });
    expect(differences(readTree(folder, { times: true }), tree)).toEqual([]);
  });

  test('for sessions that connect-mongodb-session keeps', async () => {
    const store = "const Store = require('connect-mongodb-session')(require('express-session'));\n";
    const use =
      "app.use(require('express-session')({ secret: 'a', store: new Store({ uri: 'mongodb://h/' }) }));\n";
    const app = await placed({ 'app.js': store + APP + use });
    const tree = readTree(app, { times: true });
    const run = await runCli(['add', app, '--yes'], { cwd: app });
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/^Nothing to do: app\.js:6 .*create-mongo-session-app doctor$/m);
    expect(differences(readTree(app, { times: true }), tree)).toEqual([]);
  });
});

/** Runs the command that the next steps name for it. */
async function undo(app: string, nextSteps: readonly string[]) {
  const [command = ''] = nextSteps.flatMap((line) => /^# to undo it: (.*)/.exec(line)?.[1] ?? []);
  await execa(command, { cwd: app, shell: true, env: cliEnvironment(), extendEnv: false });
}

test('the command that undoes it is told, and undoes it', async () => {
  const app = await placed({ '.env': 'PORT=1\n', '.gitignore': '.env\n' }, { isCommitted: true });
  const before = readTree(app);
  const { code, document } = await add(app);
  expect(code).toBe(0);
  await undo(app, document.nextSteps);
  const left = differences(readTree(app), before).filter((line) => !line.includes(': .git'));
  // The variables stay with the owner: they may have another value by now. To git, an empty folder is none.
  expect(left).toEqual([
    expect.stringMatching(/^other: \.env /),
    expect.stringMatching(/^more: src \(directory /),
  ]);
});

test('what undoes it leaves what keeps the secret out of git', async () => {
  const app = await placed({}, { isCommitted: true });
  const { document } = await add(app);
  await undo(app, document.nextSteps);
  expect(fs.existsSync(join(app, '.env'))).toBe(true);
  const { stdout } = await execa('git', ['status', '--porcelain'], { cwd: app });
  expect(stdout).toBe('?? .gitignore');
});

describe('an app is refused, and stays as it is,', () => {
  test.each([
    [
      'with another driver',
      'driver-conflict',
      {
        'package.json':
          '{ "scripts": { "start": "node app.js" }, "dependencies": { "mongodb": "^7.0.0", "mongodb-6": "1.0.0" } }',
      },
    ],
    [
      'that is compiled from JavaScript',
      'unclear-session',
      { 'package.json': '{ "scripts": { "start": "node dist/app.js" } }' },
    ],
    ['without a package.json', 'no-app', { 'package.json': '' }],
    ['that does not parse', 'broken-source', { 'app.js': `${APP}app.get(` }],
    [
      'with another store',
      'other-store',
      {
        'app.js': `${APP}app.use(require('express-session')({ secret: 'a', store: require('connect-redis')() }));\n`,
      },
    ],
    ['with a secret that is too short', 'unclear-session', { '.env': 'SESSION_SECRET=short\n' }],
    [
      'of TypeScript that takes modules for something else',
      'unclear-session',
      {
        'package.json': '{ "scripts": { "start": "ts-node app.ts" } }',
        'tsconfig.json': '{ "compilerOptions": { "module": "commonjs" } }',
        'app.ts':
          "import * as express from 'express';\nconst app = express();\napp.get('/', () => {});\napp.listen(1);\n",
      },
    ],
  ])('%s', async (_, code, files) => {
    const app = await placed(files as unknown as Record<string, string>);
    const tree = readTree(app, { times: true });
    expect(await add(app)).toMatchObject({ code: 3, codes: [code] });
    expect(differences(readTree(app, { times: true }), tree)).toEqual([]);
  });

  test('with edits that are in no commit, unless --force is given', async () => {
    const app = await placed({}, { isCommitted: true });
    await fs.appendFile(join(app, 'app.js'), '// mine\n');
    expect(await add(app)).toMatchObject({ code: 3, codes: ['uncommitted'] });
    expect((await add(app, '--force')).code).toBe(0);
    expect(textOf(app, 'app.js')).toContain('// mine');
  });
});

test('--dry-run and --diff write nothing', async () => {
  const app = await placed({});
  const tree = readTree(app, { times: true });
  for (const flag of ['--dry-run', '--diff']) expect((await add(app, flag)).code).toBe(0);
  expect(differences(readTree(app, { times: true }), tree)).toEqual([]);
});

test('package.json keeps its order, its spacing and the ranges of its owner', async () => {
  const before =
    '{\n\t"scripts": { "start": "node app.js" },\n\t"dependencies": {\n\t\t"express": "^4.0.0",\n\t\t"mongodb": "~6.3.0"\n\t}\n}\n';
  const app = await placed({ 'package.json': before });
  expect((await add(app)).code).toBe(0);
  expect(textOf(app, 'package.json')).toBe(
    before
      .replace('\t\t"express"', '\t\t"connect-mongodb-session": "^5.0.0",\n\t\t"express"')
      .replace('"^4.0.0",', '"^4.0.0",\n\t\t"express-session": "^1.19.0",'),
  );
});

test('regenerate takes another collection, and leaves the owner alone', async () => {
  const app = await placed({});
  await add(app);
  const source = textOf(app, 'app.js');
  const run = await runCli(['regenerate', app, '--collection', 'logins', '--no-install'], {
    cwd: app,
  });
  expect(run.code, run.stderr).toBe(0);
  expect(textOf(app, 'src/session/config.mjs')).toContain("'logins'");
  expect(textOf(app, 'app.js')).toBe(source);
  const check = await runCli(['regenerate', app, '--check'], { cwd: app });
  expect(check.code, check.stderr).toBe(0);
});
