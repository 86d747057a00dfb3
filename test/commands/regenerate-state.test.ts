import { symlinkSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { listPacks, packBases } from '../../src/project/bases.ts';
import { STATE_DIRECTORY, STATE_FILE } from '../../src/project/layout.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { sample } from '../bed/sample.ts';
import { differences, readTree } from '../bed/tree.ts';
import { actionsOf, documentOf, type KeptApp, keepApps } from './kept-app.ts';

// What an app records is input: it may be damaged, deleted, or written by somebody who means harm.

const { newApp, oldApp } = keepApps();

const treeOf = ({ directory }: KeptApp) => readTree(`${directory}/..`, { times: true });

interface State {
  schemaVersion: unknown;
  version: unknown;
  choices: Record<string, unknown>;
  files: Record<string, Record<string, unknown>>;
}

function changeState(app: KeptApp, change: (state: State) => void) {
  const state = fs.readJsonSync(app.path(STATE_FILE));
  change(state);
  fs.writeJsonSync(app.path(STATE_FILE), state);
}

/** The one file that holds all bases. */
function packOf(app: KeptApp): string {
  const [pack = '', ...others] = listPacks(app.directory);
  expect(others).toEqual([]);
  return app.path(pack);
}

/** Changes what is said to be the base of a file. */
function changeBase(app: KeptApp, path: string, change: (bases: Bases, hash: string) => void) {
  const { sha256 } = fs.readJsonSync(app.path(STATE_FILE)).files[path];
  const bases = basesIn(app);
  change(bases, sha256);
  fs.writeFileSync(packOf(app), gzipSync(JSON.stringify(bases)));
}

type Bases = Record<string, unknown>;

function basesIn(app: KeptApp): Bases {
  return JSON.parse(gunzipSync(fs.readFileSync(packOf(app))).toString('utf8'));
}

async function expectRefused(app: KeptApp, words: RegExp, code = 3) {
  const before = treeOf(app);
  for (const flags of [
    ['--force', '--conflict', 'theirs'],
    ['--check', '--json'],
  ]) {
    const run = await app.regenerate(flags);
    expect([flags, run.code]).toEqual([flags, code]);
    expect(run.stdout + run.stderr).toMatch(words);
    expect(run.stdout + run.stderr).not.toMatch(/fault in create-mongo|\n +at /);
  }
  expect(differences(treeOf(app), before)).toEqual([]);
}

const PATHS = [
  '../victim.txt',
  'src/../../victim.txt',
  '/tmp/victim.txt',
  'C:/victim.txt',
  'C:victim.txt',
  '\\\\host\\share\\victim.txt',
  '//host/share/victim.txt',
  'src\\victim.txt',
  'src/\0victim.txt',
  '',
  './src/victim.js',
  'src//victim.js',
  `${STATE_DIRECTORY}/state.json`,
  `${STATE_DIRECTORY}/apply/journal.json`,
  'SRC/app.js',
  'nul',
  'src/COM1.txt',
  'src/victim.',
  'src/vic:tim',
];

describe('a state that names a path outside is refused', () => {
  test.each(sample('paths outside', PATHS, 6))('%j', async (path) => {
    const app = oldApp();
    app.write('../victim.txt', 'untouched');
    changeState(app, ({ files }) => {
      files[path] = { ...files['src/app.js'] };
    });
    await expectRefused(
      app,
      /state\.json names the path .*, which is not safe .*Restore that file/,
    );
  });

  test('also when it differs from our own folder only in case', async () => {
    const app = oldApp();
    changeState(app, ({ files }) => {
      files[`${STATE_DIRECTORY.toUpperCase()}/state.json`] = { ...files['src/app.js'] };
    });
    await expectRefused(app, /not safe/);
  });
});

describe('links are not followed', () => {
  test.each([[STATE_DIRECTORY], [`${STATE_DIRECTORY}/apply`]])(
    'where %s should be',
    async (path) => {
      const app = oldApp();
      fs.removeSync(app.path('../elsewhere'));
      if (fs.existsSync(app.path(path))) fs.moveSync(app.path(path), app.path('../elsewhere'));
      else fs.mkdirpSync(app.path('../elsewhere'));
      symlinkSync(app.path('../elsewhere'), app.path(path));
      await expectRefused(app, /is a symbolic link, where a directory of this tool goes/);
    },
  );

  test('where the state is, which is then as good as none', async () => {
    const app = oldApp();
    fs.moveSync(app.path(STATE_FILE), app.path('../state.json'));
    symlinkSync('../../state.json', app.path(STATE_FILE));
    const before = fs.readFileSync(app.path('../state.json'), 'utf8');
    const run = await app.regenerate(['--check']);
    expect(run.stderr).toMatch(/state\.json cannot be used \(it is not a file\)/);
    await app.regenerate();
    expect(fs.readFileSync(app.path('../state.json'), 'utf8')).toBe(before);
  });

  test('where the bases are, which are then lost', async () => {
    const app = oldApp();
    const pack = packOf(app);
    fs.moveSync(pack, app.path('../pack'));
    symlinkSync(app.path('../pack'), pack);
    const run = await app.regenerate(['--json']);
    const files = documentOf(run).problems.map(({ file }) => file);
    expect(files).toContain('src/errors.js');
    expect(run.code).toBe(4);
  });

  test('on the way to a file, whose directory is then the owner choice', async () => {
    const app = oldApp();
    fs.moveSync(app.path('src/session'), app.path('../session'));
    symlinkSync('../../session', app.path('src/session'));
    const before = readTree(app.path('../session'), { times: true });
    expect(await app.regenerate(['--conflict', 'theirs'])).toMatchObject({ code: 4 });
    expect(await app.regenerate(['--conflict', 'ours'])).toMatchObject({ code: 0 });
    expect(differences(readTree(app.path('../session'), { times: true }), before)).toEqual([]);
  });
});

describe('a base that cannot be used makes its file the owner own', () => {
  test.each<[string, (bases: Bases, hash: string) => void]>([
    ['lost', (bases, hash) => Reflect.deleteProperty(bases, hash)],
    ['no text', (bases, hash) => Object.assign(bases, { [hash]: 1 })],
    ['another text', (bases, hash) => Object.assign(bases, { [hash]: 'export const evil = 1;\n' })],
  ])('%s, and the others serve', async (_what, change) => {
    const app = oldApp();
    changeBase(app, 'src/errors.js', change);
    await expectOwn(app);
    expect(app.read('src/session/store.js')).toContain('sessions;');
  });

  const bomb = () => gzipSync(Buffer.alloc(64 * 1024 * 1024));

  test.each<[string, (pack: string) => void]>([
    ['lost', (pack) => fs.removeSync(pack)],
    ['empty', (pack) => fs.writeFileSync(pack, '')],
    ['cut off', (pack) => fs.truncateSync(pack, 30)],
    ['no gzip', (pack) => fs.writeFileSync(pack, 'not gzip')],
    ['no JSON', (pack) => fs.writeFileSync(pack, gzipSync('{ "'))],
    ['null', (pack) => fs.writeFileSync(pack, gzipSync('null'))],
    ['a bomb', (pack) => fs.writeFileSync(pack, bomb())],
    ['a directory', (pack) => fs.removeSync(pack) ?? fs.mkdirSync(pack)],
  ])('because all of them are: %s', async (_what, damage) => {
    const app = oldApp();
    damage(packOf(app));
    await expectOwn(app);
  });

  async function expectOwn(app: KeptApp) {
    const own = app.read('src/errors.js');
    const run = await app.regenerate();
    expect(run).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/src\/errors\.js: the record of it is lost or damaged/),
    });
    expect(await app.regenerate(['--conflict', 'ours'])).toMatchObject({ code: 0 });
    expect(app.read('src/errors.js')).toBe(own);
    expect(await app.regenerate(['--check'])).toMatchObject({ code: 0 });
  }
});

