import { join } from 'node:path';
import { inspect } from 'node:util';
import { execa } from 'execa';
import fc from 'fast-check';
import fs from 'fs-extra';
import { expect, inject, test } from 'vitest';
import { checkMongoUri, readMongoUri } from '../../src/choices/mongo-uri.ts';
import { cliEnvironment, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { sample } from '../bed/sample.ts';
import { mongoUri } from './hostile-values.ts';
import { HOPELESS, WRONG } from './mongo-uris.ts';

test.each([
  ['mongodb://localhost', 'mongodb://localhost/'],
  ['mongodb://localhost/', 'mongodb://localhost/'],
  ['mongodb://127.0.0.1:27017/my-app', 'mongodb://127.0.0.1:27017/my-app'],
  ['mongodb://[::1]:27017/my-app', 'mongodb://[::1]:27017/my-app'],
  ['mongodb://[2001:db8::1]/my-app', 'mongodb://[2001:db8::1]/my-app'],
  ['mongodb://a:1,b:2,[::1]:3/d', 'mongodb://a:1,b:2,[::1]:3/d'],
  ['mongodb://a:65535/d', 'mongodb://a:65535/d'],
  ['mongodb://%2Ftmp%2Fmongodb-27017.sock/d', 'mongodb://%2Ftmp%2Fmongodb-27017.sock/d'],
  ['mongodb+srv://cluster0.abc.mongodb.net/', 'mongodb+srv://cluster0.abc.mongodb.net/'],
  ['mongodb://h/d?w=majority&tls=true', 'mongodb://h/d?…'],
  ['mongodb://h?w=majority', 'mongodb://h/?…'],
  ['mongodb://user@h/d', 'mongodb://<credentials>@h/d'],
  ['mongodb://user:@h/d', 'mongodb://<credentials>@h/d'],
  ['mongodb://user:pass@h/d', 'mongodb://<credentials>@h/d'],
  ['mongodb://us%40er:p%2Fa%3As%40s@h:1,i:2/d', 'mongodb://<credentials>@h:1,i:2/d'],
  ["mongodb://u:it's@h/d", 'mongodb://<credentials>@h/d'],
  ['mongodb://u:$HOME&`x`@h/d', 'mongodb://<credentials>@h/d'],
  ['mongodb+srv://u:p@c.d.net/d?appName=x', 'mongodb+srv://<credentials>@c.d.net/d?…'],
  ['mongodb://h/d?authMechanismProperties=AWS_SESSION_TOKEN:x', 'mongodb://h/d?…'],
  [`mongodb://h/${'x'.repeat(63)}`, `mongodb://h/${'x'.repeat(63)}`],
])('takes %s and shows it as %s', (uri, shown) => {
  const read = readMongoUri(uri);
  expect(read.secret.reveal()).toBe(uri);
  expect(read.redacted).toBe(shown);
});

// A bundler leaves out calls that it takes for pure, though they are there for what they throw.
test('the packed command refuses the same URIs for the same reasons', async () => {
  const cwd = temporaryFolder();
  const wrong: string[] = [];
  const uris = sample('wrong URIs', [...WRONG, ...HOPELESS], 30);
  for (const [index, [uri, reason]] of uris.entries()) {
    await fs.outputJson(join(cwd, `${index}.json`), { mongoUri: uri });
    const args = ['app', '--answers', `${index}.json`, '--dry-run'];
    const { code, stderr } = await runCli(args, { cwd });
    if (code !== 2 || !reason.test(stderr)) wrong.push(uri);
  }
  expect(wrong).toEqual([]);
});

test('the app and its driver take the same database from every legal URI', async () => {
  const odd = [
    '/..',
    '/%2e%2e',
    '/a/../b',
    '/d#fragment',
    '?w=1#/d',
    '?appName=/x',
    '/d%C3%A9',
    '/?w=1',
    '/?dbName=e',
    '//',
    '/./d',
  ];
  const uris = odd.map((rest) => `mongodb://h${rest}`).concat(fc.sample(mongoUri, 500));
  const legal = uris.filter((uri) => 'value' in checkMongoUri(uri));
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-'], {
    cwd: inject('apps').javascript,
    env: cliEnvironment({
      URIS: JSON.stringify(legal),
      SESSION_SECRET: 'a-secret-of-no-repeated-letters-42',
    }),
    extendEnv: false,
    input: COMPARE_DATABASES,
  });
  const { compared, different } = JSON.parse(stdout);
  expect(different).toEqual([]);
  expect(compared).toBe(legal.length);
  expect(compared).toBeGreaterThan(150);
});

