import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { isIntactPack, listPacks } from '../../src/project/bases.ts';
import { STATE_DIRECTORY, STATE_FILE, STATE_IGNORE_FILE } from '../../src/project/layout.ts';
import { sha256 } from '../../src/project/snapshot.ts';
import { MINIMAL, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { differences, readTree } from '../bed/tree.ts';

// What `create` does with files that are there, and which it leaves behind.

describe.each(['--dry-run', '--diff'])('%s changes nothing', (flag) => {
  test('where there is no directory', async () => {
    const folder = temporaryFolder();
    const before = readTree(folder, { times: true });
    const { code, stdout } = await create(folder, flag);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('README.md') });
    expect(differences(readTree(folder, { times: true }), before)).toEqual([]);
  });

  test('in an empty directory', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'app'));
    const before = readTree(folder, { times: true });
    expect(await create(folder, flag)).toMatchObject({ code: 0 });
    expect(differences(readTree(folder, { times: true }), before)).toEqual([]);
  });

  test('in an occupied directory, and lists what is in the way', async () => {
    const folder = temporaryFolder();
    fs.outputFileSync(join(folder, 'app/package.json'), '{}');
    fs.outputFileSync(join(folder, 'app/.gitignore'), '*.bak');
    const before = readTree(folder, { times: true });
    const { code, stderr } = await create(folder, flag);
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('package.json') });
    expect(differences(readTree(folder, { times: true }), before)).toEqual([]);
  });

  test('with --overwrite either', async () => {
    const folder = temporaryFolder();
    fs.outputFileSync(join(folder, 'app/package.json'), '{}');
    const before = readTree(folder, { times: true });
    expect(await create(folder, flag, '--overwrite')).toMatchObject({ code: 0 });
    expect(differences(readTree(folder, { times: true }), before)).toEqual([]);
  });
});

describe('what is in the way', () => {
  test('is listed completely, and nothing is written', async () => {
    const folder = temporaryFolder();
    const app = join(folder, 'app');
    fs.outputFileSync(join(app, 'package.json'), '{}');
    fs.outputFileSync(join(app, '.env'), '');
    fs.mkdirpSync(join(app, 'README.md'));
    symlinkSync('nowhere', join(app, 'tsconfig.json'));
    fs.outputFileSync(join(app, 'src/config.ts'), '');
    fs.outputFileSync(join(app, 'src/session'), 'a file where a directory is planned');
    await execa('mkfifo', [join(app, 'tsconfig.build.json')]);
    const expected = [
      ...['.env', 'README.md', 'package.json', 'src/config.ts', 'src/session/connection.ts'],
      ...['src/session/middleware.ts', 'src/session/store-first.ts', 'src/session/store.ts'],
      ...['tsconfig.build.json', 'tsconfig.json'],
    ];
    await expectRefused(folder, [], 'occupied', expected);
    await expectRefused(folder, ['--overwrite'], 'occupied');
    const { stderr } = await create(folder);
    for (const path of expected) expect(stderr).toContain(`${path}: `);
  });

  test('is replaced with --overwrite when it is files, and no other file is', async () => {
    const folder = temporaryFolder();
    const app = join(folder, 'app');
    fs.outputFileSync(join(app, 'package.json'), '{}');
    fs.outputFileSync(join(app, 'src/app.ts'), 'mine');
    fs.outputFileSync(join(app, 'src/own.ts'), 'mine');
    fs.outputFileSync(join(app, '.env'), 'MINE=1\n');
    chmodSync(join(app, 'src/app.ts'), 0o740);
    const { stdout } = await create(folder, '--dry-run', '--overwrite');
    expect(stdout.match(/^replace +\S+/gm)).toEqual([
      expect.stringMatching(/ \.env$/),
      expect.stringMatching(/ package\.json$/),
      expect.stringMatching(/ src\/app\.ts$/),
    ]);
    expect(await create(folder, '--overwrite')).toMatchObject({ code: 0 });
    expect(readFileSync(join(app, 'src/own.ts'), 'utf8')).toBe('mine');
    const tree = readTree(app);
    expect(tree['src/app.ts']).toMatch(/^file 740 /);
    expect(tree['.env']).toMatch(/^file 600 /);
    expectRecorded(app);
  });

  test('is not in the way where nothing is planned', async () => {
    const folder = temporaryFolder();
    fs.outputFileSync(join(folder, 'app/notes.txt'), 'Buy milk.');
    fs.outputFileSync(join(folder, 'app/src/own.ts'), 'mine');
    const before = readTree(folder, { times: true });
    expect(await create(folder)).toMatchObject({ code: 0 });
    const after = readTree(folder, { times: true });
    for (const path of ['app/notes.txt', 'app/src/own.ts']) expect(after[path]).toBe(before[path]);
  });

  test('is an app of ours: that is for regenerate', async () => {
    const folder = temporaryFolder();
    await create(folder);
    await expectRefused(folder, [], 'already-created');
    await expectRefused(folder, ['--overwrite'], 'already-created');
    await expectRefused(folder, ['--dry-run'], 'already-created');
    expect((await create(folder)).stderr).toContain('create-mongo-session-app regenerate app');
  });
});