test.each([
  ['damaged', (app: KeptApp) => app.write(STATE_FILE, 'x')],
  ['lost', (app: KeptApp) => fs.removeSync(app.path(STATE_DIRECTORY))],
])(
  'where the record is %s, another answer is for the run after the one that makes it',
  async (_how, lose) => {
    const app = newApp();
    lose(app);
    const before = treeOf(app);
    const refused = await app.regenerate(['--docker', '--yes']);
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('docker: ') });
    expect(refused.stderr).toContain('Run regenerate without it first');
    expect(differences(treeOf(app), before)).toEqual([]);
    expect(await app.regenerate(['--yes'])).toMatchObject({ code: 0 });
    expect(await app.regenerate(['--docker', '--yes'])).toMatchObject({ code: 0 });
    expect(fs.existsSync(app.path('Dockerfile'))).toBe(true);
  },
);

test('the bases of two branches serve both, and the next run leaves one pack', async () => {
  const app = oldApp();
  const texts = Object.entries(basesIn(app)) as [string, string][];
  fs.removeSync(packOf(app));
  for (const half of [texts.slice(0, 7), texts.slice(7)]) {
    const { path, contents } = packBases(new Map(half));
    fs.writeFileSync(app.path(path), contents);
  }
  expect(listPacks(app.directory)).toHaveLength(2);
  expect(await app.regenerate()).toMatchObject({ code: 0 });
  expect(Object.keys(basesIn(app)).length).toBeGreaterThan(7);
});

test('a pack that another zlib has written stays as it is', async () => {
  const app = newApp();
  const pack = packOf(app);
  fs.writeFileSync(pack, gzipSync(JSON.stringify(basesIn(app)), { level: 1 }));
  const before = treeOf(app);
  expect(await app.regenerate()).toMatchObject({ code: 0 });
  expect(differences(treeOf(app), before)).toEqual([]);
});

