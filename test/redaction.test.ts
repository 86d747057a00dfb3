import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { type CliOptions, type CliRun, cliEnvironment, FILES_ONLY, runCli } from './bed/cli.ts';
import { freePort } from './bed/database.ts';
import { temporaryFolder } from './bed/folder.ts';
import { sample } from './bed/sample.ts';
import { ENTER, runAtTerminal } from './bed/terminal.ts';
import { templatesBut, toolWith } from './bed/tool.ts';

/** Neither may be found anywhere but in `.env`, encoded or decoded. */
const PASSWORD = 'canary/pass:4711';
const SECRET = 'canary+secret 4711 ßß canary+secret 4711';
const URI = `mongodb://canary-user:${encodeURIComponent(PASSWORD)}@localhost:1/shop`;
const IDENTITY = { GIT_AUTHOR_NAME: 'Ann', GIT_COMMITTER_NAME: 'Ann', EMAIL: 'ann@example.com' };

const APP_WITHOUT_SESSION = `const app = require('express')();
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
`;

/** What would give a canary away: as it is, percent-encoded, in hexadecimal, in Base64 wherever it starts. */
const TRACES = ['canary-user', 'canary/pass', 'canary+secret'].flatMap((text) => [
  text,
  encodeURIComponent(text),
  Buffer.from(text).toString('hex'),
  ...[0, 1, 2].map((shift) => {
    const base64 = Buffer.from(`${'\0'.repeat(shift)}${text}`).toString('base64');
    // Without the characters that depend on what stands before and behind.
    return base64.slice(shift === 0 ? 0 : 4, 4 * Math.floor((shift + text.length) / 3));
  }),
]);

function tracesIn(text: string): string[] {
  return TRACES.filter((trace) => text.includes(trace));
}

/** The paths below a directory whose contents, unpacked if need be, hold a trace. */
function tracesBelow(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.includes('/node_modules/')) return [];
    const bytes = readFileSync(path);
    const contents = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    return tracesIn(path + contents).length > 0 ? [path.slice(directory.length + 1)] : [];
  });
}

/** Every object of a repository as it is, not as git packs it. */
async function gitObjects(cwd: string): Promise<string> {
  const { stdout } = await execa('git', ['cat-file', '--batch-all-objects', '--batch'], { cwd });
  return stdout;
}

/** Runs, and finds no trace in what is printed. */
async function runSecretly(args: readonly string[], options: CliOptions): Promise<CliRun> {
  const run = await runCli(args, options);
  expect(tracesIn(run.stdout)).toEqual([]);
  expect(tracesIn(run.stderr)).toEqual([]);
  return run;
}

test('the traces are found where there are some', async () => {
  const folder = temporaryFolder();
  const texts = [URI, SECRET, PASSWORD, Buffer.from(`x${SECRET}`).toString('base64url')];
  texts.push(Buffer.from(URI).toString('base64'), Buffer.from(PASSWORD).toString('hex'));
  for (const text of texts) expect(tracesIn(`before ${text} after`), text).not.toEqual([]);
  await fs.outputFile(join(folder, 'a/b.txt'), SECRET);
  expect(tracesBelow(folder)).toEqual(['a/b.txt']);
  expect(tracesIn('Canary Islands')).toEqual([]);
});

/** The doors by which both secrets come in, with the source that each needs. */
const DOORS: Record<string, (folder: string) => { args: string[]; options: Partial<CliOptions> }> =
  {
    'a flag and standard input': () => ({
      args: ['--mongo-uri', URI, '--secret-stdin'],
      options: { input: `${SECRET}\n` },
    }),
    'the environment': () => ({
      args: ['--secret-source', 'supply'],
      options: { env: { MONGODB_URI: URI, SESSION_SECRET: SECRET } },
    }),
    'an answers file': (folder) => {
      const file = join(folder, 'answers.json');
      fs.outputJsonSync(file, { mongoUri: URI, sessionSecret: SECRET });
      return { args: ['--answers', file], options: {} };
    },
  };

