import { execa } from 'execa';
import { expect, inject, test } from 'vitest';
import { cliEnvironment } from '../bed/environment.ts';
import { HOPELESS, RIGHT, WRONG } from '../choices/mongo-uris.ts';

/** What an app says of the URIs when it starts with them; `''` where nothing is wrong. */
async function judge(uris: readonly string[]): Promise<string[]> {
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-'], {
    cwd: inject('apps').javascript,
    env: cliEnvironment({ URIS: JSON.stringify(uris) }),
    extendEnv: false,
    input: JUDGE,
  });
  return JSON.parse(stdout);
}

const JUDGE = `
import { loadConfig } from './src/config.js';
const judge = (uri) => {
  try {
    loadConfig({ MONGODB_URI: uri, SESSION_SECRET: 'a-secret-of-no-repeated-letters-42' });
    return '';
  } catch (error) {
    return error.message;
  }
};
console.log(JSON.stringify(JSON.parse(process.env.URIS).map(judge)));
`;

test('a created app takes what create takes', async () => {
  const verdicts = await judge(RIGHT.map(([, uri]) => uri));
  expect(RIGHT.filter((_case, index) => verdicts[index] !== '')).toEqual([]);
});

test('a created app refuses what create refuses, and quotes no secret', async () => {
  const uris = [...WRONG, ...HOPELESS].map(([uri]) => uri);
  const verdicts = await judge(uris);
  expect(uris.filter((_uri, index) => verdicts[index] === '')).toEqual([]);
  expect(verdicts.filter((text) => !/MONGODB_URI.*mongodb:\/\/127/.test(text))).toEqual([]);
  expect(verdicts.filter((text) => /S3|cr3t|AKIA/.test(text))).toEqual([]);
});

test.each([
  ['mongodb+srv://ann:<db_password>@c.ab1cd.mongodb.net/', /placeholder stands where the password/],
  ['mongodb+srv://ann:S3cr3t@<cluster>.mongodb.net/', /placeholder stands where the host/],
  ['mongodb://ann:S3@cr3t@h/d', /user or password .* @ % as .*%40/],
  ['mongodb://ann:S3👍@h/d', /user or password/],
  ['mongodb+srv://c.ab1cd.mongodb.net:27017/', /without a port/],
  ['mongodb://h:99999/', /host or its port/],
  ['mongodb://h/a.b', /no database/],
  ['mongodb://h/?w=1&poolSize=5', /option poolSize/],
  ['mongodb://h/?retryWrites=yes', /option retryWrites/],
  ['mongodb://h/?tls=true&ssl=false', /do not go together/],
  ['mongodb://ann:S3@cr?et=1@h/d', /user or password/],
])('a created app names what is wrong with %s', async (uri, reason) => {
  expect((await judge([uri]))[0]).toMatch(reason);
});
