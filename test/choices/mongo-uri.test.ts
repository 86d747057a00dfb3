import { join } from 'node:path';
import { inspect } from 'node:util';
import { execa } from 'execa';
import fc from 'fast-check';
import fs from 'fs-extra';
import { expect, inject, test } from 'vitest';
import { checkMongoUri, readMongoUri } from '../../src/choices/mongo-uri.ts';
import { cliEnvironment, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { mongoUri } from './hostile-values.ts';

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

const REFUSED: [uri: string, reason: string][] = [
  ['', 'starts with mongodb://'],
  ['localhost:27017', 'starts with mongodb://'],
  ['http://localhost/', 'starts with mongodb://'],
  ['MONGODB://localhost/', 'starts with mongodb://'],
  [' mongodb://localhost/', 'starts with mongodb://'],
  ['mongodb:/localhost/', 'starts with mongodb://'],
  ['mongodb://', 'connection string'],
  ['mongodb:///d', 'connection string'],
  ['mongodb://:@h/', 'connection string'],
  ['mongodb://@h/', 'connection string'],
  ['mongodb+srv://a.b.c,d.e.f/', 'connection string'],
  ['mongodb+srv://a.b.c:27017/', 'connection string'],
  ['mongodb://u:%zz@h/', 'connection string'],
  ['mongodb://u:%ff@h/', 'connection string'],
  ['mongodb://%:p@h/', 'connection string'],
  // A host is missing: what stands before the sign is no host, and not to be shown.
  ['mongodb://user?pass@:27017', 'connection string'],
  ['mongodb://h,/d', 'host'],
  ['mongodb://,h/d', 'host'],
  ['mongodb://[::1/d', 'host'],
  ['mongodb://a#b/d', 'host'],
  ['mongodb://h:/d', 'port'],
  ['mongodb://h:0/d', 'port'],
  ['mongodb://h:65536/d', 'port'],
  ['mongodb://h:27017x/d', 'port'],
  ['mongodb://h:1,g:-1/d', 'port'],
  // A password with a slash in it, and no host: no socket, and nothing to show.
  ['mongodb://u:p%2Fw', 'port'],
  ['mongodb://%2Ftmp%2Fmongodb-27017.sock:27017/d', 'port'],
  ['mongodb://h/a b', 'white space'],
  ['mongodb://h/d\n', 'white space'],
  ['mongodb://h\u2028/d', 'white space'],
  ['mongodb://h/\0', 'white space'],
  ['mongodb://h/a.b', 'database'],
  ['mongodb://h/a/b', 'database'],
  ['mongodb://h/a%2Fb', 'database'],
  ['mongodb://h/a%20b', 'database'],
  ['mongodb://h/$a', 'database'],
  ['mongodb://h/%zz', 'database'],
  [`mongodb://h/${'x'.repeat(64)}`, '63 bytes'],
  [`mongodb://h/${'é'.repeat(32)}`, '63 bytes'],
];

test.each(REFUSED)('refuses %j', (uri, reason) => {
  expect(checkMongoUri(uri)).toEqual({ reason: expect.stringContaining(reason) });
});

// A bundler leaves out calls that it takes for pure, though they are there for what they throw.
test('the packed command refuses the same URIs for the same reasons', async () => {
  const cwd = temporaryFolder();
  const runs = REFUSED.map(async ([uri, reason], index) => {
    await fs.outputJson(join(cwd, `${index}.json`), { mongoUri: uri });
    const args = ['app', '--answers', `${index}.json`, '--dry-run'];
    const { code, stderr } = await runCli(args, { cwd });
    return code === 2 && stderr.includes(reason) ? [] : [uri];
  });
  expect((await Promise.all(runs)).flat()).toEqual([]);
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
    '//',
    '/./d',
  ];
  const uris = odd.map((rest) => `mongodb://h${rest}`).concat(fc.sample(mongoUri, 500));
  const legal = uris.filter((uri) => 'value' in checkMongoUri(uri));
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-'], {
    cwd: inject('apps').javascript,
    env: cliEnvironment({ URIS: JSON.stringify(legal), SESSION_SECRET: 's'.repeat(32) }),
    extendEnv: false,
    input: COMPARE_DATABASES,
  });
  const { compared, different } = JSON.parse(stdout);
  expect(different).toEqual([]);
  expect(compared).toBeGreaterThan(50);
});

/** Leaves out what the driver refuses: then the app does not start. */
const COMPARE_DATABASES = `
import { MongoClient } from 'mongodb';
import { loadConfig } from './src/config.js';
const read = (uri) => {
  try {
    const { config } = loadConfig({ ...process.env, MONGODB_URI: uri });
    return { uri, app: config.database, driver: new MongoClient(uri).options.dbName };
  } catch {
    return undefined;
  }
};
const { app: byDefault } = read('mongodb://h');
const all = JSON.parse(process.env.URIS).map(read).filter(Boolean);
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
  'mongodb://u:canary x@h/d',
  'mongodb://u:canary\'"`@h/d',
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
  ['mongodb://h/d?proxyPassword=x', true],
  ['mongodb://h/d?PROXYPASSWORD=x', true],
  ['mongodb://h/d?tlsCertificateKeyFilePassword=x', true],
  ['mongodb://h/d?authMechanismProperties=AWS_SESSION_TOKEN:x', true],
])('tells whether %s holds what nobody may read', (uri, holds) => {
  expect(readMongoUri(uri).holdsCredentials).toBe(holds);
});

test('knows the hosts of a URI, but not those behind a service record', () => {
  expect(readMongoUri('mongodb://u:p@a:1,[::1]:2/d').hosts).toEqual(['a:1', '[::1]:2']);
  expect(readMongoUri('mongodb+srv://u:p@a.b.c/d').hosts).toBeUndefined();
});

test.each([
  ['mongodb://h/shop?w=1', 'shop'],
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