describe.each(Object.entries(DOORS))('secrets that come by %s', (_name, open) => {
  test('stand in .env and nowhere else: no file, no git object, no line', async () => {
    const cwd = temporaryFolder();
    const { args, options } = open(temporaryFolder());
    const env = { ...options.env, ...IDENTITY };
    const flags = ['app', '--no-install', '--docker', '--ci', ...args];
    const { code, stderr } = await runSecretly(flags, { cwd, ...options, env });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toMatch(/git +done/);
    expect(tracesBelow(cwd)).toEqual(['app/.env']);
    expect((await fs.stat(join(cwd, 'app/.env'))).mode & 0o777).toBe(0o600);
    const objects = await gitObjects(join(cwd, 'app'));
    expect(objects).toContain('connect-mongodb-session');
    expect(tracesIn(objects)).toEqual([]);
  });

  test.each([[[]], [['--json']], [['--diff', '--json']], [['--dry-run', '--verbose']]])(
    'stand in the .env of an app that sessions are added to, and nowhere else, with %j',
    async (flags) => {
      const cwd = temporaryFolder();
      const start = { scripts: { start: 'node app.js' } };
      await fs.outputJson(join(cwd, 'package.json'), start);
      await fs.outputFile(join(cwd, 'app.js'), APP_WITHOUT_SESSION);
      const { args, options } = open(temporaryFolder());
      const quick = ['--yes', '--no-install', '--no-check-database'];
      const run = await runSecretly(['add', ...flags, ...args, ...quick], { cwd, ...options });
      expect(run).toMatchObject({ code: 0 });
      expect(tracesBelow(cwd)).toEqual(flags.some((flag) => /diff|dry/.test(flag)) ? [] : ['.env']);
    },
  );

  test.each([
    [['--json']],
    [['--dry-run']],
    [['--diff']],
    [['--diff', '--json']],
    [['--quiet', '--verbose', '--diff', '--overwrite']],
  ])('are not shown by %j, the first time or when files are in the way', async (flags) => {
    const cwd = temporaryFolder();
    const { args, options } = open(temporaryFolder());
    const all = ['app', ...flags, ...args, ...FILES_ONLY];
    expect(await runSecretly(all, { cwd, ...options })).toMatchObject({ code: 0 });
    await fs.outputFile(join(cwd, 'app/.env'), `MINE='${SECRET}'\nURI=${URI}\n`);
    await fs.remove(join(cwd, 'app/.create-mongo-session-app'));
    const code = flags.includes('--overwrite') ? 0 : 3;
    expect(await runSecretly(all, { cwd, ...options })).toMatchObject({ code });
  });
});

test('secrets that are typed stand in .env and nowhere else', async () => {
  const cwd = temporaryFolder();
  const args = [
    'app',
    '--no-install',
    '--template',
    'auth',
    '--language',
    'js',
    '--collection',
    'c',
  ];
  const terminal = runAtTerminal([...args, '--secret-source', 'supply'], { cwd, env: IDENTITY });
  await terminal.answer('Where is MongoDB?', URI + ENTER);
  await terminal.answer('The secret', SECRET + ENTER);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(tracesIn(terminal.screen())).toEqual([]);
  expect(tracesIn(terminal.sent().slice(terminal.sent().lastIndexOf('The secret')))).toEqual([]);
  expect(tracesBelow(cwd)).toEqual(['app/.env']);
  expect(tracesIn(await gitObjects(join(cwd, 'app')))).toEqual([]);
});

test('a database that cannot be reached is named without the credentials', async () => {
  const cwd = temporaryFolder();
  const uri = URI.replace('localhost:1', `127.0.0.1:${await freePort()}`);
  const flags = ['app', '--no-git', '--no-dev-database', '--language', 'js', '--verbose'];
  const { code, stderr } = await runSecretly(flags, { cwd, env: { MONGODB_URI: uri } });
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /Warning: The database: mongodb:\/\/<credentials>@127\.0\.0\.1:\d+\/shop: /,
  );
  expect(tracesBelow(cwd)).toEqual(['app/.env']);
});

