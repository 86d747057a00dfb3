import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, inject, test } from 'vitest';
import { cliEnvironment, FILES_ONLY, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { readTree } from '../bed/tree.ts';

const SECRET = 'it is a secret of "mine" of forty bytes';

/** What `--json` says of a run. */
async function create(cwd: string, args: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await runCli([...args, ...FILES_ONLY, '--json'], { cwd, env });
  expect({ code, stderr }, stdout).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as { directory: string; repeat: string; nextSteps: string[] };
}

/**
 * Types a printed command into a real shell. `npx` takes a second to find the command that is tested; unless asked
 * for, the shell finds it by itself.
 */
function typeIn(cwd: string, command: string, { env = {}, withNpx = false }: Typing = {}) {
  const modules = join(dirname(inject('cli')), '../..');
  if (withNpx) symlinkSync(modules, join(cwd, 'node_modules'), 'dir');
  const PATH = `${join(modules, '.bin')}:${process.env.PATH}`;
  return execa('sh', ['-c', withNpx ? command : command.replace(/^npx /, '')], {
    cwd,
    env: cliEnvironment(withNpx ? env : { ...env, PATH }),
    extendEnv: false,
  });
}

interface Typing {
  env?: Record<string, string>;
  withNpx?: boolean;
}

/** The files of an app by path, without the secret that each run generates anew. */
async function contentsOf(app: string) {
  const tree = readTree(app);
  const env = await fs.readFile(join(app, '.env'), 'utf8');
  return { ...tree, '.env': env.replace(/(?<=^SESSION_SECRET=)[\w-]{43}$/m, '') };
}

/** Runs, repeats with the command that it printed, and compares. */
async function expectSameAgain(args: string[], typing: Typing = {}) {
  const [first, second] = [temporaryFolder(), temporaryFolder()];
  const { directory, repeat } = await create(first, args, typing.env);
  await typeIn(second, repeat, typing);
  const again = join(second, directory.slice(first.length + 1));
  expect(await contentsOf(again)).toEqual(await contentsOf(directory));
  return repeat;
}

describe('the printed command creates the same app again', () => {
  test.each([
    ['JavaScript', ['my-app', '--language', 'js', '--no-dev-database', '--docker', '--ci']],
    ['a name with blanks and quotes', ['Ann\'s "best" app $HOME `id` \\ & é']],
    ['a path', ['./a/b c/d']],
    ['a name of its own', ['shop', '--name', '@acme/web']],
    ['a collection', ['shop', '--collection', 'it\'s & "x" \\ | é']],
    ['a URI', ['shop', '--mongo-uri', 'mongodb://h:1,i:2/d?w=majority&tls=true']],
    ["a secret's file", ['shop', '--secret-file', "/run/it's $HOME/s"]],
    ['a secret from the environment', ['shop', '--secret-source', 'env']],
    ['another package manager', ['shop', '--package-manager', 'pnpm', '--package-manager', 'npm']],
  ])('for %s', async (_what, args) => {
    await expectSameAgain(args);
  });

  test('through npx', async () => {
    await expectSameAgain(['my app', '--package-manager', 'npm'], { withNpx: true });
  });

  test.each(['regenerate', 'regenrate', 'create', 'init'])(
    'in a directory that is called like a command: %s',
    async (name) => {
      await expectSameAgain(['create', name]);
    },
  );

  test('in a directory whose name starts like a flag', async () => {
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    await fs.outputJson(join(first, 'answers.json'), { directory: '--docker' });
    const { repeat } = await create(first, ['--answers', 'answers.json']);
    await typeIn(second, repeat);
    const [app, again] = [join(first, '--docker'), join(second, '--docker')];
    expect(await contentsOf(again)).toEqual(await contentsOf(app));
  });

  test('with the secrets in the environment, which it does not hold', async () => {
    const env = { MONGODB_URI: "mongodb://u:it's@h/d", SESSION_SECRET: SECRET };
    const repeat = await expectSameAgain(['shop', '--secret-source', 'supply'], { env });
    expect(repeat).not.toContain('mongodb');
    expect(repeat).not.toContain(SECRET);
  });

  test('and says which variables it needs', async () => {
    const env = { MONGODB_URI: 'mongodb://u:p@h/d', SESSION_SECRET: SECRET };
    const args = ['shop', '--secret-source', 'supply', ...FILES_ONLY];
    const { stdout } = await runCli(args, { cwd: temporaryFolder(), env });
    expect(stdout).toContain('(with MONGODB_URI and SESSION_SECRET set)');
  });

  test('in the current directory', async () => {
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    mkdirSync(join(first, 'shop'));
    mkdirSync(join(second, 'shop'));
    const { repeat } = await create(join(first, 'shop'), ['.']);
    await typeIn(join(second, 'shop'), repeat);
    const [app, again] = [join(first, 'shop'), join(second, 'shop')];
    expect(await contentsOf(again)).toEqual(await contentsOf(app));
  });

  test.each([
    ['npm', 'npx '],
    ['pnpm', 'pnpm dlx '],
    ['yarn', 'npx '],
    ['bun', 'bunx '],
  ])('with %s it starts with %s', async (packageManager, start) => {
    const { repeat } = await create(temporaryFolder(), ['a', '--package-manager', packageManager]);
    expect(repeat.startsWith(`${start}create-mongo-session-app a `)).toBe(true);
  });
});

test.each(['my app', "it's", '$HOME', '-dash', '`id`', 'a/b c'])(
  'the next steps lead into %j in a real shell',
  async (name) => {
    const cwd = temporaryFolder();
    await fs.outputJson(join(cwd, 'answers.json'), { directory: name });
    const { nextSteps } = await create(cwd, ['--answers', 'answers.json']);
    const { stdout } = await execa('sh', ['-c', `${nextSteps[0]} && pwd`], { cwd });
    expect(stdout).toBe(join(cwd, name));
  },
);

test('the next steps skip the way into the directory where one is already', async () => {
  const { nextSteps } = await create(temporaryFolder(), ['.']);
  expect(nextSteps).toEqual(['npm install', 'npm run dev']);
});

test.each([
  ['env', /^export SESSION_SECRET=/],
  ['file', /^openssl rand -base64 32 > \/run\/secrets\/session_secret/],
])('the next steps give the app its secret where it comes from %s', async (source, command) => {
  const { nextSteps } = await create(temporaryFolder(), ['a', '--secret-source', source]);
  expect(nextSteps).toHaveLength(4);
  expect(nextSteps[2]).toMatch(command);
});