const COMPARE_DATABASES = `
import { MongoClient } from 'mongodb';
import { loadConfig } from './src/config.js';
const read = (uri) => {
  const { config } = loadConfig({ ...process.env, MONGODB_URI: uri });
  return { uri, app: config.database, driver: new MongoClient(uri).options.dbName };
};
const { app: byDefault } = read('mongodb://h');
const all = JSON.parse(process.env.URIS).map(read);
// A URI without a database: the app's own default stands against the driver's.
const isSame = ({ app, driver }) => app === driver || (app === byDefault && driver === 'test');
const different = all.filter((one) => !isSame(one));
console.log(JSON.stringify({ compared: all.length, different }));
`;

test.each([
  'u:canary@',
  'mongodb://u:canary',
  'mongodb://u:canary/x@h/d',
  'mongodb://u:canary?x@h/d',
  'mongodb://u:canary#x@h/d',
  'mongodb://u:canary@x@h/d',
  'mongodb://u:canary:x@h/d',
  'mongodb://u:canary%zz@h/d',
  'mongodb://u:canary\tx@h/d',
  'mongodb://u:canary\'"`@h/d#x',
  'mongodb://u:canary👍@h/d',
  'mongodb://u:x@canary?canary=canary@h/d',
  'mongodb://h/d?canary@h=1',
  'mongodb://h/d?authMechanism=canary',
  'mongodb://h/d?retryWrites=canary',
  'mongodb://h/d?authMechanismProperties=canary',
  'mongodb://h/d?proxyPassword=canary',
  'mongodb://u:canary@h:port/d',
  'mongodb://u:canary@h/a.b',
  'mongodb://canary:x@/d',
  'mongodb://a/b:canary@h/d',
])('a reason never quotes %s', (uri) => {
  const checked = checkMongoUri(uri);
  expect(checked).toHaveProperty('reason');
  expect(JSON.stringify(checked)).not.toContain('canary');
});

test.each([
  ['mongodb://h/d', false],
  ['mongodb://h/d?tls=true&authSource=admin', false],
  ['mongodb://user@h/d', true],
  ['mongodb://user:pass@h/d', true],
  ['mongodb://h/d?proxyHost=h&proxyUsername=u&proxyPassword=x', true],
  ['mongodb://h/d?proxyHost=h&proxyUsername=u&PROXYPASSWORD=x', true],
  ['mongodb://h/d?tlsCertificateKeyFilePassword=x', true],
  ['mongodb://h/d?authMechanismProperties=AWS_SESSION_TOKEN:x', true],
  ['mongodb://h/d?passphrase=x', true],
])('tells whether %s holds what nobody may read', (uri, holds) => {
  expect(readMongoUri(uri).holdsCredentials).toBe(holds);
});

test.each([
  ['mongodb://127.0.0.1:27017/my-app', true],
  ['mongodb://localhost/?tls=false&retryWrites=true', true],
  ['mongodb://u:p@127.0.0.1/my-app', false],
  ['mongodb://127.0.0.1/?TLS=true', false],
  ['mongodb://127.0.0.1/?replicaSet=rs0', false],
  ['mongodb://127.0.0.1/?authMechanism=MONGODB-X509&tls=true', false],
])('tells whether a development database can stand at %s: %s', (uri, isPlain) => {
  expect(readMongoUri(uri).isPlain).toBe(isPlain);
});

test('knows the hosts of a URI, but not those behind a service record', () => {
  expect(readMongoUri('mongodb://u:p@a:1,[::1]:2/d').hosts).toEqual(['a:1', '[::1]:2']);
  expect(readMongoUri('mongodb+srv://u:p@a.b.c/d').hosts).toBeUndefined();
});

test.each([
  ['mongodb://h/shop?w=1', 'shop'],
  ['mongodb://h/?dbName=shop', 'shop'],
  ['mongodb://h/d%C3%A9', 'dé'],
  ['mongodb://h/', undefined],
  ['mongodb+srv://h.b.c', undefined],
])('knows the database of %s', (uri, database) => {
  expect(readMongoUri(uri).database).toBe(database);
});

test('gives nothing secret when it is printed, inspected or serialised', () => {
  const uri = readMongoUri('mongodb://canary:canary@h/d?authMechanismProperties=X:canary');
  const shown = [
    String(uri),
    inspect(uri, { showHidden: true, depth: 9 }),
    JSON.stringify({ uri }),
  ];
  expect(shown.join()).not.toContain('canary');
  expect(shown[0]).toBe('mongodb://<credentials>@h/d?…');
});

test('a URI that is taken for right and is not is named by no error', () => {
  expect(() => readMongoUri('mongodb://u:canary@h:0/')).toThrow(/^(?!.*canary).*port/);
});