describe('a state of a later time is refused', () => {
  test.each<[string, (state: State) => void]>([
    ['schema', (state) => Object.assign(state, { schemaVersion: 2, files: [] })],
    ['version', (state) => Object.assign(state, { version: '99.0.0' })],
  ])('by its %s', async (_what, change) => {
    const app = oldApp();
    changeState(app, change);
    await expectRefused(
      app,
      /Use that version or a later one: npx create-mongo-session-app@latest/,
    );
  });
});

test('a state with a conflict of git in it is refused', async () => {
  const app = oldApp();
  app.write(STATE_FILE, `<<<<<<< HEAD\n${app.read(STATE_FILE)}`);
  await expectRefused(app, /holds conflicts of a git merge/);
});

describe('a state that cannot be used is no state', () => {
  const file = { policy: 'merge', executable: false, status: 'rendered', sha256: '0'.repeat(64) };

  test.each<[string, (app: KeptApp) => void]>([
    ['deleted', (app) => fs.removeSync(app.path(STATE_DIRECTORY))],
    ['empty', (app) => app.write(STATE_FILE, '')],
    ['cut off', (app) => app.write(STATE_FILE, app.read(STATE_FILE).slice(0, 300))],
    ['a list', (app) => app.write(STATE_FILE, '[]')],
    ['null', (app) => app.write(STATE_FILE, 'null')],
    ['without files', (app) => changeState(app, (state) => Reflect.deleteProperty(state, 'files'))],
    [
      'with a version that is none',
      (app) => changeState(app, (state) => Object.assign(state, { version: 1 })),
    ],
    [
      'with a hash that is a path',
      (app) =>
        changeState(app, ({ files }) =>
          Object.assign(files, { x: { ...file, sha256: '../../x' } }),
        ),
    ],
    [
      'with an unknown policy',
      (app) =>
        changeState(app, ({ files }) => Object.assign(files, { x: { ...file, policy: 'run' } })),
    ],
    [
      'with keys that are no names',
      (app) =>
        changeState(app, ({ files }) => Object.assign(files, { '.env': { ...file, keys: [1] } })),
    ],
  ])(
    '%s: what is as we render it is adopted, the rest stays the owner own',
    async (_what, damage) => {
      const app = oldApp();
      app.edit('src/app.js', 'notFound', 'notFound /* tea */');
      const [own, older, env] = ['src/app.js', 'src/errors.js', '.env'].map(app.read);
      damage(app);
      const run = await app.regenerate(['--json']);
      expect(run).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/state\.json (is not there|cannot be used)/),
      });
      expect(documentOf(run)).toMatchObject({
        choices: {
          name: 'shop',
          template: 'minimal',
          language: 'javascript',
          collection: 'sessions',
        },
      });
      expect(actionsOf(documentOf(run))).toMatchObject({ 'test/app.test.js': 'adopt' });
      expect(['src/app.js', 'src/errors.js', '.env'].map(app.read)).toEqual([own, older, env]);
      const again = await app.regenerate(['--check']);
      expect(again).toMatchObject({ code: 0, stderr: '' });
    },
  );

  test.each<[string, unknown]>([
    ['collection', 'system.x'],
    ['collection', 7],
    ['secretSource', 'mail'],
    ['template', '../../etc'],
    ['docker', 'yes'],
  ])('an illegal choice in it is named with its flag: %s %j', async (name, value) => {
    const app = oldApp();
    changeState(app, ({ choices }) => Object.assign(choices, { [name]: value }));
    await expectRefused(app, /\(recorded\)/, 2);
  });

  test('a choice that is none, and one that is called like a method, are left out', async () => {
    const app = newApp();
    const state = app.read(STATE_FILE);
    const more =
      '"choices": {\n    "__proto__": { "docker": true }, "constructor": "x", "install": 1, "mongoUri": "x",';
    app.write(STATE_FILE, state.replace('"choices": {', more));
    expect(await app.regenerate()).toMatchObject({ code: 0 });
    expect(fs.existsSync(app.path('Dockerfile'))).toBe(false);
  });
});

describe('an app that we have not created', () => {
  test.each<[string, Record<string, string>]>([
    ['an empty directory', {}],
    [
      'an Express app of its owner',
      { 'package.json': '{"dependencies":{"express":"5"}}', 'src/app.js': '' },
    ],
    ['an app with a config of its own', { 'src/config.js': '', 'src/session/store.js': '' }],
  ])('%s is refused, and add is named', async (_what, files) => {
    const app = newApp();
    const cwd = temporaryFolder();
    for (const [path, text] of Object.entries(files)) fs.outputFileSync(`${cwd}/${path}`, text);
    const before = readTree(cwd, { times: true });
    const { code, stderr } = await app.regenerate([], { cwd });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining('create-mongo-session-app add'),
    });
    expect(differences(readTree(cwd, { times: true }), before)).toEqual([]);
  });
});
