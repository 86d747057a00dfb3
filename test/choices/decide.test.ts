import { describe, expect, test } from 'vitest';
import type { Checked } from '../../src/choices/checked.ts';
import { type Ask, decide, type RawAnswers, type Sources } from '../../src/choices/decide.ts';
import type { ChoiceName } from '../../src/choices/table.ts';
import { CommandError, type Problem } from '../../src/errors.ts';

const SURROUNDINGS = { workingDirectory: '/home/ann/My Shop', userAgent: undefined };
const SECRET = 'q'.repeat(32);

/** Sources of which a test gives what it is about. */
function sources(given: Partial<Sources>): Sources {
  return { flags: { directory: '.' }, answersFile: {}, environment: {}, ...given };
}

function decideFrom(given: Partial<Sources>, ask?: Ask) {
  return decide(sources(given), SURROUNDINGS, ask);
}

/** The problems of answers that must be refused. */
async function problemsOf(given: Partial<Sources>, ask?: Ask): Promise<readonly Problem[]> {
  const refused = await decideFrom(given, ask).catch((error) => error);
  if (!(refused instanceof CommandError)) throw new Error('these answers were taken');
  expect(refused.exitCode).toBe(2);
  return refused.problems;
}

/** Answers questions from a list, as somebody at a terminal would, and notes what was asked. */
function answering(answers: RawAnswers = {}) {
  const asked: [ChoiceName, string | undefined][] = [];
  const ask: Ask = async ({ name }, byDefault, check) => {
    asked.push([name, byDefault]);
    const answer = answers[name] ?? byDefault;
    const checked: Checked<unknown> = await check(answer);
    if ('reason' in checked) throw new Error(`${name}: ${checked.reason}`);
    return answer;
  };
  return { ask, asked };
}

test('without any answer but the directory the defaults stand', async () => {
  const { secrets, ...decision } = await decideFrom({});
  expect(decision).toEqual({
    directory: '.',
    choices: {
      name: 'my-shop',
      template: 'auth',
      language: 'typescript',
      collection: 'sessions',
      secretSource: 'generate',
      secretFile: '/run/secrets/session_secret',
      packageManager: 'npm',
      mail: true,
      docker: true,
      ci: true,
      devDatabase: true,
    },
    steps: { install: true, git: true, checkDatabase: true },
    fromEnvironment: [],
  });
  expect(secrets.mongoUri.secret.reveal()).toBe('mongodb://127.0.0.1:27017/my-shop');
  expect(secrets.sessionSecret).toBeUndefined();
});

describe('the order of the sources', () => {
  const all = {
    flags: { directory: '.', mongoUri: 'mongodb://flag/' },
    answersFile: { mongoUri: 'mongodb://answers/' },
    environment: { MONGODB_URI: 'mongodb://environment/' },
  };
  const uriOf = async (given: Partial<Sources>, ask?: Ask) =>
    (await decideFrom(given, ask)).secrets.mongoUri.secret.reveal();
  const typed = () => answering({ mongoUri: 'mongodb://typed/' }).ask;

  test('is flag, answers file, environment, question, default', async () => {
    const { flags, answersFile, environment } = all;
    expect(await uriOf({ flags, answersFile, environment }, typed())).toBe('mongodb://flag/');
    expect(await uriOf({ answersFile, environment }, typed())).toBe('mongodb://answers/');
    expect(await uriOf({ environment }, typed())).toBe('mongodb://environment/');
    expect(await uriOf({}, typed())).toBe('mongodb://typed/');
    expect(await uriOf({})).toBe('mongodb://127.0.0.1:27017/my-shop');
  });

  test('names the environment only when a value came from there', async () => {
    expect((await decideFrom({ environment: all.environment })).fromEnvironment).toEqual([
      'MONGODB_URI',
    ]);
    expect((await decideFrom(all)).fromEnvironment).toEqual([]);
    const environment = { SESSION_SECRET: SECRET };
    expect((await decideFrom({ environment })).fromEnvironment).toEqual([]);
  });

  test('takes an empty variable for an unset one', async () => {
    const environment = { MONGODB_URI: '' };
    expect(await uriOf({ environment })).toBe('mongodb://127.0.0.1:27017/my-shop');
  });

  test.each([
    [true, false],
    [false, true],
  ])('lets a flag say %s where the answers file says %s', async (flag, inFile) => {
    const names = ['docker', 'ci', 'devDatabase', 'install', 'git', 'checkDatabase'] as const;
    const each = (value: boolean) => Object.fromEntries(names.map((name) => [name, value]));
    const { choices, steps } = await decideFrom({
      flags: { directory: '.', ...each(flag) },
      answersFile: each(inFile),
    });
    expect({ ...choices, ...steps }).toMatchObject(each(flag));
    const fromFile = await decideFrom({ answersFile: each(inFile) });
    expect({ ...fromFile.choices, ...fromFile.steps }).toMatchObject(each(inFile));
  });
});