describe('no error quotes', () => {
  const illegalUris = [
    URI.replace('mongodb:', 'mysql:'),
    URI.replace('%2F', '/'),
    URI.replace('%3A', ':'),
    URI.replace('%2F', '%'),
    URI.replace('localhost:1', 'localhost:port'),
    URI.replace('localhost:1', 'localhost:1,'),
    URI.replace('/shop', '/sh.op'),
    URI.replace('/shop', '/sh\rop'),
    URI.replace('canary-user', `canary-user'"\`#`),
    URI.slice(0, URI.indexOf('@')),
    'canary/pass',
  ];
  const illegalSecrets = [
    'canary+secret',
    `${SECRET},`,
    `${SECRET}\nmore`,
    ` ${SECRET}`,
    // No form of .env can hold it: of all quotes each, and what ends a value without.
    `${SECRET}'"\`#`,
  ];

  test.each(sample('illegal URIs', illegalUris, 5))('an illegal URI: %j', async (uri) => {
    const cwd = temporaryFolder();
    await fs.outputJson(join(cwd, 'a.json'), { mongoUri: uri });
    const runs = await Promise.all([
      runSecretly(['app', '--mongo-uri', uri], { cwd }),
      runSecretly(['app', '--verbose'], { cwd, env: { MONGODB_URI: uri } }),
      runSecretly(['app', '--answers', 'a.json', '--json'], { cwd }),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(readdirSync(cwd)).toEqual(['a.json']);
  });

  test.each(sample('illegal secrets', illegalSecrets, 2))(
    'an illegal secret: %j',
    async (secret) => {
      const cwd = temporaryFolder();
      await fs.outputJson(join(cwd, 'a.json'), { sessionSecret: secret });
      const env = { SESSION_SECRET: secret };
      const runs = await Promise.all([
        runSecretly(['app', '--secret-stdin'], { cwd, input: secret }),
        runSecretly(['app', '--secret-source', 'supply', '--verbose'], { cwd, env }),
        runSecretly(['app', '--answers', 'a.json', '--json'], { cwd }),
      ]);
      expect(runs.map(({ code }) => code)).toEqual([2, 2, 2]);
    },
  );

  test.each<[string, string[]]>([
    ['a flag that does not exist', ['app', `--session-secret=${SECRET}`]],
    ['a mistyped flag', ['app', `--mongo-ur=${URI}`]],
    ['a flag that takes no value', ['app', `--secret-stdin=${SECRET}`]],
    ['an argument too many', ['app', SECRET]],
    ['a URI where the directory goes', [URI]],
    ['a URI where the directory goes, and more', ['create', URI, '--dry-run']],
  ])('a secret in a wrong place: %s', async (_what, args) => {
    const cwd = temporaryFolder();
    for (const more of [[], ['--json'], ['--verbose']]) {
      expect((await runSecretly([...args, ...more, ...FILES_ONLY], { cwd })).code).toBe(2);
    }
    expect(readdirSync(cwd)).toEqual([]);
  });

  test.each([
    `{ "mongoUri": "${URI}" "sessionSecret": "${SECRET}" }`,
    `{ "session_secret": "${SECRET}", "uri": "${URI}" }`,
    `{ "sessionSecret": ["${SECRET}"], "mongoUri": { "uri": "${URI}" } }`,
    `{ "mongoUri": ${URI} }`,
    `SESSION_SECRET=${SECRET}`,
  ])('a broken answers file: %s', async (text) => {
    const cwd = temporaryFolder();
    await fs.outputFile(join(cwd, 'a.json'), text);
    for (const more of ['--json', '--verbose']) {
      const { code } = await runSecretly(['app', '--answers', 'a.json', more], { cwd });
      expect(code).toBe(2);
    }
  });

  test('a fault of ours, with or without its stack', async () => {
    const folder = temporaryFolder();
    // A template that has forgotten a line for a secret.
    const templates = templatesBut({ 'common/_env.hbs': 'SESSION_SECRET=\n' });
    const cli = await toolWith(templates, join(folder, 'tool'));
    const env = cliEnvironment({ MONGODB_URI: URI, SESSION_SECRET: SECRET });
    for (const flag of ['--verbose', '--json', '--quiet']) {
      const args = [cli, 'app', '--secret-source', 'supply', flag, ...FILES_ONLY];
      const { exitCode, all } = await execa(process.execPath, args, {
        cwd: folder,
        env,
        extendEnv: false,
        reject: false,
        all: true,
      });
      expect(exitCode).toBe(70);
      expect(all).toContain('no line for MONGODB_URI');
      expect(tracesIn(all)).toEqual([]);
    }
  });
});