describe('an existing .gitignore', () => {
  const cases: [what: string, text: string, start: string][] = [
    ['keeps its lines and their order', 'b\na\n', 'b\na\nnode_modules/\ndist/\n.env\n'],
    ['keeps CRLF', '# mine\r\na', '# mine\r\na\r\nnode_modules/\r\ndist/\r\n.env\r\n'],
    ['gets only what it lacks', 'dist/\n.env\n', 'dist/\n.env\nnode_modules/\n'],
  ];

  test.each(cases)('%s', async (_what, text, start) => {
    const folder = temporaryFolder();
    fs.outputFileSync(join(folder, 'app/.gitignore'), text);
    expect(await create(folder)).toMatchObject({ code: 0 });
    const found = readFileSync(join(folder, 'app/.gitignore'), 'utf8');
    expect(found.slice(0, start.length)).toBe(start);
  });

  test('loses no byte that is no UTF-8', async () => {
    const folder = temporaryFolder();
    const text = Buffer.from('# f\xfcr mich\n', 'latin1');
    fs.outputFileSync(join(folder, 'app/.gitignore'), text);
    await create(folder);
    const found = readFileSync(join(folder, 'app/.gitignore'));
    expect(found.subarray(0, text.length).toString('latin1')).toBe('# f\xfcr mich\n');
  });

  test('that lacks nothing is not touched', async () => {
    const folder = temporaryFolder();
    await create(folder);
    const text = readFileSync(join(folder, 'app/.gitignore'), 'utf8').split('\n').toReversed();
    fs.outputFileSync(join(folder, 'other/.gitignore'), text.join('\n'));
    const before = readTree(join(folder, 'other/.gitignore'), { times: true });
    await runCli(['other', ...MINIMAL], { cwd: folder });
    expect(readTree(join(folder, 'other/.gitignore'), { times: true })).toEqual(before);
    expect(fs.existsSync(join(folder, 'other/.env'))).toBe(true);
  });
});

describe('a created app', () => {
  test.each(['typescript', 'javascript'])(
    'in %s is recorded as it was rendered',
    async (language) => {
      const folder = temporaryFolder();
      await create(folder, '--language', language, '--docker', '--ci');
      expectRecorded(join(folder, 'app'));
    },
  );

  test('has a private .env, and modes as umask wants them for all else', async () => {
    const folder = temporaryFolder();
    await create(folder);
    const { '.': _root, ...tree } = readTree(folder);
    const octal = (mode: number) => (mode & ~process.umask()).toString(8);
    for (const [path, entry] of Object.entries(tree)) {
      const [type, mode] = entry.split(' ');
      const usual = type === 'directory' ? octal(0o777) : octal(0o666);
      expect(`${path} ${mode}`).toBe(`${path} ${path === 'app/.env' ? '600' : usual}`);
    }
  });

  test('has nothing in it that was only needed to write it', async () => {
    const folder = temporaryFolder();
    await create(folder);
    expect(fs.readdirSync(join(folder, 'app', STATE_DIRECTORY)).sort()).toEqual([
      '.gitignore',
      expect.stringMatching(/^base-[0-9a-f]{16}$/),
      'state.json',
    ]);
    expect(fs.readdirSync(folder)).toEqual(['app']);
  });
});

function create(folder: string, ...flags: string[]) {
  return runCli(['app', ...MINIMAL, ...flags], { cwd: folder });
}

/** Expects exit 3 with one document that says why, naming these files, and that nothing is written. */
async function expectRefused(folder: string, flags: string[], code: string, files?: string[]) {
  const before = readTree(folder, { times: true });
  const run = await create(folder, '--json', ...flags);
  expect(run.code).toBe(3);
  const { exitCode, problems, repeat } = JSON.parse(run.stdout);
  expect({ exitCode, repeat }).toEqual({ exitCode: 3, repeat: null });
  expect(new Set(problems.map((problem: { code: string }) => problem.code))).toEqual(
    new Set([code]),
  );
  if (files) {
    const named = problems.flatMap(({ file }: { file?: string }) => file ?? []);
    expect(named.sort()).toEqual(files);
  }
  expect(differences(readTree(folder, { times: true }), before)).toEqual([]);
}

/** Expects that the state tells of every file with the hash it has, and that one pack holds a base for each but `.env`. */
function expectRecorded(app: string) {
  const { files } = fs.readJsonSync(join(app, STATE_FILE));
  const tree = readTree(app);
  const ours = (path: string) => !path.startsWith(STATE_DIRECTORY) && path !== 'src/own.ts';
  const written = Object.keys(tree).filter((path) => tree[path]?.startsWith('file') && ours(path));
  expect(Object.keys(files)).toEqual(written.sort());
  const texts: string[] = [];
  for (const path of written) {
    const { sha256: hash, executable, keys } = files[path];
    expect(executable, path).toBe(false);
    if (path === '.env') {
      expect({ hash, keys }).toEqual({
        hash: undefined,
        keys: expect.arrayContaining(['MONGODB_URI']),
      });
      continue;
    }
    const bytes = readFileSync(join(app, path));
    expect(sha256(bytes), path).toBe(hash);
    texts.push(bytes.toString('utf8'));
  }
  const [pack = '', ...others] = listPacks(app);
  expect(others).toEqual([]);
  const packed = JSON.parse(gunzipSync(readFileSync(join(app, pack))).toString('utf8'));
  expect(packed).toEqual(Object.fromEntries(texts.map((text) => [sha256(text), text])));
  expect(isIntactPack(app, pack)).toBe(true);
  expect(readFileSync(join(app, STATE_IGNORE_FILE), 'utf8')).toBe('!*\n');
}