describe('defaults', () => {
  test.each([
    ['shop', 'shop', 'shop'],
    ['./My Café', 'my-cafe', 'my-cafe'],
    ['/srv/app.v2', 'app.v2', 'app-v2'],
    ['..', 'ann', 'ann'],
    ['🚀', 'app', 'app'],
  ])('for the directory %s name the app %s and the database %s', async (directory, name, db) => {
    const { choices, secrets } = await decideFrom({ flags: { directory } });
    expect(choices.name).toBe(name);
    expect(secrets.mongoUri.secret.reveal()).toBe(`mongodb://127.0.0.1:27017/${db}`);
  });

  test('name the database after a given name, without its scope', async () => {
    const { secrets } = await decideFrom({ answersFile: { name: '@acme/shop.eu' } });
    expect(secrets.mongoUri.secret.reveal()).toBe('mongodb://127.0.0.1:27017/shop-eu');
  });

  test.each([
    ['npm/10.8.2 node/v20.19.0 linux x64', 'npm'],
    ['pnpm/9.1.0 npm/? node/v20.19.0 linux x64', 'pnpm'],
    ['yarn/1.22.22 npm/? node/v20.19.0 linux x64', 'yarn'],
    ['bun/1.2.0 npm/? node/v22.0.0 linux x64', 'bun'],
    ['cnpm/9 npm/?', 'npm'],
    ['', 'npm'],
    [undefined, 'npm'],
  ])('install with the package manager that ran us: %s', async (userAgent, name) => {
    const { choices } = await decide(sources({}), { ...SURROUNDINGS, userAgent });
    expect(choices.packageManager).toBe(name);
  });

  test.each([
    ['minimal', false],
    ['auth', true],
    ['api', true],
  ])('of the template %s say %s to Docker and CI', async (template, extras) => {
    const { choices } = await decideFrom({ answersFile: { template } });
    expect(choices).toMatchObject({ docker: extras, ci: extras });
  });

  test.each([
    ['ts', 'typescript'],
    ['js', 'javascript'],
    ['javascript', 'javascript'],
  ])('take %s for %s', async (language, full) => {
    expect((await decideFrom({ answersFile: { language } })).choices.language).toBe(full);
  });
});

describe('the source of the secret', () => {
  test.each<[string, RawAnswers, RawAnswers]>([
    ['a file as a flag', { secretFile: '/s' }, {}],
    ['a file in the answers', {}, { secretFile: '/s' }],
    ['a file with its source', { secretFile: '/s', secretSource: 'file' }, {}],
    ['a file as a flag, its source in the answers', { secretFile: '/s' }, { secretSource: 'file' }],
  ])('is the file that is given: %s', async (_how, flags, answersFile) => {
    const { choices, secrets } = await decideFrom({
      flags: { directory: '.', ...flags },
      answersFile,
      environment: { SESSION_SECRET: SECRET },
    });
    expect(choices).toMatchObject({ secretSource: 'file', secretFile: '/s' });
    expect(secrets.sessionSecret).toBeUndefined();
  });

  test.each<[string, RawAnswers, RawAnswers]>([
    ['on standard input', { sessionSecret: SECRET }, {}],
    ['in the answers', {}, { sessionSecret: SECRET }],
    ['in the answers with its source', { secretSource: 'supply' }, { sessionSecret: SECRET }],
  ])('is the secret that is given: %s', async (_how, flags, answersFile) => {
    const { choices, secrets } = await decideFrom({
      flags: { directory: '.', ...flags },
      answersFile,
    });
    expect(choices.secretSource).toBe('supply');
    expect(secrets.sessionSecret?.reveal()).toBe(SECRET);
  });

  test('is SESSION_SECRET when it is to be supplied, and not otherwise', async () => {
    const environment = { SESSION_SECRET: SECRET };
    const supplied = await decideFrom({ answersFile: { secretSource: 'supply' }, environment });
    expect(supplied.secrets.sessionSecret?.reveal()).toBe(SECRET);
    expect(supplied.fromEnvironment).toEqual(['SESSION_SECRET']);
    for (const secretSource of ['generate', 'env', 'file']) {
      const { choices, secrets } = await decideFrom({ answersFile: { secretSource }, environment });
      expect(choices.secretSource).toBe(secretSource);
      expect(secrets.sessionSecret).toBeUndefined();
    }
  });

  test.each<[string, RawAnswers, RawAnswers, string]>([
    ['a file and a secret', { secretFile: '/s' }, { sessionSecret: SECRET }, '--secret-file'],
    ['a file and env', { secretFile: '/s', secretSource: 'env' }, {}, '--secret-file'],
    ['a file and generate', { secretSource: 'generate' }, { secretFile: '/s' }, '--secret-file'],
    ['a secret and file', { secretSource: 'file' }, { sessionSecret: SECRET }, '--secret-stdin'],
    ['a secret and env', { sessionSecret: SECRET }, { secretSource: 'env' }, '--secret-stdin'],
    [
      'a secret and generate, in one file',
      {},
      { sessionSecret: SECRET, secretSource: 'generate' },
      '--secret-stdin',
    ],
    // What a flag does not say hides nothing: commander gives undefined for it.
    [
      'a file and env, beside flags that were not given',
      { secretSource: undefined, secretFile: undefined },
      { secretFile: '/s', secretSource: 'env' },
      '--secret-file',
    ],
  ])('cannot be both: %s', async (_what, flags, answersFile, flag) => {
    const problems = await problemsOf({ flags: { directory: '.', ...flags }, answersFile });
    expect(problems).toEqual([
      { code: 'contradiction', flag, message: expect.stringMatching(/secret/) },
    ]);
    expect(JSON.stringify(problems)).not.toContain(SECRET);
  });
});

