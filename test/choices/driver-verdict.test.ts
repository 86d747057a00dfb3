import fc from 'fast-check';
import { MongoClient } from 'mongodb';
// @ts-expect-error: no types, for it is the driver's own business
import { OPTIONS } from 'mongodb/lib/connection_string.js';
import { expect, test } from 'vitest';
import { checkMongoUri } from '../../src/choices/mongo-uri.ts';
import { sampleSize } from '../bed/sample.ts';
import { mongoUri } from './hostile-values.ts';
import { HOPELESS, RIGHT, WRONG } from './mongo-uris.ts';

/** Whether the driver of the created apps takes a URI, and the database in it. */
function driverTakes(uri: string): boolean {
  try {
    const client = new MongoClient(uri);
    client.db(client.options.dbName);
    return true;
  } catch {
    return false;
  }
}

const reasonOf = (uri: string) => {
  const checked = checkMongoUri(uri);
  return 'reason' in checked ? checked.reason : undefined;
};

test.each(RIGHT)('takes what comes from %s, as the driver does', (_from, uri) => {
  expect({ reason: reasonOf(uri), driver: driverTakes(uri) }).toEqual({ driver: true });
});

test.each(WRONG)('refuses %j for its real reason, as the driver does', (uri, reason) => {
  expect(reasonOf(uri)).toMatch(reason);
  expect(driverTakes(uri)).toBe(false);
});

test.each(HOPELESS)('refuses %j, which the driver takes and which cannot work', (uri, reason) => {
  expect(reasonOf(uri)).toMatch(reason);
  expect(driverTakes(uri)).toBe(true);
});

test('every reason ends with an example of a right one, and quotes no secret', () => {
  const reasons = [...WRONG, ...HOPELESS].map(([uri]) => reasonOf(uri) ?? '');
  const examples = reasons.map((reason) => /; a right one: (.*)$/.exec(reason)?.[1] ?? '');
  expect(examples.filter((uri) => reasonOf(uri) !== undefined || !driverTakes(uri))).toEqual([]);
  expect(reasons.filter((reason) => /S3|cr3t|AKIA/.test(reason))).toEqual([]);
});

/** Values that some option takes, and others do not. */
const VALUES = [
  ...['true', 'false', '0', '1', '4', '-1', '12abc', 'x', '', 'a:b', 'a:b,c:d', 'a b', '@x@', '%'],
  ...[
    'majority',
    'primary',
    'nearest',
    'stream',
    'stderr',
    'zlib',
    'zlib,none',
    'zlib,x',
    '/a.pem',
  ],
  ...['DEFAULT', 'GSSAPI', 'plain', 'SCRAM-SHA-1', 'SHA', 'MONGODB-X509', 'MONGODB-AWS', 'PLAIN|x'],
  ...['MONGODB-OIDC', '$external', '%24external', 'admin', 'CANONICALIZE_HOST_NAME:none'],
  ...['ENVIRONMENT:azure', 'ENVIRONMENT:gcp,TOKEN_RESOURCE:a:b', 'ENVIRONMENT:k8s', 'ENVIRONMENT:'],
  ...[
    'OIDC_CALLBACK:x',
    'ALLOWED_HOSTS:a',
    'SERVICE_NAME:a',
    'ENVIRONMENT:test,OIDC_CALLBACK:false',
  ],
];
const LOGIN_OPTIONS = ['authMechanism', 'authMechanismProperties', 'authSource'];
const OTHERS = ['directConnection', 'loadBalanced', 'replicaSet', 'srvMaxHosts', 'srvServiceName'];
const PROXY = [
  'proxyHost',
  'proxyPort',
  'proxyUsername',
  'proxyPassword',
  'tls',
  'ssl',
  'poolSize',
];
const TLS = ['tlsInsecure', 'tlsAllowInvalidCertificates', 'maxStalenessSeconds', 'readPreference'];

const name = fc.oneof(
  fc.constantFrom(...Object.keys(OPTIONS)),
  fc.constantFrom(...LOGIN_OPTIONS),
  fc.constantFrom(...OTHERS, ...PROXY, ...TLS),
);
const pair = fc
  .tuple(name, fc.nat(9), fc.constantFrom(...VALUES))
  .map(([key, odd, value]) => `${odd === 0 ? key.toUpperCase() : key}=${value}`);
const login = fc.constantFrom(
  '',
  '',
  'ann@',
  'ann:@',
  'ann:S3cr3t@',
  'ann:a%2Fb@',
  'ann:a/b@',
  'a@b@',
);
const hosts = fc.constantFrom(
  'h',
  'h:1',
  'a,b',
  '[::1]:2',
  'a.b.c',
  '%2Fa.sock',
  'h:0',
  '[',
  'a:b:c',
);
const path = fc.constantFrom(
  '',
  '/',
  '/d',
  '/d%C3%A9',
  '/%zz',
  '/a.b',
  '/a/../b',
  '/#x',
  '/a@b',
  '/d ',
);
const variation = fc
  .record({
    scheme: fc.constantFrom('mongodb://', 'mongodb://', 'mongodb+srv://'),
    login,
    hosts,
    path,
    pairs: fc.array(pair, { maxLength: 4 }),
  })
  .map((uri) => `${uri.scheme}${uri.login}${uri.hosts}${uri.path}?${uri.pairs.join('&')}`);

/** What ours refuses and the driver takes, by the reasons: what can never work, and what no `.env` can hold. */
const KNOWN =
  /placeholder|must be written otherwise|no host|host is missing|no blank|name of a database|63 bytes|control character|\.env|Unicode/;

test.each([
  ['of every option', variation, 20_000],
  ['of hostile texts', mongoUri, 10_000],
] as const)('judges variations %s as the driver does', (name, uris, count) => {
  const numRuns = sampleSize(`URIs before the driver, ${name}`, count);
  const verdicts = { both: 0, neither: 0, hopeless: 0 };
  fc.assert(
    fc.property(uris, (uri) => {
      const reason = reasonOf(uri);
      const taken = driverTakes(uri);
      if (taken && reason !== undefined) expect(reason).toMatch(KNOWN);
      else expect({ uri, reason, taken }).toEqual({ uri, reason, taken: reason === undefined });
      verdicts[taken ? (reason ? 'hopeless' : 'both') : 'neither'] += 1;
    }),
    { numRuns },
  );
  expect(Math.min(...Object.values(verdicts))).toBeGreaterThan(numRuns / 50);
});

test('knows every option of the driver by its name, and no other', () => {
  const known = Object.keys(OPTIONS).filter((option) => {
    const value = VALUES.find((one) => driverTakes(`mongodb://h/?${option}=${one}`));
    return reasonOf(`mongodb://h/?${option}=${value ?? 'x'}`)?.includes('knows no option');
  });
  expect(known).toEqual([]);
});