describe('mail', () => {
  test.each([
    [{ mail: true, template: 'minimal' }, {}],
    [{ template: 'minimal' }, { mail: true }],
  ])('is for accounts, and minimal has none: %j %j', async (flags, answersFile) => {
    const problems = await problemsOf({ flags: { directory: '.', ...flags }, answersFile });
    expect(problems).toEqual([
      { code: 'illegal-value', flag: '--[no-]mail', message: expect.stringMatching(/minimal/) },
    ]);
  });
});

describe('what is missing or wrong', () => {
  test('is listed at once, in the order of the table, each with its flag', async () => {
    const problems = await problemsOf({
      flags: { template: 'nothing', secretSource: 'supply', docker: 'maybe' },
      answersFile: { name: 'My App', collection: 'system.x', language: 7 },
      environment: { MONGODB_URI: 'mysql://h', SESSION_SECRET: 'short' },
    });
    expect(problems.map(({ code, flag }) => [code, flag])).toEqual([
      ['missing-choice', '[directory]'],
      ['illegal-value', '--template'],
      ['illegal-value', '--language'],
      ['illegal-value', '--name'],
      ['illegal-value', '--mongo-uri'],
      ['illegal-value', '--collection'],
      ['illegal-value', '--secret-stdin'],
      ['illegal-value', '--[no-]docker'],
    ]);
    const messages = problems.map(({ message }) => message);
    expect(messages[0]).toBe(
      'Missing: where the app goes; "." is the current directory. Give [directory].',
    );
    expect(messages[1]).toMatch(/^--template: it is one of minimal.*, not "nothing"\.$/);
    expect(messages[4]).toMatch(/^mongoUri \(MONGODB_URI\): it starts with mongodb:\/\//);
    expect(messages[5]).toMatch(/^collection \(answers file\): .*; a right one: "sessions"\.$/);
    expect(messages[6]).toMatch(/^sessionSecret \(SESSION_SECRET\): .*32 bytes/);
    expect(JSON.stringify(problems)).not.toContain('short');
  });

  test('is a supplied secret that nobody gave, with both ways to give it', async () => {
    expect(await problemsOf({ answersFile: { secretSource: 'supply' } })).toEqual([
      {
        code: 'missing-choice',
        flag: '--secret-stdin',
        message: expect.stringMatching(/Give --secret-stdin or SESSION_SECRET\.$/),
      },
    ]);
  });

  test('is listed rather than asked for', async () => {
    const { ask, asked } = answering({ directory: 'x' });
    const problems = await problemsOf({ flags: { collection: '$' } }, ask);
    expect(problems.map(({ flag }) => flag)).toEqual(['[directory]', '--collection']);
    expect(asked).toEqual([]);
  });

  test('counts in an answers file whose answer a flag replaces', async () => {
    const flags = { directory: '.', collection: 'logins' };
    const { choices } = await decideFrom({ flags, answersFile: { collection: 'sessions' } });
    expect(choices.collection).toBe('logins');
  });
});

describe('at a terminal', () => {
  test('what has no answer is asked, in the order of the table, with its default', async () => {
    const { ask, asked } = answering({ directory: 'Shop 2', collection: 'logins' });
    const { directory, choices } = await decideFrom({ flags: {} }, ask);
    expect(asked).toEqual([
      ['directory', 'my-app'],
      ['template', 'auth'],
      ['language', 'typescript'],
      ['mongoUri', 'mongodb://127.0.0.1:27017/shop-2'],
      ['collection', 'sessions'],
      ['secretSource', 'generate'],
    ]);
    expect({ directory, ...choices }).toMatchObject({ directory: 'Shop 2', collection: 'logins' });
  });

  test('nothing is asked that was given', async () => {
    const { ask, asked } = answering();
    const answersFile = {
      ...{ template: 'api', language: 'js' },
      ...{ collection: 'c', secretSource: 'env' },
    };
    const environment = { MONGODB_URI: 'mongodb://h/' };
    await decideFrom({ answersFile, environment }, ask);
    expect(asked).toEqual([]);
  });

  test('a file and a secret are asked for where the source wants one', async () => {
    const file = answering({ secretSource: 'file', secretFile: '/s' });
    expect((await decideFrom({}, file.ask)).choices.secretFile).toBe('/s');
    expect(file.asked.map(([name]) => name)).toContain('secretFile');
    expect(file.asked.map(([name]) => name)).not.toContain('sessionSecret');

    const supply = answering({ secretSource: 'supply', sessionSecret: SECRET });
    expect((await decideFrom({}, supply.ask)).secrets.sessionSecret?.reveal()).toBe(SECRET);
    expect(supply.asked.map(([name]) => name)).not.toContain('secretFile');
  });
});
